"""``manumit manage key_ring``: creates a key ring, adds a key, removes one."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.ring import add_key, make_ring, read_ring, retire_key
from manumit.web.kernel.vault.rotation import is_key_in_use


class Command(BaseCommand):
    """Works on the file alone, except ``retire``, which asks the database what the key encrypts."""

    help = "Make a key ring, add a key to it (current from then on), or retire a key."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments: what to do, with which file, and for ``retire`` with which key."""
        parser.add_argument("do", choices=("make", "add", "retire"))
        parser.add_argument("file", type=Path)
        parser.add_argument("key", nargs="?", default="", help="for retire: the key's id")

    def handle(self, *args: Any, do: str, file: Path, key: str, **options: Any) -> None:
        """Report which key is current; never a key."""
        del args, options
        if do == "retire":
            read_ring(file).key(key)
            if is_key_in_use(key):
                raise VaultCode.KEY_IN_USE.error(Place.in_file(file), key=key)
            ring = retire_key(file, key)
        else:
            ring = make_ring(file) if do == "make" else add_key(file)
        self.stdout.write(f"{len(ring.keys)} key(s); current: {ring.current.id}")

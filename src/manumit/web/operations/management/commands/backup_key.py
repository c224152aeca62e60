"""``manumit manage backup_key FILE``: a pair of keys for one recipient of backups."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.web.operations.recipients import key_id, new_pair, read_recipients


class Command(BaseCommand):
    """Best done on a machine that is not the server: the private key never comes there."""

    help = "Make a private key for opening backups in FILE, and its public half in FILE.pub."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: B104, B106."""
        del args
        file: Path = options["file"]
        new_pair(file)
        public = file.with_name(f"{file.name}.pub")
        (named,) = map(key_id, read_recipients(public).values())
        self.stdout.write(f"Written: {file.name} (keep it off the server) and {public.name}.")
        self.stdout.write(f"Backups name it {named}.")

"""``manumit manage verify_backup``: whether both parts of a backup are complete and unchanged."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.web.kernel.ledger.keys import public_key, signing_key
from manumit.web.operations.recipients import read_identity
from manumit.web.operations.verification import record_verified, verify_parts


class Command(BaseCommand):
    """Runs beside people who work, and needs the owner of the tables for nothing."""

    help = "Compare both parts of a backup with their signed lists; with the private key, open all."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both parts, and what opens them."""
        parser.add_argument("--from", dest="data", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--identity", type=Path, help="private key, to open every file")
        parser.add_argument(
            "--public-key",
            type=Path,
            action="append",
            help="whose signatures count; that of MANUMIT_LEDGER_KEY, if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: E108, E109, E201 to E205, L202 to L205."""
        del args
        trusted = [public_key(one) for one in options["public_key"] or ()]
        named = options["identity"]
        identity = None if named is None else read_identity(named)
        own = trusted or [signing_key().public_key()]
        verify_parts(options["data"], options["keys"], own, identity=identity)
        record_verified()
        opened = "and every file opens" if identity is not None else "but no file was opened"
        self.stdout.write(f"Both parts are complete, signed and unchanged, {opened}.")

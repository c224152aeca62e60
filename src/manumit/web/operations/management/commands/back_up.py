"""``manumit manage back_up``: data and keys into two places, each locked for its recipients."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.errors import Place
from manumit.web.operations.backup import back_up_data, back_up_keys, check_separate
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.recipients import read_recipients


class Command(BaseCommand):
    """Runs beside people who work; needs the owner of the tables (MANUMIT_OWNER_URL)."""

    help = "Back up the data, the keys of people, or both, each into a folder of its own."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Folders and recipients."""
        parser.add_argument("--to", type=Path, help="folder for the data and the sealed files")
        parser.add_argument("--keys-to", type=Path, help="folder for the keys, elsewhere")
        parser.add_argument(
            "--recipients", type=Path, required=True, help="public keys of who can open the data"
        )
        parser.add_argument(
            "--keys-recipients",
            type=Path,
            help="public keys of who can open the keys; the same, if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: E101 to E107, E110, E208, E211, L202 to L205, V404."""
        del args
        to, keys_to = options["to"], options["keys_to"]
        if to is None and keys_to is None:
            raise OperationsCode.NOTHING_TO_DO.error(Place())
        if to is not None and keys_to is not None:
            check_separate(to, keys_to)
        recipients = read_recipients(options["recipients"])
        of_keys = read_recipients(options["keys_recipients"] or options["recipients"])
        # Keys last: they have to be as new as the data, or newer.
        if to is not None:
            self.stdout.write(f"Data of {back_up_data(to, recipients):%Y-%m-%d %H:%M:%S} UTC.")
        if keys_to is not None:
            self.stdout.write(f"Keys of {back_up_keys(keys_to, of_keys):%Y-%m-%d %H:%M:%S} UTC.")
            self.stdout.write("Now destroy the older backups of the keys, wherever they lie.")

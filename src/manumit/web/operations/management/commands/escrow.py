"""``manumit manage escrow``: files that several people bring back together, and none alone."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.web.operations.escrow import SEALED, join_files, split_files


class Command(BaseCommand):
    """Needs no database; best done on a machine without a network."""

    help = "Share key files among people, so that some of them together can bring them back."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``split`` and ``join``."""
        ways = parser.add_subparsers(dest="way", required=True)
        split = ways.add_parser("split", help="make a sealed file and a sheet for each holder")
        split.add_argument("files", type=Path, nargs="+", help="such as the key ring")
        split.add_argument("--shares", type=int, required=True, help="how many holders")
        split.add_argument("--needed", type=int, required=True, help="how many bring it back")
        split.add_argument("--to", type=Path, required=True, help="folder for all of it")
        join = ways.add_parser("join", help="bring the files back")
        join.add_argument("shares", type=Path, nargs="+", help="one file for each sheet")
        join.add_argument("--sealed", type=Path, required=True, help=f"the file {SEALED}")
        join.add_argument("--to", type=Path, required=True, help="folder for the files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: B104, B106, B301 to B307."""
        del args
        if options["way"] == "split":
            split_files(
                options["files"], options["to"], shares=options["shares"], needed=options["needed"]
            )
            self.stdout.write(
                f"Written: {SEALED} and {options['shares']} shares, of which {options['needed']} "
                "are needed. Give each to one person, then destroy the files here."
            )
        else:
            found = join_files(options["sealed"], options["shares"], options["to"])
            self.stdout.write(f"Brought back: {', '.join(found)}.")

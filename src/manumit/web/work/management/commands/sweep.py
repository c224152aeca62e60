"""``manumit manage sweep``: does now what the clock would do, as often as anybody likes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.web.work.sweeps import run_sweeps


class Command(BaseCommand):
    """A second run changes nothing."""

    help = "End what is over and make what is due, in every room."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which."""
        parser.add_argument("names", nargs="*", metavar="name", help="sweeps to run; all, if none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: Y501; CommandError where a sweep failed."""
        del args
        failed = []
        for name, changed in run_sweeps(options["names"]):
            self.stdout.write(f"{name}: {'failed' if changed is None else changed}")
            failed += [name] if changed is None else []
        if failed:
            raise CommandError(f"{len(failed)} failed. The log says how; run it again.")

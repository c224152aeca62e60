"""``manumit manage sweep``: run now what the clock would run; safe to repeat."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.web.tasks.sweeps import run_sweeps


class Command(BaseCommand):
    """Run sweeps; a second run changes nothing."""

    help = "End what is over and make what is due, in every room."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the names of sweeps."""
        parser.add_argument("names", nargs="*", metavar="name", help="sweeps to run; all, if none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sweeps; raises InputError Y501, or CommandError if a sweep failed."""
        del args
        failed = []
        for name, changed in run_sweeps(options["names"]):
            self.stdout.write(f"{name}: {'failed' if changed is None else changed}")
            failed += [name] if changed is None else []
        if failed:
            raise CommandError(f"{len(failed)} failed. The log says how; run it again.")

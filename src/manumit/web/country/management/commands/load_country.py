"""``load_country``: fills an empty demonstration with an invented country."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from manumit.errors import InputError
from manumit.web.country.loading import LoadOptions, load, must_be_empty
from manumit.web.country.people import make_people

PERSONS, SEED, ACTED = 2_000, "meridia", 60


class Command(BaseCommand):
    """Acts stories and copies them; everything in it is invented."""

    help = "Fill an empty demonstration with an invented country (as the tables' owner)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of size."""
        parser.add_argument("--persons", type=int, default=PERSONS)
        parser.add_argument("--seed", default=SEED, help="the same seed gives the same persons")
        parser.add_argument("--acted", type=int, default=ACTED, help="how often stories are acted")
        parser.add_argument("--last-day", type=dt.date.fromisoformat, help="YYYY-MM-DD; today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the country and report the speed."""
        del args
        wanted = LoadOptions(
            options["persons"],
            options["seed"],
            options["last_day"] or timezone.now().date(),
            options["acted"],
        )
        try:
            # Otherwise accounts with public passwords would remain when the load is refused.
            must_be_empty()
            make_people()
            made = load(wanted, self.stdout.write)
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(
            f"Invented: {made.persons} persons, {made.rows} rows, "
            f"{made.seconds[0]:.1f} s to act, {made.seconds[1]:.1f} s to copy."
        )

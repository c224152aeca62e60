"""``manumit manage files_without_holder``: what to look after when somebody leaves."""

import datetime as dt
from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from manumit.web.reassignment.without_holder import list_without_holder


class Command(BaseCommand):
    """Pseudonyms by office; no names, and no way into a file."""

    help = "List files whose holders have all left their office."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When."""
        parser.add_argument(
            "--days", type=int, default=0, help="count posts as over that end within so many days"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each office, and one for each file below it."""
        del args
        found = list_without_holder(timezone.now() + dt.timedelta(days=options["days"]))
        offices = defaultdict(list)
        for file in found:
            offices[file.office_id].append(file.pseudonym)
        for office, files in offices.items():
            self.stdout.write(f"office {office}: {len(files)}")
            for pseudonym in files:
                self.stdout.write(f"  {pseudonym}")
        self.stdout.write(f"{len(found)} files without a holder.")

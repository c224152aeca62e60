"""``manumit manage retention``: ends records whose time is over, and says which."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from manumit.web.operations.erased import export_erased
from manumit.web.operations.retention import RetentionResult, end_records, read_periods


class Command(BaseCommand):
    """Once a night, or with ``--dry-run`` at any time."""

    help = "End records whose time is over, unless a legal hold keeps them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How."""
        parser.add_argument("--dry-run", action="store_true", help="end nothing, say what would")
        parser.add_argument("--periods", type=Path, help="the institution's own file of periods")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: E208, E211, E401, E402, I101, I102, L202 to L205."""
        del args
        periods, dry_run = read_periods(options["periods"]), options["dry_run"]
        for result in end_records(periods, timezone.now(), dry_run=dry_run):
            self._say(result, provisional=periods[result.kind].provisional)
        if dry_run:
            self.stdout.write("Nothing was ended: this was a dry run.")
        else:
            export_erased()

    def _say(self, result: RetentionResult, *, provisional: bool) -> None:
        mark = " ○ provisional" if provisional else ""
        self.stdout.write(f"{result.kind}: over before {result.over_before:%Y-%m-%d}{mark}")
        for words, ids in (
            ("ended", result.ended),
            ("under a legal hold", result.held),
            ("still needed by another record", result.still_needed),
        ):
            self.stdout.write(f"  {words}: {len(ids)}")
            for one in ids:
                self.stdout.write(f"    {one}")

"""``manumit manage approve_post``: the operator as second person, where an institution has none."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.services import approve_as_operator


class Command(BaseCommand):
    """Approves what waits for one person; it is in the ledger, and the posts say so."""

    help = "Approve the posts that wait for a second person, where the institution has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What has to be known."""
        parser.add_argument("--institution", required=True, type=uuid.UUID)
        parser.add_argument("--email", required=True, help="of whoever took the post up")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says which roles hold now."""
        del args
        try:
            held = approve_as_operator(options["institution"], options["email"])
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        for post in held:
            self.stdout.write(f"{post.role}: approved")

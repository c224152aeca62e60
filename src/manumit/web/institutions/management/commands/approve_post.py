"""``manumit manage approve_post``: approve as operator, if an institution has no second person."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.services import approve_as_operator


class Command(BaseCommand):
    """Approve the posts of one person; the ledger and the posts record it."""

    help = "Approve the posts that wait for a second person, where the institution has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--institution", required=True, type=uuid.UUID)
        parser.add_argument("--email", required=True, help="of the person who took up the post")

    def handle(self, *args: Any, **options: Any) -> None:
        """Approve and print the roles in force."""
        del args
        try:
            held = approve_as_operator(options["institution"], options["email"])
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        for post in held:
            self.stdout.write(f"{post.role}: approved")

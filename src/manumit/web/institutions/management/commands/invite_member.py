"""``manumit manage invite_member``: invite as operator, if nobody else can."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.management import LASTS, address
from manumit.web.institutions.services import invite_as_operator


class Command(BaseCommand):
    """Invite a person to a post that needs no second person; the ledger records it."""

    help = "Print, once, a link to a post that no administrator of the institution can give."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--institution", required=True, type=uuid.UUID)
        parser.add_argument("--role", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", default="en", help="of the link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link; its holder accepts the post."""
        del args
        try:
            made = invite_as_operator(options["institution"], options["role"], options["email"])
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(address(made, options["language"]))
        self.stderr.write(LASTS)

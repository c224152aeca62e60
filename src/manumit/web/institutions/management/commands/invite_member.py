"""``manumit manage invite_member``: a post from the operator, where nobody else can give it."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.links import LASTS, address
from manumit.web.institutions.services import invite_as_operator


class Command(BaseCommand):
    """Invites somebody to a post that needs no second person; it is in the ledger."""

    help = "Print, once, a link to a post that no administrator of the institution can give."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What has to be known."""
        parser.add_argument("--institution", required=True, type=uuid.UUID)
        parser.add_argument("--role", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", default="en", help="of the link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the link; whoever has it takes up the post."""
        del args
        try:
            made = invite_as_operator(options["institution"], options["role"], options["email"])
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(address(made, options["language"]))
        self.stderr.write(LASTS)

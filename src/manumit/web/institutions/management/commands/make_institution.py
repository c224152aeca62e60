"""``manumit manage make_institution``: create an institution and its first invitations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.kinds import ADMINISTRATOR, kinds
from manumit.web.institutions.management import LASTS, address
from manumit.web.institutions.services import make_institution


class Command(BaseCommand):
    """Create an institution with one office. Links are printed once and not stored."""

    help = "Make an institution and print, once, the links for its first people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--kind", required=True, choices=kinds())
        parser.add_argument("--country", required=True, help="ISO 3166-1, two capital letters")
        parser.add_argument("--name", required=True)
        parser.add_argument("--language", default="en", help="of the name and of the links")
        parser.add_argument("--administrator", required=True, help="e-mail address")
        parser.add_argument("--second", help="e-mail address of who approves beside them")
        parser.add_argument("--second-role", default=ADMINISTRATOR, help="what the second one is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each link; its holder accepts the post."""
        del args
        tag, second = options["language"], options["second"]
        try:
            made = make_institution(
                options["kind"],
                options["country"],
                {tag: options["name"]},
                options["administrator"],
                None if second is None else (second, options["second_role"]),
            )
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        for one in made:
            found = one.invitation
            self.stdout.write(f"{found.role}, {found.email}: {address(one, tag)}")
        self.stderr.write(f"Institution {made[0].invitation.office.institution_id}. {LASTS}")

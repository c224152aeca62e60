"""``manumit manage make_institution``: an institution, and the link for its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from manumit.errors import InputError
from manumit.web.institutions.kinds import kinds
from manumit.web.institutions.services import make_institution


class Command(BaseCommand):
    """Makes an institution with one office. The link is printed once and kept nowhere."""

    help = "Make an institution and print, once, the link for its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What has to be known."""
        parser.add_argument("--kind", required=True, choices=kinds())
        parser.add_argument("--country", required=True, help="ISO 3166-1, two capital letters")
        parser.add_argument("--name", required=True)
        parser.add_argument("--language", default="en", help="of the name and of the link")
        parser.add_argument("--administrator", required=True, help="e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the link; whoever has it takes up the post."""
        del args
        tag = options["language"]
        try:
            made = make_institution(
                options["kind"],
                options["country"],
                {tag: options["name"]},
                options["administrator"],
            )
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        path = reverse("institutions:invitation", kwargs={"language": tag, "token": made.token})
        scheme = "https" if settings.MANUMIT.production else "http"
        self.stdout.write(f"{scheme}://{settings.MANUMIT.hosts[0]}{path}")
        self.stderr.write("It works once, for 72 hours, and is not shown again.")

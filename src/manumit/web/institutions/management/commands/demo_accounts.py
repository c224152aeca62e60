"""``demo_accounts``: invented people who can sign in, told on the terminal alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.demo import make_demo_accounts


class Command(BaseCommand):
    """Makes the invented institutions of a demonstration and says how to sign in."""

    help = "Make invented institutions and accounts (demonstration only) and say how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints each account; nothing of it is written anywhere else."""
        del args, options
        try:
            accounts = make_demo_accounts()
        except InputError as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write("Invented accounts, for this folder only. Sign in at /en/office/ .")
        self.stdout.write("A passkey needs the name localhost in the address.")
        for one in accounts:
            self.stdout.write(f"  {one.email}   password {one.password}")
            self.stdout.write(f"    app {one.secret}   or a code, once: {'  '.join(one.codes)}")

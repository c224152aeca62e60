"""``demo_accounts``: invented people who can sign in, printed to the terminal only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from manumit.errors import InputError
from manumit.web.institutions.demo import make_demo_accounts


class Command(BaseCommand):
    """Create the invented institutions of a demonstration and print how to sign in."""

    help = "Make invented institutions and accounts (demonstration only) and say how to sign in."
    # The pages, which the same start waits for, have been through them.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each account; nothing is written anywhere else."""
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

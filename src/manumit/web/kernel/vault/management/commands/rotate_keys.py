"""``manumit manage rotate_keys``: encrypts everything under the current key of the ring."""

from typing import Any

from django.core.management.base import BaseCommand

from manumit.errors import InputError
from manumit.web.kernel.vault.rotation import rotate_keys


class Command(BaseCommand):
    """May be killed and started again, and may run while people work."""

    help = "Lock the keys of all people, and the index, under the current key of the ring."

    def handle(self, *args: Any, **options: Any) -> None:
        """Report how many were re-encrypted; values that could not be opened are kept and named.

        Raises:
            InputError: V107, V201 for what was left.
        """
        del args, options
        done = rotate_keys()
        self.stdout.write(
            f"{done.keys} people's keys, {done.entries} entries and {done.others} others "
            "locked anew."
        )
        if done.problems:
            raise InputError(done.problems)

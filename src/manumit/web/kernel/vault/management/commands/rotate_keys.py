"""``manumit manage rotate_keys``: locks everything under the current key of the ring."""

from typing import Any

from django.core.management.base import BaseCommand

from manumit.errors import InputError
from manumit.web.kernel.vault.rotation import rotate_keys


class Command(BaseCommand):
    """May be killed and begun anew, and may run beside people who work."""

    help = "Lock the keys of all people, and the index, under the current key of the ring."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many; what could not be opened is left as it is and named.

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

"""``manumit manage procrastinate``: background work, under the same conditions as the pages."""

from typing import Any

from procrastinate.contrib.django.management.commands import procrastinate

from manumit.web.site.doctor import require_secure_start


class Command(procrastinate.Command):
    """Procrastinate's own command, but that its worker may refuse to start."""

    # What may not start is checked below; the checks of the code would load every page.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: what :func:`require_secure_start` raises."""
        if options.get("command") == "worker":
            require_secure_start()
        super().handle(*args, **options)

"""``manumit manage procrastinate``: background work, under the same conditions as the pages."""

from typing import Any

from procrastinate.contrib.django.management.commands import procrastinate

from manumit.web.site.checks import refuse_what_is_insecure


class Command(procrastinate.Command):
    """Procrastinate's own command, but that its worker may refuse to start."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: what :func:`refuse_what_is_insecure` raises."""
        if options.get("command") == "worker":
            refuse_what_is_insecure()
        super().handle(*args, **options)

"""The mechanism as a Django app: its one table is that of emergency access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Access."""

    name = "manumit.web.kernel.access"
    label = "access"

    def ready(self) -> None:
        """Read roles and grants, so that a mistake in them stops the start; declare the codes."""
        from manumit.web.kernel.access import events  # noqa: PLC0415 - needs the ledger's models

        events.declare_codes()

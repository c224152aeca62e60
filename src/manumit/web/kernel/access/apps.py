"""The mechanism as a Django app: its one table is that of emergency openings."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Access."""

    name = "manumit.web.kernel.access"
    label = "access"

    def ready(self) -> None:
        """Reads roles and grants, so that a mistake in them stops the start; names the codes."""
        from manumit.web.kernel.access import events  # noqa: PLC0415 - needs the ledger's models

        events.declare_codes()

"""The Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Frame, components and words of all pages."""

    name = "manumit.web.ui"
    label = "ui"

    def ready(self) -> None:
        """Let the ledger hold the reasons for exporting a list."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.ui.room.declared import EXPORT_REASONS, ledger_code  # noqa: PLC0415

        declare(Column.REASON, *map(ledger_code, EXPORT_REASONS))

"""The room as a Django app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Organisations and workplaces."""

    name = "manumit.web.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, search and places, and the codes of the ledger."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.registers import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.registers.lists import LISTS  # noqa: PLC0415
        from manumit.web.registers.search import register_search  # noqa: PLC0415

        declare(Column.REASON, *LISTS["merged"].codes(), *LISTS["unmerged"].codes())
        law.register_all()
        register_search()
        places.register()

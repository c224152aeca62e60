"""The room as a Django app."""

from django.apps import AppConfig


class BetweenConfig(AppConfig):
    """Other installations."""

    name = "manumit.web.between"
    label = "between"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the sweep known to the worker, and lets the ledger hold the room's codes."""
        from manumit.web.between import jobs  # noqa: PLC0415 - needs the models
        from manumit.web.between.apply import PEER  # noqa: PLC0415
        from manumit.web.between.keeping import keep_all  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415

        keep_all()
        declare(Column.ROLE, PEER)
        declare(Column.KIND, "peer")
        del jobs

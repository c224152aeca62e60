"""The room as a Django app."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """Claims, orders, payments."""

    name = "manumit.web.remedies"
    label = "remedies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the sweep known to the worker, and lets the ledger hold the room's codes."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.keeping import Kept, keep  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.remedies.due import KIND, make_due  # noqa: PLC0415
        from manumit.web.remedies.keeping import claims  # noqa: PLC0415
        from manumit.web.remedies.lists import LISTS  # noqa: PLC0415
        from manumit.web.remedies.work import SOURCES  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        declare(Column.KIND, KIND)
        declare(Column.ROLE, CLOCK)
        declare(Column.REASON, *LISTS["basis"].codes(), *LISTS["answer"].codes())
        keep(Kept("claim", claims, "worked_on", "subject_id", "institution_id"))
        wait_for(*SOURCES)
        sweep_too(Sweep("claims", make_due))

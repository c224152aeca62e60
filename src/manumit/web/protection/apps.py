"""The room as a Django app."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Periods of reflection, support plans, support notes."""

    name = "manumit.web.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says what is kept, due and swept, and lets the ledger hold the room's codes."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.keeping import Kept, keep  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.protection.due import KIND, sweep  # noqa: PLC0415
        from manumit.web.protection.keeping import periods, plans  # noqa: PLC0415
        from manumit.web.protection.work import SOURCES  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        declare(Column.KIND, KIND)
        declare(Column.ROLE, CLOCK)
        keep(
            Kept("reflection", periods, "worked_on", "subject_id", "institution_id"),
            Kept("support_plan", plans, "worked_on", "subject_id", "institution_id"),
        )
        wait_for(*SOURCES)
        sweep_too(Sweep("protection", sweep))

"""Django app configuration."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Periods of reflection, support plans, support notes."""

    name = "manumit.web.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register retention, tasks and sweeps, and declare the codes of the app to the ledger."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.retention import RetentionKind, register_retention  # noqa: PLC0415
        from manumit.web.protection import places  # noqa: PLC0415 - needs the models
        from manumit.web.protection.due import KIND, sweep  # noqa: PLC0415
        from manumit.web.protection.retention import periods, plans  # noqa: PLC0415
        from manumit.web.protection.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        declare(Column.KIND, KIND)
        declare(Column.ROLE, CLOCK)
        register_retention(
            RetentionKind("reflection", periods, "worked_on", "subject_id", "institution_id"),
            RetentionKind("support_plan", plans, "worked_on", "subject_id", "institution_id"),
        )
        register_sources(*SOURCES)
        register_sweeps(Sweep("protection", sweep))
        places.register()

"""Django app configuration."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Periods of reflection, support plans, support notes."""

    name = "manumit.web.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks, sweeps and the codes of the ledger."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.protection import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.protection.due import KIND, sweep  # noqa: PLC0415
        from manumit.web.protection.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        declare(Column.KIND, KIND)
        declare(Column.ROLE, CLOCK)
        law.register_all()
        register_sources(*SOURCES)
        register_sweeps(Sweep("protection", sweep))
        places.register()

"""Django app configuration."""

from django.apps import AppConfig


class WorkerAccessConfig(AppConfig):
    """A worker's own access."""

    name = "manumit.web.worker_access"
    label = "worker_access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, tasks, sweeps, rotation and the codes of the ledger."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - needs models
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.worker_access import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.worker_access.remote import REFUSALS  # noqa: PLC0415
        from manumit.web.worker_access.services import end_overdue  # noqa: PLC0415
        from manumit.web.worker_access.slips import LOCKED  # noqa: PLC0415
        from manumit.web.worker_access.tasks import SOURCES  # noqa: PLC0415

        declare(Column.REASON, *REFUSALS)
        law.register_all()
        register_rotation(LOCKED)
        register_sources(*SOURCES)
        register_sweeps(Sweep("own", end_overdue))
        places.register()

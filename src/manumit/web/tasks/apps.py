"""The room as a Django app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Deadlines, tasks and sweeps."""

    name = "manumit.web.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the clock's job, tasks as work to be done, and the ledger codes."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.tasks import jobs, places  # noqa: PLC0415 - needs the models
        from manumit.web.tasks.process import REASONS  # noqa: PLC0415
        from manumit.web.tasks.selectors import task_source  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415

        declare(Column.REASON, *REASONS["given_back"].codes())
        register_sources(task_source())
        del jobs
        places.register()

"""The room as a Django app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """What is due, tasks, sweeps."""

    name = "manumit.web.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the clock known to the worker, tasks to my work, and reasons to the ledger."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.work import jobs  # noqa: PLC0415 - needs the models
        from manumit.web.work.process import REASONS  # noqa: PLC0415
        from manumit.web.work.selectors import waiting_tasks  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415

        declare(Column.REASON, *REASONS["given_back"].codes())
        wait_for(waiting_tasks())
        del jobs

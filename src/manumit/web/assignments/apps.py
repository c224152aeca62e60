"""The room as a Django app."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Many files given to colleagues at once."""

    name = "manumit.web.assignments"
    label = "assignments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says what is due, and makes the work known to the worker."""
        from manumit.web.assignments import jobs  # noqa: PLC0415 - needs the models
        from manumit.web.assignments.work import SOURCES  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415

        wait_for(*SOURCES)
        del jobs

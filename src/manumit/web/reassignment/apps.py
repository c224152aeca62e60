"""Django app configuration."""

from django.apps import AppConfig


class ReassignmentConfig(AppConfig):
    """Reassignment of many files at once."""

    name = "manumit.web.reassignment"
    label = "reassignment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, tasks, and the job for the worker."""
        from manumit.web.kernel.ledger.traces import TraceRule, register_traces  # noqa: PLC0415
        from manumit.web.reassignment import jobs, places  # noqa: PLC0415 - needs the models
        from manumit.web.reassignment.models import Assignment  # noqa: PLC0415
        from manumit.web.reassignment.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415

        made = {"create": (Assignment,)}
        register_traces(TraceRule("assignment", (Assignment,), leaving=made))
        register_sources(*SOURCES)
        del jobs
        places.register()

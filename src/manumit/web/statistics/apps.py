"""Django app configuration."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Counts and releases."""

    name = "manumit.web.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the job and what is due known, and lets the ledger hold the room's codes."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.ledger.traces import TraceRule, register_traces  # noqa: PLC0415
        from manumit.web.statistics import jobs, places  # noqa: PLC0415 - needs the models
        from manumit.web.statistics.models import Outcomes, Release  # noqa: PLC0415
        from manumit.web.statistics.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        counted = dict.fromkeys(("create", "change"), (Outcomes,))
        register_traces(
            TraceRule("outcomes", (Outcomes,), leaving=counted),
            TraceRule("release", (Release,), leaving={"create": (Release,)}),
        )
        register_sources(*SOURCES)
        del jobs
        places.register()

"""Django app configuration."""

from django.apps import AppConfig


class InspectionPenaltiesConfig(AppConfig):
    """Penalties that follow an inspection."""

    name = "manumit.web.inspection_penalties"
    label = "inspection_penalties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is due, and the pages that orders and violations lead to."""
        from manumit.web.inspection_penalties.reading import (  # noqa: PLC0415 - needs the models
            penalty_of,
        )
        from manumit.web.inspection_penalties.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.inspections.follows import register_follow  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415

        register_sources(*SOURCES)
        register_follow(penalty_of)

"""Django app configuration."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Licences of recruiters."""

    name = "manumit.web.recruitment"
    label = "recruitment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks, search and places."""
        from manumit.web.recruitment import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.recruitment.tasks import SOURCES  # noqa: PLC0415 - as above
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415 - as above
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415 - as above

        law.register_all()
        register_sources(*SOURCES)
        register_codes(
            "recruitment/application",
            law.application_policy,
            "reference",
            "recruitment:application",
            "application",
        )
        places.register()

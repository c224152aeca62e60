"""Django app configuration."""

from django.apps import AppConfig


class DataRightsConfig(AppConfig):
    """Erasure on request, and legal holds."""

    name = "manumit.web.data_rights"
    label = "data_rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks, search and places."""
        from manumit.web.data_rights import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.data_rights.tasks import SOURCES  # noqa: PLC0415 - as above
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415 - as above

        law.register_all()
        register_sources(*SOURCES)
        places.register()

"""Django app configuration."""

from django.apps import AppConfig


class LineConfig(AppConfig):
    """Contacts of a hotline, a union desk or a resource centre."""

    name = "manumit.web.line"
    label = "line"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks, search and places."""
        from manumit.web.line import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.line.tasks import SOURCES  # noqa: PLC0415 - as above
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415 - as above
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415 - as above

        law.register_all()
        register_sources(*SOURCES)
        register_codes(
            "line/contact",
            law.contact_policy,
            "reference",
            "line:contact",
            "contact",
            of_people=True,
        )
        places.register()

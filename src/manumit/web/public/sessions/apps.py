"""The Django app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Sessions of visitors without an account."""

    name = "manumit.web.public.sessions"
    label = "public_sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the end of a session with the quick exit."""
        from manumit.web.public.sessions.services import end_session  # noqa: PLC0415 - needs models
        from manumit.web.ui.leaving import end_on_leave  # noqa: PLC0415

        end_on_leave(end_session)

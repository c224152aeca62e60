"""The Django app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Reports as pages."""

    name = "manumit.web.public.figures"
    label = "figures"

    def ready(self) -> None:
        """Register the jobs, and delete a session's data when it ends."""
        from manumit.web.public.figures import jobs, services  # noqa: PLC0415 - need the models
        from manumit.web.public.sessions.services import sessions_ended  # noqa: PLC0415

        del jobs
        sessions_ended.connect(services.on_sessions_ended, dispatch_uid="figures")

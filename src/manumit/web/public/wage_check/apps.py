"""The Django app."""

from django.apps import AppConfig


class WagesConfig(AppConfig):
    """What is owed for work, for that visit only."""

    name = "manumit.web.public.wage_check"
    label = "wage_check"

    def ready(self) -> None:
        """Register the job, and delete a session's data when it ends."""
        from manumit.web.public.sessions.services import sessions_ended  # noqa: PLC0415 - need the models
        from manumit.web.public.wage_check import firm_run, jobs  # noqa: PLC0415

        del jobs
        sessions_ended.connect(firm_run.on_sessions_ended, dispatch_uid="wages")

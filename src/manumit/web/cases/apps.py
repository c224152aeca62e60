"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """People, decisions, referrals."""

    name = "manumit.web.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the jobs known to the worker."""
        from manumit.web.cases import jobs  # noqa: PLC0415 - needs the models

        del jobs

"""Django app configuration."""

from django.apps import AppConfig


class GroupCasesConfig(AppConfig):
    """Group cases."""

    name = "manumit.web.group_cases"
    label = "group_cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register places, sections, evidence that is adopted, traces and retention."""
        from manumit.web.group_cases import law, places  # noqa: PLC0415 - need the models

        law.register()
        places.register()

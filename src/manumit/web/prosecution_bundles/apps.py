"""Django app configuration."""

from django.apps import AppConfig


class ProsecutionBundlesConfig(AppConfig):
    """Evidence notes and prosecution bundles."""

    name = "manumit.web.prosecution_bundles"
    label = "prosecution_bundles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what acts leave, and what the pages of files show and count as work."""
        from manumit.web.prosecution_bundles import places  # noqa: PLC0415 - needs the models

        places.register()

"""Django app configuration."""

from django.apps import AppConfig

FOCUS = ("start", "share", "check", "ended")


class GuidedConfig(AppConfig):
    """The guided path from a file to a referral; it has no tables."""

    name = "manumit.web.guided"
    label = "guided"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pages as read together with a person: they show nothing of other files."""
        from manumit.web.ui.places import register_focus  # noqa: PLC0415 - needs the apps

        register_focus(*(f"guided:{name}" for name in FOCUS))

"""Django app configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Counts of people who declined a referral, of whom nothing else is known."""

    name = "manumit.web.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sweep for the worker, and the pool for the renewal of keys."""
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415 - needs the models
        from manumit.web.notifications import places  # noqa: PLC0415 - needs the models
        from manumit.web.notifications.pool import LOCKED  # noqa: PLC0415
        from manumit.web.notifications.services import release_due  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        register_rotation(LOCKED)
        register_sweeps(Sweep("notifications", release_due))
        places.register()

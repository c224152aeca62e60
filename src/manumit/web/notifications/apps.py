"""The room as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Counts of people who declined a referral, of whom nothing else is known."""

    name = "manumit.web.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the sweep known to the worker, and the pool to whoever renews keys."""
        from manumit.web.kernel.vault.rotation import also_locks  # noqa: PLC0415 - needs the models
        from manumit.web.notifications.pool import LOCKED  # noqa: PLC0415
        from manumit.web.notifications.services import release_due  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        also_locks(LOCKED)
        sweep_too(Sweep("notifications", release_due))

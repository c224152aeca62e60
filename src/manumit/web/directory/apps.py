"""The room as a Django app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Services of institutions, and counts of what nobody offers."""

    name = "manumit.web.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says what is swept, and makes the pool known to whoever renews keys."""
        from manumit.web.directory.due import ask_again  # noqa: PLC0415 - needs the models
        from manumit.web.directory.pool import LOCKED  # noqa: PLC0415
        from manumit.web.directory.unmet import release_due  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.vault.rotation import also_locks  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        also_locks(LOCKED)
        sweep_too(Sweep("services", ask_again), Sweep("unmet", release_due))

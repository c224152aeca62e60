"""Django app configuration."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Services of institutions, and counts of what nobody offers."""

    name = "manumit.web.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the retention kinds, and the pool for the renewal of keys."""
        from manumit.web.directory import places  # noqa: PLC0415 - needs the models
        from manumit.web.directory.due import request_confirmations  # noqa: PLC0415 - needs the models
        from manumit.web.directory.pool import LOCKED  # noqa: PLC0415
        from manumit.web.directory.unmet import release_due  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        register_rotation(LOCKED)
        register_sweeps(Sweep("services", request_confirmations), Sweep("unmet", release_due))
        places.register()

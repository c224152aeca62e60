"""Django app configuration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports of case files from other systems."""

    name = "manumit.web.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register background jobs, keys, traces, places, and what the page of a file shows."""
        from manumit.web.imports import jobs, places, traces  # noqa: PLC0415 - need the models
        from manumit.web.imports.importing import IMPORTED  # noqa: PLC0415
        from manumit.web.imports.sealed import LOCKED  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415

        declare(Column.REASON, IMPORTED)
        del jobs
        register_rotation(LOCKED)
        places.register()
        traces.register()

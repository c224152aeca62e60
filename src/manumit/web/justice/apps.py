"""Django app configuration."""

from django.apps import AppConfig


class JusticeConfig(AppConfig):
    """Proceedings, penalties, sanctions."""

    name = "manumit.web.justice"
    label = "justice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sweep and the retention kinds."""
        from manumit.web.justice import models, places  # noqa: PLC0415 - needs the registry
        from manumit.web.justice.expiry import expire_entries  # noqa: PLC0415
        from manumit.web.justice.lists import REASONS  # noqa: PLC0415
        from manumit.web.justice.services import stop_checks_without_consent  # noqa: PLC0415
        from manumit.web.justice.tasks import CHANGES, SOURCES  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.process.retention import until_last_step  # noqa: PLC0415
        from manumit.web.kernel.retention import register_retention  # noqa: PLC0415
        from manumit.web.tasks.changes import register_changes  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        declare(Column.REASON, *REASONS["confirmed"].codes())
        kept = (models.Proceeding, models.Penalty, models.Sanction, models.NonPunishment)
        register_retention(*(until_last_step(one, "opened_at") for one in kept))
        register_sources(*SOURCES)
        register_changes(*CHANGES)
        register_sweeps(
            Sweep("checks", stop_checks_without_consent), Sweep("sanctions", expire_entries)
        )
        places.register()

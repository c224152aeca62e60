"""Django app configuration."""

from django.apps import AppConfig


class JusticeConfig(AppConfig):
    """Proceedings, penalties, sanctions."""

    name = "manumit.web.justice"
    label = "justice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks and sweeps, and the codes of the ledger."""
        from manumit.web.justice import law, places  # noqa: PLC0415 - needs the registry
        from manumit.web.justice.expiry import expire_entries  # noqa: PLC0415
        from manumit.web.justice.lists import REASONS  # noqa: PLC0415
        from manumit.web.justice.services import stop_checks_without_consent  # noqa: PLC0415
        from manumit.web.justice.tasks import CHANGES, SOURCES  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.tasks.changes import register_changes  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        declare(Column.REASON, *REASONS["confirmed"].codes())
        law.register_all()
        register_sources(*SOURCES)
        register_changes(*CHANGES)
        register_sweeps(
            Sweep("checks", stop_checks_without_consent), Sweep("sanctions", expire_entries)
        )
        places.register()

"""The room as a Django app."""

from django.apps import AppConfig


class JusticeConfig(AppConfig):
    """Proceedings, penalties, sanctions."""

    name = "manumit.web.justice"
    label = "justice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the sweep and what is kept known."""
        from manumit.web.justice import keeping  # noqa: PLC0415 - needs the models
        from manumit.web.justice.expiry import expire_entries  # noqa: PLC0415
        from manumit.web.justice.lists import REASONS  # noqa: PLC0415
        from manumit.web.justice.services import stop_uncovered  # noqa: PLC0415
        from manumit.web.justice.work import SOURCES  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        declare(Column.REASON, *REASONS["confirmed"].codes())
        keeping.keep_all()
        wait_for(*SOURCES)
        sweep_too(Sweep("checks", stop_uncovered), Sweep("sanctions", expire_entries))

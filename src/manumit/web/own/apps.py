"""The room as a Django app."""

from django.apps import AppConfig


class OwnConfig(AppConfig):
    """What a worker sees and does themself."""

    name = "manumit.web.own"
    label = "own"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says what is due and swept, keeps slips readable, and lets the ledger hold the codes."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - needs models
        from manumit.web.kernel.vault.rotation import also_locks  # noqa: PLC0415
        from manumit.web.own.remote import REFUSALS  # noqa: PLC0415
        from manumit.web.own.services import end_overdue  # noqa: PLC0415
        from manumit.web.own.slips import LOCKED  # noqa: PLC0415
        from manumit.web.own.work import SOURCES  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        declare(Column.REASON, *REFUSALS)
        also_locks(LOCKED)
        wait_for(*SOURCES)
        sweep_too(Sweep("own", end_overdue))

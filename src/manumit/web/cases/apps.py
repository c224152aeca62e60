"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """People, decisions, referrals."""

    name = "manumit.web.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says what is due and swept, and lets the ledger hold the room's codes."""
        from manumit.web.cases import jobs  # noqa: PLC0415 - needs the models
        from manumit.web.cases.codes import CaseCode  # noqa: PLC0415
        from manumit.web.cases.documents import WITHDRAWN  # noqa: PLC0415
        from manumit.web.cases.imports_sealed import LOCKED  # noqa: PLC0415
        from manumit.web.cases.process import REASONS  # noqa: PLC0415
        from manumit.web.cases.services import end_overdue  # noqa: PLC0415
        from manumit.web.cases.services.closings import CLOSINGS  # noqa: PLC0415
        from manumit.web.cases.services.imports import IMPORTED  # noqa: PLC0415
        from manumit.web.cases.work import FILES, SOURCES  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.vault.rotation import also_locks  # noqa: PLC0415
        from manumit.web.work.abouts import tasks_about  # noqa: PLC0415
        from manumit.web.work.sources import wait_for  # noqa: PLC0415
        from manumit.web.work.sweeps import Sweep, sweep_too  # noqa: PLC0415

        lists = ("found_adult", "mandate_guardian", "mandate_lawyer", "taken_over", *CLOSINGS)
        reasons = [code for name in lists for code in REASONS[name].codes()]
        declare(
            Column.REASON, CaseCode.TOO_MANY_SEARCHES.word, *reasons, *WITHDRAWN.codes(), IMPORTED
        )
        del jobs
        also_locks(LOCKED)
        tasks_about(FILES)
        wait_for(*SOURCES)
        sweep_too(Sweep("referrals", end_overdue))

"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """People, decisions, referrals."""

    name = "manumit.web.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the jobs known to the worker, and lets the ledger hold the room's codes."""
        from manumit.web.cases import jobs  # noqa: PLC0415 - needs the models
        from manumit.web.cases.codes import CaseCode  # noqa: PLC0415
        from manumit.web.cases.documents import WITHDRAWN  # noqa: PLC0415
        from manumit.web.cases.process import REASONS  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415

        lists = ("found_adult", "mandate_guardian", "mandate_lawyer", "taken_over")
        reasons = [code for name in lists for code in REASONS[name].codes()]
        declare(Column.REASON, CaseCode.TOO_MANY_SEARCHES.word, *reasons, *WITHDRAWN.codes())
        del jobs

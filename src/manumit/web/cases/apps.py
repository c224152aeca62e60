"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """People, decisions, referrals."""

    name = "manumit.web.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what acts leave, what is due, swept and kept, and which codes the ledger holds."""
        from manumit.web.cases import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.cases.codes import CaseCode  # noqa: PLC0415
        from manumit.web.cases.documents import WITHDRAWN  # noqa: PLC0415
        from manumit.web.cases.policies import file_policy  # noqa: PLC0415
        from manumit.web.cases.process import REASONS  # noqa: PLC0415
        from manumit.web.cases.selectors import may_search  # noqa: PLC0415
        from manumit.web.cases.services import end_overdue, open_file  # noqa: PLC0415
        from manumit.web.cases.services.closings import CLOSINGS  # noqa: PLC0415
        from manumit.web.cases.tasks import CHANGES, FILES, SOURCES  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.line.offers import FileOffer, register_file_offer  # noqa: PLC0415
        from manumit.web.tasks.changes import register_changes  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.subjects import register_subjects  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.ui.room.search import (  # noqa: PLC0415
            register_codes,
            register_people_page,
        )

        lists = ("found_adult", "mandate_guardian", "mandate_lawyer", "taken_over", *CLOSINGS)
        reasons = [code for name in lists for code in REASONS[name].codes()]
        declare(Column.REASON, CaseCode.TOO_MANY_SEARCHES.word, *reasons, *WITHDRAWN.codes())
        law.register_all()
        register_subjects(FILES)
        register_sources(*SOURCES)
        register_changes(*CHANGES)
        register_sweeps(Sweep("referrals", end_overdue))
        register_codes("cases/file", file_policy, "pseudonym", "cases:file", "file", of_people=True)
        register_people_page("cases:search", may_search)
        register_file_offer(
            FileOffer(
                lambda actor: bool(file_policy.can_new(actor, "open")),
                lambda actor, age, request: open_file(actor, age=age, request=request).pk,
                "cases:contact",
                "file",
            )
        )
        places.register()

"""What acts on files leave, and how long a file is kept."""

from collections.abc import Iterator

from django.db.models import Subquery

from manumit.web.cases.file_parts import records_of_work
from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    CaseHolder,
    CharacteristicsVersion,
    Closing,
    Decision,
    Draft,
    Employment,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Mandate,
    Reckoning,
    Referral,
    ReferralReport,
    SignReview,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import latest_moment, register_retention

STATEMENTS = (AccountVersion, CharacteristicsVersion, Reckoning, SignReview, Employment)
WORK = (EvidenceSet, FindingVersion, CaseAttachment, *STATEMENTS)
"""Rows about a file whose making counts as work on it; :func:`work_on_files` has the others."""


def register_all() -> None:
    """Make both known to the ledger and to retention; called once at the start."""
    attached = dict.fromkeys(("attach", "withdraw_attachment"), (CaseAttachment,))
    values = dict.fromkeys(("change", "resolve_conflict"), (IdentityValue,))
    statements = {"create": STATEMENTS, "withdraw_statement": (AccountVersion,)}
    evidence = {"create": (Draft, EvidenceSet), "change": (Draft,)}
    register_traces(
        TraceRule("case_file", (CaseFile,), ERASE, {"create": (CaseFile,)}),
        TraceRule("person", (Identity,), ERASE, values),
        TraceRule("evidence", (Draft, EvidenceSet), leaving=evidence),
        TraceRule("finding", (FindingVersion,), leaving={"create": (FindingVersion,)}),
        TraceRule("decision", (Decision,)),
        TraceRule("attachment", (CaseAttachment,), leaving=attached),
        TraceRule("statement", STATEMENTS, leaving=statements),
        TraceRule(
            "referral", (Referral,), leaving={"create": (Referral,), "change": (ReferralReport,)}
        ),
        # An act on a mandate names it; an answer to a request for consent names the person.
        TraceRule("consent", leaving={"create": (Mandate,), "change": (Mandate,)}),
    )
    register_retention(
        until_last_step(
            CaseFile,
            "opened_at",
            kind="case_file",
            steps_of=PERSON_AS_VICTIM.resource,
            also=work_on_files,
        )
    )


def work_on_files() -> Iterator[Subquery]:
    """Yield the latest moment of each kind of work on a file, of rooms above too."""
    yield from (latest_moment(one, "made_at") for one in WORK)
    yield latest_moment(Draft, "taken_up_at")
    yield latest_moment(CaseHolder, "since")
    yield from (latest_moment(Closing, moment) for moment in ("closed_at", "reopened_at"))
    yield from (latest_moment(one.model, one.worked, one.file) for one in records_of_work())

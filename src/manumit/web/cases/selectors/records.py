"""Read what a referral or a person's own file can export as an HTCDS record."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.exchange.htcds import Line
from manumit.web.cases.policies import referral_policy
from manumit.web.cases.records import record_lines
from manumit.web.cases.selectors.people import evidence, findings, identity
from manumit.web.cases.selectors.referrals import ReferralLine, referral
from manumit.web.cases.services.records import recipient_sees_all
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.verdicts import ConsentReason, ConsentVerdict, consent_for


@dataclass(frozen=True, slots=True, repr=False)
class RecordView:
    """What a referral can export; its ``repr`` hides the content.

    Attributes:
        lines: of what was passed on.
        shown: whether the recipient may know all of it now.
        consent: whether the person's consent covers it now, and why (not).
    """

    line: ReferralLine
    lines: tuple[Line, ...]
    shown: bool
    consent: ConsentVerdict

    @property
    def may(self) -> bool:
        """Return whether export is allowed: with the person's own yes, never by danger alone."""
        return self.shown and self.consent.reason is ConsentReason.GIVEN


@transaction.atomic
def record(actor: Actor | None, referral_id: uuid.UUID) -> RecordView:
    """Return what a referral disclosed, line by line, for a member who may send it.

    Raises:
        Refused: the actor may not do this.
        InputError: I114; V101 to V107, V201, V301.
    """
    row = referral_policy.load(actor, referral_id, "send")
    found = referral(actor, referral_id)
    passed = found.passed
    return RecordView(
        line=found.line,
        lines=() if passed is None else record_lines(passed.identity, passed.evidence),
        shown=recipient_sees_all(row),
        consent=consent_for(row.subject, row.purpose, row.recipient, child=row.child),
    )


@transaction.atomic
def own_record(actor: Actor | None, file_id: uuid.UUID) -> tuple[Line, ...]:
    """Return the record of a file as it is now, for the person themself.

    Raises:
        Refused: the actor may not do this.
        InputError: I114; V101 to V107, V201, V301.
    """
    values = {
        field: tuple(one.value for one in standing)
        for field, standing in identity(actor, file_id).fields.items()
    }
    latest = [one.evidence for one in findings(actor, file_id) if one.evidence is not None][-1:]
    return record_lines(values, evidence(actor, latest[0]).document if latest else None)

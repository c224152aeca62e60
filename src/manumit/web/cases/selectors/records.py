"""What of a referral, or of the person's own file, can be written as a record of HTCDS."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.exchange.htcds import Line
from manumit.web.cases.policies import referral_policy
from manumit.web.cases.records import record_lines
from manumit.web.cases.selectors.people import evidence, findings, identity
from manumit.web.cases.selectors.referrals import ReferralLine, referral
from manumit.web.cases.services.records import may_know
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.verdicts import Verdict as ConsentVerdict
from manumit.web.kernel.consent.verdicts import Why, consent_for


@dataclass(frozen=True, slots=True, repr=False)
class RecordView:
    """What can be written of a referral; its ``repr`` shows nothing.

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
        """Whether a file can be written: with the person's own yes, and not by danger."""
        return self.shown and self.consent.reason is Why.GIVEN


@transaction.atomic
def record(actor: Actor | None, referral_id: uuid.UUID) -> RecordView:
    """What a referral passed on, line by line, for whoever may send it.

    Raises:
        Refused: not for this actor.
        InputError: I114; V101 to V107, V201, V301.
    """
    row = referral_policy.load(actor, referral_id, "send")
    found = referral(actor, referral_id)
    passed = found.passed
    return RecordView(
        line=found.line,
        lines=() if passed is None else record_lines(passed.identity, passed.evidence),
        shown=may_know(row),
        consent=consent_for(row.subject, row.purpose, row.recipient, child=row.child),
    )


@transaction.atomic
def own_record(actor: Actor | None, file_id: uuid.UUID) -> tuple[Line, ...]:
    """The same of a file as it is now, for the person themself.

    Raises:
        Refused: not for this actor.
        InputError: I114; V101 to V107, V201, V301.
    """
    values = {
        field: tuple(one.value for one in standing)
        for field, standing in identity(actor, file_id).fields.items()
    }
    latest = [one.evidence for one in findings(actor, file_id) if one.evidence is not None][-1:]
    return record_lines(values, evidence(actor, latest[0]).document if latest else None)

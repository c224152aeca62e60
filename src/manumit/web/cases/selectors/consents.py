"""Read consents, for a file or a referral."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import consent_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import ConsentVerdict, evaluate_consent


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """The current answer for one purpose and recipient.

    Attributes:
        verdict: whether it covers an act now, and why (not).
        status, until, voice: of the latest answer.
    """

    purpose: str
    recipient: uuid.UUID
    verdict: ConsentVerdict
    status: str
    voice: str
    until: dt.datetime | None
    recorded_at: dt.datetime


def consents(actor: Actor | None, file_id: uuid.UUID) -> list[ConsentLine]:
    """Return the latest answer of the person for each purpose and recipient.

    Raises:
        Refused: the actor may not do this.
    """
    return consents_of(consent_policy.load(actor, file_id))


def consents_of(file: CaseFile) -> list[ConsentLine]:
    """Return the same; the caller has checked the policy."""
    rows = list(Consent.objects.filter(subject=file.subject_id))
    return _consents(rows, rows, child=file.counts_as_child)


def _consents(
    shown: Iterable[Consent], every: Collection[Consent], *, child: bool
) -> list[ConsentLine]:
    """Build lines of the shown consents; verdicts take all of the person's answers into account."""
    ordered = sorted(shown, key=lambda row: row.recorded_at)
    latest = {(row.purpose, row.recipient): row for row in ordered}
    known = purposes()
    return [
        ConsentLine(
            purpose,
            recipient,
            evaluate_consent(every, purpose, recipient, child=child),
            row.status,
            row.voice,
            row.valid_until,
            row.recorded_at,
        )
        for (purpose, recipient), row in latest.items()
        if purpose in known
    ]

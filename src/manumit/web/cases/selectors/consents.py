"""What a person agreed to, as a file or a referral shows it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import consent_policy, referred_consent_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import Verdict as ConsentVerdict
from manumit.web.kernel.consent.verdicts import judged


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What stands for one purpose and recipient.

    Attributes:
        verdict: whether it covers an act now, and why (not).
        said, until, voice: of the latest word.
    """

    purpose: str
    recipient: uuid.UUID
    verdict: ConsentVerdict
    said: str
    voice: str
    until: dt.datetime | None
    recorded_at: dt.datetime


def consents(actor: Actor | None, file_id: uuid.UUID) -> list[ConsentLine]:
    """What the person of a file said, the latest word for each purpose and recipient.

    Raises:
        Refused: not for this actor.
    """
    return consents_of(consent_policy.load(actor, file_id))


def consents_of(file: CaseFile) -> list[ConsentLine]:
    """The same; who may see it is asked before."""
    rows = list(Consent.objects.filter(subject=file.subject_id))
    return _consents(rows, rows, child=file.counts_as_child)


def consents_here(actor: Actor | None, referral_id: uuid.UUID) -> list[ConsentLine]:
    """The same for the recipient of a referral: only what is about it.

    Raises:
        Refused: not for this actor.
    """
    row = referred_consent_policy.load(actor, referral_id)
    every = list(Consent.objects.filter(subject=row.subject))
    about = [one for one in every if one.purpose == row.purpose and one.recipient == row.recipient]
    return _consents(about, every, child=row.child)


def _consents(
    shown: Iterable[Consent], every: Collection[Consent], *, child: bool
) -> list[ConsentLine]:
    """Lines of what is shown; a verdict rests on everything that the person said."""
    ordered = sorted(shown, key=lambda row: row.recorded_at)
    latest = {(row.purpose, row.recipient): row for row in ordered}
    known = purposes()
    return [
        ConsentLine(
            purpose,
            recipient,
            judged(every, purpose, recipient, child=child),
            row.said,
            row.voice,
            row.valid_until,
            row.recorded_at,
        )
        for (purpose, recipient), row in latest.items()
        if purpose in known
    ]

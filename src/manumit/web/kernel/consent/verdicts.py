"""Whether consent covers an act. Unknown is never yes."""

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from manumit.web.kernel.consent.models import Consent, Said
from manumit.web.kernel.consent.purposes import purposes


class Why(enum.StrEnum):
    """What a verdict rests on."""

    GIVEN = "consent_given"
    NOT_REQUIRED = "consent_not_required"
    NONE = "no_consent"
    REFUSED = "consent_refused"
    EXPIRED = "consent_expired"
    WITHDRAWN = "consent_withdrawn"
    OTHER_RECIPIENT = "consent_for_other_recipient"
    OTHER_PURPOSE = "consent_for_other_purpose"
    OLDER_TEXT = "consent_to_older_text"
    NOT_YET = "consent_not_yet"


COVERED = frozenset({Why.GIVEN, Why.NOT_REQUIRED})
NOT_COVERED = tuple(why for why in Why if why not in COVERED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason.

    Attributes:
        consent: the row that it rests on; None where there is none.
    """

    allowed: bool
    reason: Why
    consent: uuid.UUID | None = None


def consent_for(
    subject: uuid.UUID, purpose: str, recipient: uuid.UUID, at: dt.datetime | None = None
) -> Verdict:
    """Whether consent covers a purpose towards a recipient, to show it on a page.

    An act asks :func:`manumit.web.kernel.consent.services.check_consent`, which holds the answer
    until the act is done.
    """
    rows = list(Consent.objects.filter(subject=subject))
    return judged(rows, purpose, recipient, at)


def judged(
    rows: Iterable[Consent], purpose: str, recipient: uuid.UUID, at: dt.datetime | None = None
) -> Verdict:
    """The verdict on all that is recorded of one person.

    Danger comes first (R-53); then the last word that was spoken counts, and none before it.

    Args:
        rows: of the person.
        purpose: what for.
        recipient: towards which institution.
        at: as it was then; now if not given.
    """
    found = sorted(_as_of(rows, at), key=lambda row: row.recorded_at)
    at = timezone.now() if at is None else at
    of_this = [row for row in found if row.purpose == purpose and row.recipient == recipient]
    decided = [row for row in of_this if row.said == Said.NOT_REQUIRED]
    for row in reversed(decided):
        if _standing(row, at) is Why.NOT_REQUIRED:
            return Verdict(True, Why.NOT_REQUIRED, row.pk)
    spoken = [row for row in of_this if row.said != Said.NOT_REQUIRED] or decided
    if spoken:
        why = _standing(spoken[-1], at)
        return Verdict(why is Why.GIVEN, why, spoken[-1].pk)
    return Verdict(False, _nearest(found, purpose, recipient, at))


def _as_of(rows: Iterable[Consent], at: dt.datetime | None) -> Iterator[Consent]:
    """What was recorded and not yet withdrawn then.

    Now means everything that is recorded, whatever the clock of this machine says: a withdrawal
    works at once.
    """
    for row in rows:
        if at is None or row.recorded_at <= at:
            if at is not None and row.withdrawn_at is not None and row.withdrawn_at > at:
                row.withdrawn_at = None
            yield row


def _standing(row: Consent, at: dt.datetime) -> Why:
    """What one row says at a time."""
    if row.said == Said.REFUSED:
        return Why.REFUSED
    if row.withdrawn_at is not None:
        return Why.WITHDRAWN
    if at < row.valid_from:
        return Why.NOT_YET
    if row.valid_until is None or row.valid_until <= at:
        return Why.EXPIRED
    return _covered(row)


def _covered(row: Consent) -> Why:
    """What a row says whose time it is, by the purposes of today."""
    known = purposes().get(row.purpose)
    if known is None:
        return Why.NONE
    if row.said == Said.NOT_REQUIRED:
        return Why.NOT_REQUIRED if known.danger_overrides else Why.NONE
    if row.text_version is None or row.text_version < known.oldest_text:
        return Why.OLDER_TEXT
    return Why.GIVEN


def _nearest(rows: list[Consent], purpose: str, recipient: uuid.UUID, at: dt.datetime) -> Why:
    """What comes nearest to a consent that is not there."""
    given = [row for row in rows if _standing(row, at) is Why.GIVEN]
    if any(row.purpose == purpose for row in given):
        return Why.OTHER_RECIPIENT
    if any(row.recipient == recipient for row in given):
        return Why.OTHER_PURPOSE
    return Why.NONE

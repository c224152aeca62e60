"""Whether consent covers an act. Unknown is never yes."""

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from manumit.web.kernel.consent.models import Consent, Said, Voice
from manumit.web.kernel.consent.purposes import purposes, waiver_rules


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
    NO_GUARDIAN = "consent_without_guardian"


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
    subject: uuid.UUID,
    purpose: str,
    recipient: uuid.UUID,
    at: dt.datetime | None = None,
    *,
    child: bool,
) -> Verdict:
    """Whether consent covers a purpose towards a recipient, to show it on a page.

    An act asks :func:`manumit.web.kernel.consent.services.check_consent`, which holds the answer
    until the act is done.
    """
    rows = list(Consent.objects.filter(subject=subject))
    return judged(rows, purpose, recipient, at, child=child)


def judged(
    rows: Iterable[Consent],
    purpose: str,
    recipient: uuid.UUID,
    at: dt.datetime | None = None,
    *,
    child: bool,
) -> Verdict:
    """The verdict on all that is recorded of one person.

    Danger comes first, unless the person has said no since (R-53); then the last word that was
    spoken counts, and none before it.

    Args:
        rows: of the person.
        purpose: what for.
        recipient: towards which institution.
        at: as it was then; now if not given.
        child: under 18, or of unsure age, as far as is known now: what the person alone agreed to
            before that was known covers nothing any more (R-46).
    """
    found = sorted(_as_of(rows, at), key=lambda row: row.recorded_at)
    at = timezone.now() if at is None else at
    of_this = [row for row in found if row.purpose == purpose and row.recipient == recipient]
    said_no = max((row.recorded_at for row in of_this if row.said == Said.REFUSED), default=None)
    decided = [row for row in of_this if row.said == Said.NOT_REQUIRED]
    for row in reversed(decided):
        since = said_no is None or row.recorded_at > said_no
        if since and _standing(row, at, child=child) is Why.NOT_REQUIRED:
            return Verdict(True, Why.NOT_REQUIRED, row.pk)
    spoken = [row for row in of_this if row.said != Said.NOT_REQUIRED] or decided
    if spoken:
        why = _standing(spoken[-1], at, child=child)
        return Verdict(why is Why.GIVEN, why, spoken[-1].pk)
    given = [row for row in found if _standing(row, at, child=child) is Why.GIVEN]
    return Verdict(False, _nearest(given, purpose, recipient))


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


def _standing(row: Consent, at: dt.datetime, *, child: bool) -> Why:
    """What one row says at a time."""
    if row.said == Said.REFUSED:
        return Why.REFUSED
    if row.withdrawn_at is not None:
        return Why.WITHDRAWN
    if at < row.valid_from:
        return Why.NOT_YET
    if row.valid_until is None or row.valid_until <= at:
        return Why.EXPIRED
    return _covered(row, child=child)


def _covered(row: Consent, *, child: bool) -> Why:
    """What a row says whose time it is, by the purposes of today."""
    known = purposes().get(row.purpose)
    if known is None:
        return Why.NONE
    if row.said == Said.NOT_REQUIRED:
        holds = known.danger_overrides and waiver_rules().fits_age(row.reason, child=child)
        return Why.NOT_REQUIRED if holds else Why.NONE
    if row.text_version is None or row.text_version < known.oldest_text:
        return Why.OLDER_TEXT
    if child and row.voice != Voice.GUARDIAN:
        return Why.NO_GUARDIAN
    return Why.GIVEN


def _nearest(given: list[Consent], purpose: str, recipient: uuid.UUID) -> Why:
    """What comes nearest to a consent that is not there, of those that are."""
    if any(row.purpose == purpose for row in given):
        return Why.OTHER_RECIPIENT
    if any(row.recipient == recipient for row in given):
        return Why.OTHER_PURPOSE
    return Why.NONE

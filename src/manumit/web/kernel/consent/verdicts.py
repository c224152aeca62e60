"""Whether consent covers an act. Unknown is never yes."""

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from manumit.web.kernel.consent.models import Consent, ConsentStatus, Voice
from manumit.web.kernel.consent.purposes import purposes, waiver_rules


class ConsentReason(enum.StrEnum):
    """The reason of a verdict."""

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


COVERED = frozenset({ConsentReason.GIVEN, ConsentReason.NOT_REQUIRED})
NOT_COVERED = tuple(why for why in ConsentReason if why not in COVERED)


@dataclass(frozen=True, slots=True)
class ConsentVerdict:
    """A verdict with its reason.

    Attributes:
        consent: the row that it rests on; None where there is none.
    """

    allowed: bool
    reason: ConsentReason
    consent: uuid.UUID | None = None


def consent_for(
    subject: uuid.UUID,
    purpose: str,
    recipient: uuid.UUID,
    at: dt.datetime | None = None,
    *,
    child: bool,
) -> ConsentVerdict:
    """Return whether consent covers a purpose towards a recipient, to show it on a page.

    An act asks :func:`manumit.web.kernel.consent.services.check_consent`, which holds the answer
    until the act is done.
    """
    rows = list(Consent.objects.filter(subject=subject))
    return evaluate_consent(rows, purpose, recipient, at, child=child)


def evaluate_consent(
    rows: Iterable[Consent],
    purpose: str,
    recipient: uuid.UUID,
    at: dt.datetime | None = None,
    *,
    child: bool,
) -> ConsentVerdict:
    """Return the verdict from all recorded consents of one person.

    Danger comes first, unless the person refused since (R-53); then the last answer that was
    given counts, and none before it.

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
    refused_at = max(
        (row.recorded_at for row in of_this if row.status == ConsentStatus.REFUSED), default=None
    )
    decided = [row for row in of_this if row.status == ConsentStatus.NOT_REQUIRED]
    for row in reversed(decided):
        since = refused_at is None or row.recorded_at > refused_at
        if since and _state_of(row, at, child=child) is ConsentReason.NOT_REQUIRED:
            return ConsentVerdict(True, ConsentReason.NOT_REQUIRED, row.pk)
    spoken = [row for row in of_this if row.status != ConsentStatus.NOT_REQUIRED] or decided
    if spoken:
        why = _state_of(spoken[-1], at, child=child)
        return ConsentVerdict(why is ConsentReason.GIVEN, why, spoken[-1].pk)
    given = [row for row in found if _state_of(row, at, child=child) is ConsentReason.GIVEN]
    return ConsentVerdict(False, _nearest_reason(given, purpose, recipient))


def _as_of(rows: Iterable[Consent], at: dt.datetime | None) -> Iterator[Consent]:
    """Yield the consents that were recorded and not yet withdrawn at a time.

    Now means everything that is recorded, whatever the clock of this machine says: a withdrawal
    works at once.
    """
    for row in rows:
        if at is None or row.recorded_at <= at:
            if at is not None and row.withdrawn_at is not None and row.withdrawn_at > at:
                row.withdrawn_at = None
            yield row


def _state_of(row: Consent, at: dt.datetime, *, child: bool) -> ConsentReason:
    """Return what one consent means at a time."""
    if row.status == ConsentStatus.REFUSED:
        return ConsentReason.REFUSED
    if row.withdrawn_at is not None:
        return ConsentReason.WITHDRAWN
    if at < row.valid_from:
        return ConsentReason.NOT_YET
    if row.valid_until is None or row.valid_until <= at:
        return ConsentReason.EXPIRED
    return _covered(row, child=child)


def _covered(row: Consent, *, child: bool) -> ConsentReason:
    """Return whether a consent in force covers the purpose by the current rules."""
    known = purposes().get(row.purpose)
    if known is None:
        return ConsentReason.NONE
    if row.status == ConsentStatus.NOT_REQUIRED:
        holds = known.danger_overrides and waiver_rules().fits_age(row.reason, child=child)
        return ConsentReason.NOT_REQUIRED if holds else ConsentReason.NONE
    if row.text_version is None or row.text_version < known.oldest_text:
        return ConsentReason.OLDER_TEXT
    if child and row.voice != Voice.GUARDIAN:
        return ConsentReason.NO_GUARDIAN
    return ConsentReason.GIVEN


def _nearest_reason(given: list[Consent], purpose: str, recipient: uuid.UUID) -> ConsentReason:
    """Return the reason of the consent that comes closest to the missing one."""
    if any(row.purpose == purpose for row in given):
        return ConsentReason.OTHER_RECIPIENT
    if any(row.recipient == recipient for row in given):
        return ConsentReason.OTHER_PURPOSE
    return ConsentReason.NONE

"""Send a non-punishment check to a prosecution, and end it with the agreement (R-50).

The room that knows the person decides that there is a check; this one knows the person by a key.
"""

import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.db import IntegrityError, transaction

from manumit.errors import Place
from manumit.web.institutions.models import Office
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import AGREED, CHECK_PURPOSE, PROCEEDINGS_EXIST, YES
from manumit.web.justice.models import NonPunishment, RecordDisclosure
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import NON_PUNISHMENT, STOP, UNDECIDED
from manumit.web.justice.services.passing import offices_for
from manumit.web.justice.services.records import (
    LONGEST_NAME,
    check_code,
    checked_day,
    checked_reference,
    existing_record,
    prepare_record,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.acting import CLOCK, Clock
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.services import ConsentQuestion, check_consent
from manumit.web.kernel.consent.verdicts import ConsentReason, ConsentVerdict, consent_for
from manumit.web.kernel.days import earliest_day
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text

LONGEST_REASONS = 10_000
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LegalAdvice:
    """Legal advice given to a person; its ``repr`` shows nothing.

    Attributes:
        adviser: who gave it; never passed on.
        on_day: when.
        language: in which, ISO 639.
    """

    adviser: str = ""
    on_day: dt.date | None = None
    language: str = ""

    @property
    def given(self) -> bool:
        """Return whether any field is filled in."""
        return bool(self.adviser.strip() or self.on_day or self.language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckSubmission:
    """A check as sent to a prosecution; its ``repr`` shows nothing.

    Attributes:
        office: of a prosecution.
        offence: what is alleged or feared, a code of the list ``compelled``.
        proceedings: whether proceedings against the person exist: yes, no or unknown, which is no
            yes: a notice can betray an offence that nobody knew of.
        against: the reference of the proceedings, where they exist.
        advice: legal advice, where they do not.
        signs: codes of what bears on compulsion, of the list ``list_id``.
        reasons: why it does, in words of a person.
    """

    office: uuid.UUID
    offence: str
    proceedings: str
    against: str = ""
    advice: LegalAdvice = LegalAdvice()
    list_id: str
    signs: Sequence[str]
    reasons: str


@transaction.atomic
def send_check(
    actor: Actor | None,
    asked: CheckSubmission,
    *,
    subject: uuid.UUID,
    child: bool,
    request: uuid.UUID,
    anew: bool = False,
) -> NonPunishment:
    """Send a check if proceedings exist, or if the person agreed after legal advice.

    Args:
        actor: who acts. The caller (``cases``) has checked that they may do so for this person.
        asked: what, of whom.
        subject: the key of the person, under which it is sealed.
        child: whether the rules for children apply: then a guardian agrees (R-46).
        request: of the form; sent again with the same content it gives the same check.
        anew: whether consent is needed where proceedings exist, too: what is known of the person
            came by a consent that they took back.

    Raises:
        Refused: the role sends none.
        InputError: J101, J104, J105, J201, J401, J501, J601 to J603; N201; V101 to V107.
    """
    non_punishment_policy.check_new(actor, "send")
    who = require_actor(actor, "non_punishment", "send")
    known = _existing_check(who, asked, subject, request)
    if known is not None:
        return known
    check_code("compelled", asked.offence, "offence")
    content = _content(asked)
    to = offices_for(NonPunishment.RESOURCE, who.institution).filter(pk=asked.office).first()
    if to is None:
        raise JusticeCode.NO_RECIPIENT.error(Place(field="office"))
    basis = _basis(asked)
    question = ConsentQuestion(
        subject=subject, purpose=CHECK_PURPOSE, recipient=to.institution_id, child=child
    )
    agreed_on = _require_consent(who, question, asked.advice) if basis == AGREED else None
    if anew and basis == PROCEEDINGS_EXIST:
        check_consent(who, question)
    row = NonPunishment(request=request, basis=basis, offence=asked.offence, child=child)
    row.agreed_on = agreed_on
    try:
        return _save_and_disclose(who, asked, row, content, subject, to)
    except IntegrityError:
        # Of two copies of one form that arrive together the second finds what the first has sent.
        known = _existing_check(who, asked, subject, request)
        if known is None:
            raise
        return known


def _existing_check(
    who: Actor, asked: CheckSubmission, subject: uuid.UUID, request: uuid.UUID
) -> NonPunishment | None:
    """Return the check that the same form has sent before; nothing encrypted is opened for it.

    Raises:
        InputError: J501, it was sent by somebody else, of somebody else or with other content.
    """
    row = existing_record(NonPunishment, who, request)
    if row is None:
        return None
    sent = RecordDisclosure.objects.filter(resource=NonPunishment.RESOURCE, row=row.pk).first()
    advice = asked.advice
    then = (row.subject_id, row.offence, row.basis, row.advised_on, row.language)
    now = (subject, asked.offence, _basis(asked), advice.on_day, advice.language)
    if then != now or sent is None or sent.office_id != asked.office:
        raise JusticeCode.REQUEST_USED.error(Place(field="request"))
    return row


@transaction.atomic
def _save_and_disclose(
    who: Actor,
    asked: CheckSubmission,
    row: NonPunishment,
    content: str,
    subject: uuid.UUID,
    to: Office,
) -> NonPunishment:
    """Save a check and pass it on, atomically."""
    row = prepare_record(row, who, "", "send", subject)
    if row.basis == PROCEEDINGS_EXIST:
        seal_text(row, "against", checked_reference(asked.against, "against"))
    else:
        row.advised_on, row.language = asked.advice.on_day, asked.advice.language
        seal_text(row, "adviser", asked.advice.adviser.strip())
    seal_text(row, "content", content)
    row.save(force_insert=True)
    record_act(who, "disclose", NonPunishment.RESOURCE, row.pk, purpose="send")
    RecordDisclosure.objects.create(
        institution_id=row.institution_id,
        resource=NonPunishment.RESOURCE,
        row=row.pk,
        sent_to=to.institution,
        office=to,
        made_by=who.person,
        request=uuid.uuid5(row.request, "passed"),
    )
    return row


def _content(asked: CheckSubmission) -> str:
    """Return the grounds for compulsion as text to encrypt.

    Raises:
        InputError: J603.
    """
    content = {"list": asked.list_id, "signs": list(asked.signs), "reasons": _reasons(asked)}
    return json.dumps(content, ensure_ascii=False)


def _reasons(asked: CheckSubmission) -> str:
    found = asked.reasons.strip()
    if not asked.signs or not found or len(found) > LONGEST_REASONS:
        raise JusticeCode.NO_SIGNS.error(Place(field="reasons" if asked.signs else "signs"))
    return found


def _basis(asked: CheckSubmission) -> str:
    """Return the basis for sending. Two bases at once are refused: one of them is wrong."""
    advice = asked.advice
    if asked.proceedings == YES and not advice.given:
        return PROCEEDINGS_EXIST
    if asked.proceedings == YES or asked.against or advice.on_day is None:
        raise JusticeCode.NOT_ALLOWED_TO_ASK.error(Place(field="proceedings"))
    adviser = advice.adviser.strip()
    if not 0 < len(adviser) <= LONGEST_NAME or _LANGUAGE.fullmatch(advice.language) is None:
        raise JusticeCode.NO_ADVISER.error(Place(field="adviser"))
    return AGREED


def _require_consent(who: Actor, question: ConsentQuestion, advice: LegalAdvice) -> dt.date:
    """Return the day of the consent that covers it, locked until the check is sent.

    Raises:
        InputError: J104, J601; N201.
    """
    advised_on = checked_day(advice.on_day, "advised_on")
    found = check_consent(who, question)
    consent = cast("uuid.UUID", found.consent)  # what is allowed rests on one
    agreed_at = Consent.objects.get(pk=consent).recorded_at
    # Of the advice only the day is known, and not where: it has to be over everywhere.
    if earliest_day(agreed_at) <= advised_on:
        raise JusticeCode.AGREED_BEFORE_ADVICE.error(Place(field="advised_on"))
    return agreed_at.date()


def set_child_rules(subject: uuid.UUID, *, child: bool) -> None:
    """Set for all rows of a person whether the rules for children apply (R-46).

    ``cases`` calls it in the transaction that changes the age, which is in the ledger already.
    """
    NonPunishment.objects.filter(subject=subject).exclude(child=child).update(child=child)


def stop_checks_without_consent(subject: uuid.UUID | None = None) -> int:
    """End undecided checks whose consent no longer holds.

    Args:
        subject: the key of the person who has spoken; everybody's if not given, for the clock.

    Returns:
        how many.
    """
    rows = NonPunishment.objects.filter(
        basis=AGREED, content__isnull=False, state__in=UNDECIDED, subject__erased_at=None
    )
    found = 0
    for row in rows if subject is None else rows.filter(subject=subject):
        with transaction.atomic():
            found += _stop_if_uncovered(NonPunishment.objects.select_for_update().get(pk=row.pk))
    return found


def _stop_if_uncovered(row: NonPunishment) -> bool:
    sent = RecordDisclosure.objects.get(resource=NonPunishment.RESOURCE, row=row.pk)
    verdict = consent_for(row.subject_id, CHECK_PURPOSE, sent.sent_to_id, child=row.child)
    if verdict.allowed or row.state not in UNDECIDED:
        return False
    reason = _stop_reason(verdict)
    record(
        Act(
            act="change",
            institution=row.institution_id,
            role=CLOCK,
            kind=NonPunishment.RESOURCE,
            resource=row.pk,
            reason=reason,
        )
    )
    clock, request = Clock(row.institution_id), uuid.uuid4()
    seen = row.version
    move(NON_PUNISHMENT, row, STOP, clock, seen_version=seen, request=request, reason=reason)
    return True


def _stop_reason(verdict: ConsentVerdict) -> str:
    """Taken back is another thing than run out."""
    withdrawn = verdict.reason in (ConsentReason.WITHDRAWN, ConsentReason.REFUSED)
    return "consent_withdrawn" if withdrawn else "consent_ended"

"""Record consent, and check it before each referral, disclosure and export (R-52)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.kernel.acting import Acting
from manumit.web.kernel.consent.codes import ConsentCode
from manumit.web.kernel.consent.models import Consent, ConsentStatus, ReadingMode, Voice
from manumit.web.kernel.consent.purposes import Purpose, not_required, purposes, waiver_rules
from manumit.web.kernel.consent.verdicts import ConsentReason, ConsentVerdict, evaluate_consent
from manumit.web.kernel.ledger.services import Act, record, record_refused


class NoConsent(InputError):  # noqa: N818 - what it is
    """Raised for an act that consent does not cover (N201).

    Attributes:
        why: what there is instead.
    """

    def __init__(self, why: ConsentReason) -> None:
        self.why = why
        super().__init__([ConsentCode.NO_CONSENT.problem(Place())])


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion:
    """Person, purpose and recipient of a consent.

    Attributes:
        subject: whose consent.
        purpose: a code of ``purposes.yaml``.
        recipient: the institution that it is about.
        child: under 18, or of unsure age, as far as is known now (R-46).
    """

    subject: uuid.UUID
    purpose: str
    recipient: uuid.UUID
    child: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswer:
    """An answer, with who gave it and to which text.

    Attributes:
        voice, representative: who spoke; the id of the guardian or lawyer, else None.
        adult: False for a child; None where the age is unsure, which counts as a child (R-46).
        text_version, language, asked: in which words (ISO 639), and how they came to the person.
    """

    adult: bool | None
    text_version: int
    language: str
    asked: ReadingMode
    voice: Voice = Voice.PERSON
    representative: uuid.UUID | None = None


def give_consent(
    actor: Acting,
    question: ConsentQuestion,
    answer: ConsentAnswer,
    *,
    until: dt.datetime,
    begins: dt.datetime | None = None,
) -> Consent:
    """Record a consent; a repeated consent renews it, and the earlier one stays readable.

    Args:
        actor: who asked.
        question: what is asked of whom.
        answer: who answered to which words.
        until: from then on it no longer holds.
        begins: from when it holds; at once if not given.

    Raises:
        InputError: N101 to N105.
    """
    purpose = _purpose(question)
    _check_answer(purpose, answer)
    if answer.adult is not True and answer.voice != Voice.GUARDIAN:
        raise ConsentCode.CHILD.error(Place(field="voice"))
    starts = _checked_times(purpose, begins, until)
    return _add(
        actor, question, ConsentStatus.GIVEN, _answer_fields(answer), begins=starts, until=until
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedConsent:
    """A consent recorded in another installation, or the danger that replaces it.

    Attributes:
        status: given, or not required.
        voice, as_child, text_version, language, asked: as of a consent; empty for danger.
        reason: of danger, else empty.
        until: when it ends.
    """

    status: ConsentStatus
    voice: str
    as_child: bool
    text_version: int | None
    language: str
    asked: str
    reason: str
    until: dt.datetime


def record_received(actor: Acting, question: ConsentQuestion, received: ReceivedConsent) -> Consent:
    """Record a consent from another installation; whether it covers an act is decided here.

    The representative is known there; here the installation takes their place.

    Raises:
        InputError: N101, N103, N106, N110.
    """
    purpose, now = _purpose(question), timezone.now()
    longest = dt.timedelta(days=purpose.longest_days)
    if received.status == ConsentStatus.NOT_REQUIRED:
        longest = waiver_rules().longest
        if not (purpose.danger_overrides and not_required().has(received.reason, now.date())):
            raise ConsentCode.NO_REASON.error(Place(field="reason"))
    if received.status == ConsentStatus.REFUSED or received.until <= now:
        raise ConsentCode.NO_TIME.error(Place(field="until"))
    fields: dict[str, object] = {"reason": received.reason, "as_child": received.as_child}
    if received.status == ConsentStatus.GIVEN:
        fields |= {
            "voice": received.voice,
            "representative": None if received.voice == Voice.PERSON else _person(actor),
            "text_version": received.text_version,
            "language": received.language,
            "asked": received.asked,
        }
    until = min(received.until, now + longest)
    return _add(actor, question, received.status, fields, begins=now, until=until)


def refuse_consent(actor: Acting, question: ConsentQuestion, answer: ConsentAnswer) -> Consent:
    """Record a refusal; an earlier consent of the person is withdrawn with it.

    What stood in place of consent ends too: if there is danger still, somebody decides so anew,
    in the knowledge of the no.

    Anybody may refuse, a child too.

    Raises:
        InputError: N101, N102, N105.
    """
    _check_answer(_purpose(question), answer)
    with transaction.atomic():
        _withdraw(actor, question, answer.voice, ConsentStatus.GIVEN)
        _withdraw(actor, question, "", ConsentStatus.NOT_REQUIRED)
        return _add(
            actor, question, ConsentStatus.REFUSED, _answer_fields(answer), begins=timezone.now()
        )


def waive_consent(
    actor: Acting, question: ConsentQuestion, reason: str, *, until: dt.datetime
) -> Consent:
    """Record that danger replaces consent, who decided so, and why (R-53).

    Args:
        actor: who decides.
        question: for what consent is not required.
        reason: a code of the list ``not_required``.
        until: from then on the person is asked again; at most 72 hours from now.

    Raises:
        InputError: N101, N106, N107, N109, N110.
    """
    purpose = _purpose(question)
    if not purpose.danger_overrides:
        raise ConsentCode.NOT_OVERRIDDEN.error(Place(field="purpose"))
    if not not_required().has(reason, timezone.now().date()):
        raise ConsentCode.NO_REASON.error(Place(field="reason"))
    allowed, now = waiver_rules(), timezone.now()
    if not allowed.fits_age(reason, child=question.child):
        raise ConsentCode.NOT_A_CHILD.error(Place(field="reason"))
    if not now < until <= now + allowed.longest:
        raise ConsentCode.WAIVER_TOO_LONG.error(Place(field="until"))
    decided = {"reason": reason, "as_child": question.child}
    return _add(actor, question, ConsentStatus.NOT_REQUIRED, decided, begins=now, until=until)


def withdraw_consent(actor: Acting, question: ConsentQuestion, voice: Voice) -> int:
    """Withdraw a consent with immediate effect, also for acts that are under way.

    It waits for an act that has asked already and is not done; an act that asks afterwards waits
    for it and finds it withdrawn. Anybody who may speak for the person may withdraw, and the
    person always, also if another gave it.

    Returns:
        How many consents were withdrawn.

    Raises:
        InputError: N108.
    """
    with transaction.atomic():
        count = _withdraw(actor, question, voice, ConsentStatus.GIVEN)
        if count == 0:
            raise ConsentCode.NOTHING_TO_WITHDRAW.error(Place())
        return count


def end_waiver(actor: Acting, question: ConsentQuestion) -> int:
    """Record that the danger is over: from now on consent is required again.

    Raises:
        InputError: N111.
    """
    with transaction.atomic():
        count = _withdraw(actor, question, "", ConsentStatus.NOT_REQUIRED)
        if count == 0:
            raise ConsentCode.NO_WAIVER.error(Place())
        return count


def check_consent(actor: Acting, question: ConsentQuestion) -> ConsentVerdict:
    """Check that consent covers an act, and lock the consent until the act is done.

    Called in the transaction of the act: nobody withdraws in between.

    Raises:
        NoConsent: N201; the refusal is in the ledger.
        TransactionManagementError: there is no transaction.
    """
    verdict = locked_verdict(question)
    if not verdict.allowed:
        record_refused(_act(actor, "disclose", question, verdict.reason))
        raise NoConsent(verdict.reason)
    return verdict


def locked_verdict(question: ConsentQuestion) -> ConsentVerdict:
    """Return the verdict now, locked until the transaction ends.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    rows = _locked(question.subject)
    return evaluate_consent(rows, question.purpose, question.recipient, child=question.child)


def _locked(subject: uuid.UUID) -> list[Consent]:
    """Lock and return all consents of a person until the transaction ends.

    It waits for a withdrawal under way and then reads the rows as they have become. Everybody locks
    them in one order, so that no two wait for each other.
    """
    return list(Consent.objects.select_for_update().filter(subject=subject).order_by("pk"))


def _purpose(question: ConsentQuestion) -> Purpose:
    found = purposes().get(question.purpose)
    if found is None:
        raise ConsentCode.NO_SUCH_PURPOSE.error(Place(field="purpose"))
    return found


def _check_answer(purpose: Purpose, answer: ConsentAnswer) -> None:
    if answer.text_version != purpose.current_text:
        raise ConsentCode.OLD_TEXT.error(Place(field="text_version"))
    if (answer.voice == Voice.PERSON) != (answer.representative is None):
        raise ConsentCode.NO_MANDATE.error(Place(field="representative"))


def _checked_times(purpose: Purpose, begins: dt.datetime | None, until: dt.datetime) -> dt.datetime:
    now = timezone.now()
    starts = now if begins is None else begins
    longest = dt.timedelta(days=purpose.longest_days)
    if starts < now or not starts < until <= starts + longest:
        raise ConsentCode.NO_TIME.error(Place(field="until"))
    return starts


def _answer_fields(answer: ConsentAnswer) -> dict[str, object]:
    return {
        "voice": answer.voice,
        "representative": answer.representative,
        "as_child": answer.adult is not True,
        "text_version": answer.text_version,
        "language": answer.language,
        "asked": answer.asked,
    }


_ACTS = {
    ConsentStatus.GIVEN: "consent_given",
    ConsentStatus.REFUSED: "consent_refused",
    ConsentStatus.NOT_REQUIRED: "consent_not_required",
}


@transaction.atomic
def _add(
    actor: Acting,
    question: ConsentQuestion,
    status: ConsentStatus,
    fields: dict[str, object],
    *,
    begins: dt.datetime,
    until: dt.datetime | None = None,
) -> Consent:
    reason = str(fields.get("reason", ""))
    record(_act(actor, _ACTS[status], question, reason))
    return Consent.objects.create(
        subject=question.subject,
        purpose=question.purpose,
        recipient=question.recipient,
        status=status,
        valid_from=begins,
        valid_until=until,
        recorded_by=_person(actor),
        role=actor.role,
        institution=actor.institution,
        **fields,
    )


def _withdraw(actor: Acting, question: ConsentQuestion, voice: str, status: ConsentStatus) -> int:
    _locked(question.subject)
    standing = Consent.objects.filter(
        subject=question.subject,
        purpose=question.purpose,
        recipient=question.recipient,
        status=status,
        withdrawn_at=None,
    )
    if not standing.exists():
        return 0
    record(_act(actor, "consent_withdrawn", question))
    return standing.update(withdrawn_at=Now(), withdrawn_by=_person(actor), withdrawn_voice=voice)


def _person(actor: Acting) -> uuid.UUID:
    if actor.person is None:
        raise ValueError("people record what people say, not the clock")
    return actor.person


def _act(actor: Acting, act: str, question: ConsentQuestion, reason: str = "") -> Act:
    return Act(
        act=act,
        institution=actor.institution,
        role=actor.role,
        actor=actor.person,
        kind="consent",
        resource=question.subject,
        purpose=question.purpose,
        reason=reason,
    )

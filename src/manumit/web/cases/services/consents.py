"""What the person of a file agrees to, and what ends when they no longer do."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.copies import WITHDRAWN, consent_withdrawn
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Referral, WaiverNotice
from manumit.web.cases.policies import (
    OPEN_TO_RECIPIENT,
    consent_policy,
    load_for,
    referred_consent_policy,
)
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.services.identities import index_anew
from manumit.web.cases.services.mandates import check_speaker
from manumit.web.justice.services import stop_uncovered
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.acting import CLOCK, Clock
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Asked, Consent, Voice
from manumit.web.kernel.consent.services import Answer, Question
from manumit.web.kernel.consent.verdicts import Verdict, Why, consent_for
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import StaleState, move


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Who answered, and to which words.

    Attributes:
        text_version, language, asked: in which words (ISO 639), and how they came to the person.
        voice, representative: who spoke; the id of the mandate of a guardian or lawyer, else None.
    """

    text_version: int
    language: str
    asked: Asked
    voice: Voice = Voice.PERSON
    representative: uuid.UUID | None = None


_ADULT = {Age.ADULT: True, Age.CHILD: False, Age.UNSURE: None}


@transaction.atomic
def give_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    until: dt.datetime,
    spoken: Spoken,
) -> Consent:
    """Records that the person agrees; for a child, and while the age is unsure, the guardian does.

    Args:
        actor: who asked.
        file_id: whom.
        purpose: a code of ``purposes.yaml``.
        recipient: the institution that it is about.
        until: when it ends by itself.
        spoken: who answered to which words.

    Raises:
        Refused: not for this actor.
        InputError: K909; N101 to N105.
    """
    file, who = _asked(actor, file_id, purpose)
    answer = _answer(file, spoken)
    made = consent.give(who, _question(file, purpose, recipient), answer, until=until)
    if file.origin_id is not None and recipient == file.institution_id:
        tell(who, "change", "case_file", file.pk, purpose="record")
        index_anew(file.identity)
    return made


@transaction.atomic
def refuse_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    spoken: Spoken,
) -> Consent:
    """Records that the person says no; what rests on an earlier yes ends at once.

    Args: as of :func:`give_consent`.

    Raises:
        Refused: not for this actor.
        InputError: K909; N101, N102, N105.
    """
    file, who = _asked(actor, file_id, purpose)
    answer = _answer(file, spoken)
    question = _question(file, purpose, recipient)
    made = consent.refuse(who, question, answer)
    end_what_rested(question)
    return made


@transaction.atomic
def waive_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    reason: str,
    until: dt.datetime,
) -> Consent:
    """Records that danger to life, or to a child, stands in place of consent, and who says so.

    Raises:
        Refused: not for this actor.
        InputError: N101, N106, N107, N109, N110.
    """
    file = load_for(actor, consent_policy, "waive", file_id)
    who = acting(actor, "consent", "waive")
    made = consent.waive(who, _question(file, purpose, recipient), reason, until=until)
    WaiverNotice.objects.create(
        file=file,
        consent=made,
        institution_id=file.institution_id,
        office_id=file.office_id,
        decided_by=who.person,
    )
    return made


@transaction.atomic
def end_waiver(
    actor: Actor | None, file_id: uuid.UUID, *, purpose: str, recipient: uuid.UUID
) -> None:
    """Records that there is no danger any more; what the person said stands again, at once.

    Raises:
        Refused: not for this actor.
        InputError: N111.
    """
    file = load_for(actor, consent_policy, "withdraw", file_id)
    who = acting(actor, "consent", "withdraw")
    question = _question(file, purpose, recipient)
    consent.end_waiver(who, question)
    end_what_rested(question)


@transaction.atomic
def withdraw_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    voice: Voice = Voice.PERSON,
) -> None:
    """Takes back what was agreed to: from now on nothing more is seen or sent.

    Raises:
        Refused: not for this actor.
        InputError: N108.
    """
    file = load_for(actor, consent_policy, "withdraw", file_id)
    who = acting(actor, "consent", "withdraw")
    question = _question(file, purpose, recipient)
    consent.withdraw(who, question, voice)
    end_what_rested(question)


@transaction.atomic
def withdraw_consent_here(
    actor: Actor | None, referral_id: uuid.UUID, *, voice: Voice = Voice.PERSON
) -> None:
    """The same, where the person says so at the institution that they were referred to.

    Raises:
        Refused: not for this actor.
        InputError: N108.
    """
    row = referred_consent_policy.load(actor, referral_id, "withdraw")
    who = acting(actor, "consent", "withdraw")
    question = Question(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    consent.withdraw(who, question, voice)
    end_what_rested(question)


def _asked(actor: Actor | None, file_id: uuid.UUID, purpose: str) -> tuple[CaseFile, Actor]:
    file = load_for(actor, consent_policy, "record", file_id)
    who = acting(actor, "consent", "record")
    if not rules().asks_for(who.role, purpose):
        raise CaseCode.NOT_ASKED_BY_ROLE.error(Place(field="purpose"))
    return file, who


def _question(file: CaseFile, purpose: str, recipient: uuid.UUID) -> Question:
    return Question(
        subject=file.subject_id,
        purpose=purpose,
        recipient=recipient,
        child=file.counts_as_child,
    )


def _answer(file: CaseFile, spoken: Spoken) -> Answer:
    check_speaker(file, spoken.voice, spoken.representative)
    return Answer(
        adult=_ADULT[Age(file.age)],
        text_version=spoken.text_version,
        language=spoken.language,
        asked=spoken.asked,
        voice=spoken.voice,
        representative=spoken.representative,
    )


def end_what_rested(question: Question) -> None:
    """What nothing covers any more: referrals, and checks that a prosecution has not decided."""
    end_referrals(question)
    stop_uncovered(question.subject)


def end_referrals(question: Question) -> None:
    """Open referrals that nothing covers any more; one still covered by danger goes on (R-53)."""
    rows = Referral.objects.filter(
        person=question.subject,
        purpose=question.purpose,
        sent_to=question.recipient,
        state__in=OPEN_TO_RECIPIENT,
    )
    for row in rows:
        verdict = _verdict(row)
        if verdict.allowed:
            return
        end(row, "withdraw", _reason(verdict))


def _verdict(row: Referral) -> Verdict:
    return consent_for(row.subject, row.purpose, row.recipient, child=row.child)


def _reason(verdict: Verdict) -> str:
    """Taken back is another thing than run out."""
    return WITHDRAWN if verdict.reason in (Why.WITHDRAWN, Why.REFUSED) else "consent_ended"


def end(row: Referral, step: str, reason: str = "", *, request: uuid.UUID | None = None) -> None:
    """What the platform itself does, in the ledger of the sender.

    Args:
        row: which referral.
        step: of the process.
        reason: a code, where the step asks for one.
        request: of the message of another installation that says so; one of chance otherwise.
    """
    move(
        REFERRAL,
        row,
        step,
        Clock(row.sender),
        seen_version=row.version,
        request=uuid.uuid4() if request is None else request,
        reason=reason,
    )
    if reason == WITHDRAWN:
        close_copy(row)


def close_copy(row: Referral) -> None:
    """No search of the recipient finds what it took over, unless the person agreed there too."""
    file = CaseFile.objects.filter(origin=row, subject__erased_at=None).first()
    if file is None or not consent_withdrawn(file):
        return
    record(
        Act(
            act="change",
            institution=file.institution_id,
            role=CLOCK,
            kind="case_file",
            resource=file.pk,
            reason=WITHDRAWN,
        )
    )
    index_anew(file.identity)


def end_overdue() -> int:
    """Ends referrals whose time is over, or whose consent has run out; by the clock.

    Checks that a prosecution has not decided have a sweep of their own: one holds up no other.

    Returns:
        how many.
    """
    running = Referral.objects.filter(state__in=OPEN_TO_RECIPIENT).order_by("pk")
    return sum(map(_ended, running))


def _ended(row: Referral) -> bool:
    """Whether this run ended it; of two at once the second finds it ended, or moved on."""
    over = row.state != "answered" and row.valid_until <= timezone.now()
    verdict = _verdict(row)
    if verdict.allowed and not over:
        return False
    try:
        with transaction.atomic():
            end(row, *(("expire",) if over else ("withdraw", _reason(verdict))))
    except StaleState:
        return False
    return True

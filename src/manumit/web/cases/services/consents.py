"""Consents of a file's person, and what ends when consent ends."""

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
from manumit.web.cases.services.identities import reindex
from manumit.web.cases.services.mandates import check_speaker
from manumit.web.justice.services import stop_checks_without_consent
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.acting import CLOCK, Clock
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Consent, ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion
from manumit.web.kernel.consent.verdicts import ConsentReason, ConsentVerdict, consent_for
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import StaleState, move


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStatement:
    """Who answered, to which consent text.

    Attributes:
        text_version, language, asked: in which words (ISO 639), and how they came to the person.
        voice, representative: who spoke; the id of the mandate of a guardian or lawyer, else None.
    """

    text_version: int
    language: str
    asked: ReadingMode
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
    spoken: ConsentStatement,
) -> Consent:
    """Record that the person consents; for a child or unsure age, the guardian does.

    Args:
        actor: the member who acts.
        file_id: the file.
        purpose: a code of ``purposes.yaml``.
        recipient: the institution that it is about.
        until: when it ends by itself.
        spoken: who answered to which words.

    Raises:
        Refused: the actor may not do this.
        InputError: K909; N101 to N105.
    """
    file, who = _asked(actor, file_id, purpose)
    answer = _answer(file, spoken)
    made = consent.give_consent(who, _question(file, purpose, recipient), answer, until=until)
    if file.origin_id is not None and recipient == file.institution_id:
        tell(who, "change", "case_file", file.pk, purpose="record")
        reindex(file.identity)
    return made


@transaction.atomic
def refuse_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    spoken: ConsentStatement,
) -> Consent:
    """Record a refusal; what is based on an earlier yes ends at once.

    Arguments are those of :func:`give_consent`.

    Raises:
        Refused: the actor may not do this.
        InputError: K909; N101, N102, N105.
    """
    file, who = _asked(actor, file_id, purpose)
    answer = _answer(file, spoken)
    question = _question(file, purpose, recipient)
    _locked_referrals(question)
    made = consent.refuse_consent(who, question, answer)
    end_dependents(question)
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
    """Record that danger to life, or to a child, replaces consent, and who decided so.

    Raises:
        Refused: the actor may not do this.
        InputError: N101, N106, N107, N109, N110.
    """
    file = load_for(actor, consent_policy, "waive", file_id)
    who = acting(actor, "consent", "waive")
    made = consent.waive_consent(who, _question(file, purpose, recipient), reason, until=until)
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
    """Record that the danger is over; the person's own answer applies again at once.

    Raises:
        Refused: the actor may not do this.
        InputError: N111.
    """
    file = load_for(actor, consent_policy, "withdraw", file_id)
    who = acting(actor, "consent", "withdraw")
    question = _question(file, purpose, recipient)
    _locked_referrals(question)
    consent.end_waiver(who, question)
    end_dependents(question)


@transaction.atomic
def withdraw_consent(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    purpose: str,
    recipient: uuid.UUID,
    voice: Voice = Voice.PERSON,
) -> None:
    """Record a withdrawal: from now on nothing more is seen or sent.

    Raises:
        Refused: the actor may not do this.
        InputError: N108.
    """
    file = load_for(actor, consent_policy, "withdraw", file_id)
    who = acting(actor, "consent", "withdraw")
    question = _question(file, purpose, recipient)
    _locked_referrals(question)
    consent.withdraw_consent(who, question, voice)
    end_dependents(question)


@transaction.atomic
def withdraw_consent_at_recipient(
    actor: Actor | None, referral_id: uuid.UUID, *, voice: Voice = Voice.PERSON
) -> None:
    """Record a withdrawal that the person declared at the referral's recipient.

    Raises:
        Refused: the actor may not do this.
        InputError: N108.
    """
    row = referred_consent_policy.load(actor, referral_id, "withdraw")
    who = acting(actor, "consent", "withdraw")
    question = ConsentQuestion(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    _locked_referrals(question)
    consent.withdraw_consent(who, question, voice)
    end_dependents(question)


def _asked(actor: Actor | None, file_id: uuid.UUID, purpose: str) -> tuple[CaseFile, Actor]:
    file = load_for(actor, consent_policy, "record", file_id)
    who = acting(actor, "consent", "record")
    if not rules().asks_for(who.role, purpose):
        raise CaseCode.NOT_ASKED_BY_ROLE.error(Place(field="purpose"))
    return file, who


def _question(file: CaseFile, purpose: str, recipient: uuid.UUID) -> ConsentQuestion:
    return ConsentQuestion(
        subject=file.subject_id, purpose=purpose, recipient=recipient, child=file.counts_as_child
    )


def _answer(file: CaseFile, spoken: ConsentStatement) -> ConsentAnswer:
    check_speaker(file, spoken.voice, spoken.representative)
    return ConsentAnswer(
        adult=_ADULT[Age(file.age)],
        text_version=spoken.text_version,
        language=spoken.language,
        asked=spoken.asked,
        voice=spoken.voice,
        representative=spoken.representative,
    )


def end_dependents(question: ConsentQuestion) -> None:
    """End referrals and undecided checks that nothing covers any more."""
    end_referrals(question)
    stop_checks_without_consent(question.subject)


def end_referrals(question: ConsentQuestion) -> None:
    """End open referrals that nothing covers; one covered by danger continues (R-53)."""
    for row in _locked_referrals(question):
        verdict = _verdict(row)
        if verdict.allowed:
            return
        end_referral(row, "withdraw", _reason(verdict))


def _locked_referrals(question: ConsentQuestion) -> list[Referral]:
    """Lock what may end before the consent is locked, in the order of a step of a referral."""
    rows = Referral.objects.filter(person=question.subject, sent_to=question.recipient)
    rows = rows.filter(purpose=question.purpose, state__in=OPEN_TO_RECIPIENT)
    return list(rows.select_for_update().order_by("pk"))


def _verdict(row: Referral) -> ConsentVerdict:
    return consent_for(row.subject, row.purpose, row.recipient, child=row.child)


def _reason(verdict: ConsentVerdict) -> str:
    """Return the reason code: withdrawn and expired are different reasons."""
    return (
        WITHDRAWN
        if verdict.reason in (ConsentReason.WITHDRAWN, ConsentReason.REFUSED)
        else "consent_ended"
    )


def end_referral(
    row: Referral, step: str, reason: str = "", *, request: uuid.UUID | None = None
) -> None:
    """Take a step of a referral as the platform, in the sender's ledger.

    Args:
        row: the referral.
        step: of the process.
        reason: a code, where the step asks for one.
        request: id of the partner system's message that reports it; random otherwise.
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
        unindex_copy(row)


def unindex_copy(row: Referral) -> None:
    """Remove the recipient's copy from its search index, unless the person agreed there too."""
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
    reindex(file.identity)


def end_overdue() -> int:
    """End referrals whose time is over or whose consent has expired; scheduled.

    Checks that a prosecution has not decided have a sweep of their own: one holds up no other.

    Returns:
        how many.
    """
    running = Referral.objects.filter(state__in=OPEN_TO_RECIPIENT).order_by("pk")
    return sum(map(_ended, running))


def _ended(row: Referral) -> bool:
    """Return whether this run ended it; a concurrent run finds it already ended or moved."""
    over = row.state != "answered" and row.valid_until <= timezone.now()
    verdict = _verdict(row)
    if verdict.allowed and not over:
        return False
    try:
        with transaction.atomic():
            end_referral(row, *(("expire",) if over else ("withdraw", _reason(verdict))))
    except StaleState:
        return False
    return True

"""Claims that a union or a lawyer opens under a worker's mandate (R-31, R-65; decision 42).

There is no case file. The claim is sealed under its own key, and the worker's consents are
recorded here, in the same table as all consents (R-52). No search reveals whether another office
knows the person.
"""

import datetime as dt
import functools
import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.institutions.directory import local_offices
from manumit.web.institutions.models import Office, named
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Consent, ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import GUARDIAN, PURPOSE, is_listed, rules
from manumit.web.remedies.models import Claim, ClaimMandate
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.services.claims import (
    add_fact,
    clean_text,
    lock_claim,
    sent_before,
    set_child_rules,
)
from manumit.web.remedies.services.passing import LONGEST_NAME

MANDATE_FOR = "mandate_for"
YES = "yes"
FACTS = ("claimant", "safe_contact", "debtor")
"""Kinds of fact that are required to open a claim by mandate."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDetails:
    """How consent was asked for, and until when it is valid.

    Attributes:
        text_version: version of the consent text.
        language: ISO 639 code in lower case.
        asked: whether the worker read the text, heard it, or heard it interpreted.
        until: end of validity.
    """

    text_version: int
    language: str
    asked: ReadingMode
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorkerMandate:
    """A mandate given by the worker, as entered; its ``repr`` shows nothing.

    Attributes:
        age: adult, child, or unsure, which is treated as a child (R-46).
        guardian: name of the guardian who gives the mandate for a child; empty for an adult.
        basis: a code of the list ``basis``.
        given_on: day of the mandate.
        mandate_for: what the mandate covers, as text; will be sealed.
        alone: whether nobody of the employer's side was present: yes, no or unknown.
        understood: whether the worker understood it: yes, no or unknown.
        words: consent that the office has the claim.
    """

    age: Age
    basis: str
    given_on: dt.date
    mandate_for: str
    alone: str
    understood: str
    words: ConsentDetails
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewClaim:
    """Data required to open a claim by mandate; its ``repr`` shows nothing.

    Attributes:
        route: a code of the list ``route``.
        claimant, safe_contact, debtor: the worker, a safe way to reach them, and the debtor.
        lodge_by: the last day on which it can be lodged; None if nobody knows it.
    """

    route: str
    claimant: str
    safe_contact: str
    debtor: str
    lodge_by: dt.date | None = None


@transaction.atomic
def open_by_mandate(
    actor: Actor | None, given: WorkerMandate, opened: NewClaim, *, request: uuid.UUID
) -> Claim:
    """Open a draft claim for a worker who gave the actor's office a mandate.

    Args:
        actor: member of a union, or a lawyer.
        given: the mandate.
        opened: route and first facts.
        request: id of the form; a repeated submission returns the same claim.

    Raises:
        Refused: the role may not open claims by mandate.
        InputError: Q101, Q107, Q108, Q203, Q305, Q501, Q701 to Q705; N103; V101 to V107.
    """
    claim_policy.check_new(actor, "represent")
    who = require_actor(actor, "claim", "represent")
    same = {"opened_by": who.person, "office_id": who.office, "by_mandate": True}
    known = sent_before(Claim, request, **same)
    if known is not None:
        return known
    if not is_listed("route", opened.route):
        raise ClaimCode.NO_ROUTE.error(Place(field="route"))
    facts = {one: clean_text(getattr(opened, one), one) for one in FACTS}
    for field, text in facts.items():
        if not text:
            raise ClaimCode.NO_FACT.error(Place(field=field))
    child = given.age is not Age.ADULT
    _check_mandate(given, child=child)
    row = Claim(
        subject_id=new_subject(),
        institution_id=who.institution,
        office_id=who.office,
        reference=free_pseudonym(Claim.objects.filter(institution=who.institution)),
        route=opened.route,
        child=child,
        by_mandate=True,
        held_by=who.person,
        opened_by=who.person,
        lodge_by=opened.lodge_by,
        request=request,
    )
    record_act(who, "create", "claim", row.pk, purpose="represent")
    row.save(force_insert=True)
    _create_mandates(who, row, given, request)
    for kind, text in facts.items():
        add_fact(who, row.pk, kind, text, request=uuid.uuid5(request, kind))
    return row


@transaction.atomic
def take_up(
    actor: Actor | None, claim_id: uuid.UUID, given: WorkerMandate, *, request: uuid.UUID
) -> Claim:
    """Continue a claim by mandate under a new mandate, which replaces an earlier one.

    Args:
        actor: of the office with the valid mandate or, if nobody may act, the one that acted last.
        claim_id: the claim.
        given: the new mandate. A worker once treated as a child remains so.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q203, Q305, Q501, Q701 to Q706; N103; V101 to V107, V201, V301.
    """
    who = require_actor(actor, "claim", "represent")
    known = sent_before(ClaimMandate, request, claim_id=claim_id, recorded_by=who.person)
    if known is not None:
        return known.claim
    claim, _ = lock_claim(actor, claim_policy, claim_id, "represent")
    if ClaimMandate.objects.filter(request=request).exists():
        return claim  # a parallel copy of the same form was first
    _require_by_mandate(claim)
    child = claim.child or given.age is not Age.ADULT
    _check_mandate(given, child=child)
    if child and not claim.child:
        record_act(who, "change", "claim", claim.pk, purpose="represent")
        set_child_rules(claim.subject_id, child=True)
        claim.refresh_from_db()
    _create_mandates(who, claim, given, request)
    return claim


def _check_mandate(given: WorkerMandate, *, child: bool) -> None:
    """Refuse a mandate that is not valid; nothing of it is stored.

    Raises:
        InputError: Q107, Q108, Q203, Q305, Q701 to Q705.
    """
    guardian = given.guardian.strip()
    if child and not guardian:
        raise ClaimCode.CHILD_ALONE.error(Place(field="guardian"))
    if guardian and not child:
        raise ClaimCode.NOT_A_CHILD.error(Place(field="guardian"))
    if len(guardian) > LONGEST_NAME:
        raise ClaimCode.NO_MANDATE.error(Place(field="guardian"))
    if given.alone != YES:
        raise ClaimCode.NOT_ALONE.error(Place(field="alone"))
    if given.understood != YES:
        raise ClaimCode.NOT_UNDERSTOOD.error(Place(field="understood"))
    if not is_listed("basis", given.basis) or given.basis == GUARDIAN:
        raise ClaimCode.NO_MANDATE.error(Place(field="basis"))
    if not clean_text(given.mandate_for, MANDATE_FOR):
        raise ClaimCode.NO_FACT.error(Place(field=MANDATE_FOR))
    if given.given_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="given_on"))
    if given.words.until <= timezone.now():
        raise ClaimCode.NO_MANDATE.error(Place(field="until"))
    _check_language(given.words)


def _check_language(words: ConsentDetails) -> None:
    if _LANGUAGE.fullmatch(words.language) is None:
        raise ClaimCode.NO_LANGUAGE.error(Place(field="language"))


def _create_mandates(who: Actor, claim: Claim, given: WorkerMandate, request: uuid.UUID) -> None:
    """Store the mandate and, with it, the consent that the office has the claim (R-52).

    Raises:
        InputError: N102, N103; V101 to V107, V201, V301.
    """
    now = timezone.now()
    begins = min(dt.datetime.combine(given.given_on, dt.time.min, tzinfo=dt.UTC), now)
    row = functools.partial(
        ClaimMandate,
        claim=claim,
        subject_id=claim.subject_id,
        institution_id=claim.institution_id,
        begins=begins,
        until=given.words.until,
        recorded_by=who.person,
    )
    speaker = None
    if claim.child:
        guardian = row(basis=GUARDIAN, request=uuid.uuid5(request, GUARDIAN))
        speaker = _save_mandate(who, guardian, given.guardian.strip()).pk
    office = Office.objects.select_related("institution").get(pk=who.office)
    _end_earlier_mandates(who, claim)
    own = row(basis=given.basis, given_to=office.institution, office=office, request=request)
    _save_mandate(who, own, named(dict(office.institution.names), given.words.language))
    _give_consent(who, _question(claim, who.institution), given.words, speaker)
    why = uuid.uuid5(request, MANDATE_FOR)
    add_fact(who, claim.pk, MANDATE_FOR, given.mandate_for, request=why)


def _end_earlier_mandates(who: Actor, claim: Claim) -> None:
    """End earlier mandates of the office, so that ending the new one leaves none valid."""
    for row in claim.mandates.filter(given_to=who.institution, office=who.office, ended_at=None):
        record_act(who, "change", "claim", claim.pk, purpose="represent")
        row.ended_by, row.ended_at = who.person, timezone.now()
        row.save(update_fields=["ended_by", "ended_at"])


def _save_mandate(who: Actor, row: ClaimMandate, name: str) -> ClaimMandate:
    record_act(who, "change", "claim", row.claim_id, purpose="represent", reason=row.basis)
    seal_text(row, "name", name)
    row.save(force_insert=True)
    return row


def _question(claim: Claim, recipient: uuid.UUID) -> ConsentQuestion:
    return ConsentQuestion(
        subject=claim.subject_id, purpose=PURPOSE, recipient=recipient, child=claim.child
    )


def _give_consent(
    who: Actor, question: ConsentQuestion, words: ConsentDetails, speaker: uuid.UUID | None
) -> Consent:
    """Record a consent; for a child it is the guardian's, with the guardian's mandate (R-46).

    Raises:
        InputError: N102, N103, N104.
    """
    answer = _answer(question, words, speaker)
    return consent.give_consent(who, question, answer, until=words.until)


def _answer(
    question: ConsentQuestion, words: ConsentDetails, speaker: uuid.UUID | None
) -> ConsentAnswer:
    return ConsentAnswer(
        adult=None if question.child else True,
        text_version=words.text_version,
        language=words.language,
        asked=words.asked,
        voice=Voice.PERSON if speaker is None else Voice.GUARDIAN,
        representative=speaker,
    )


@transaction.atomic
def record_consent(
    actor: Actor | None,
    claim_id: uuid.UUID,
    recipient: uuid.UUID,
    *,
    agrees: bool,
    words: ConsentDetails,
) -> Consent:
    """Record consent or refusal that another institution has the claim (R-52).

    A refusal ends an earlier consent.

    Args:
        actor: who acts for the worker by mandate.
        claim_id: a claim by mandate.
        recipient: an institution to which claims can be submitted.
        agrees: consent or refusal. For a child the guardian consents; the child may refuse too.
        words: how it was asked.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q701, Q705, Q706; N102, N103.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "agree")
    _require_by_mandate(claim)
    return record_answer(who, claim, recipient, agrees=agrees, words=words)


def record_answer(
    who: Actor, claim: Claim, recipient: uuid.UUID, *, agrees: bool, words: ConsentDetails
) -> Consent:
    """Record consent or refusal in a locked claim that the actor was allowed to ask about.

    Raises:
        InputError: as :func:`record_consent`, except Q706.
    """
    _check_language(words)
    # The own institution's consent is renewed by take_up, together with the mandate.
    if recipient == who.institution or not _takes_claims(recipient):
        raise ClaimCode.NO_RECIPIENT.error(Place(field="recipient"))
    question = _question(claim, recipient)
    if not agrees:
        return consent.refuse_consent(who, question, _answer(question, words, None))
    return _give_consent(who, question, words, _current_guardian(claim) if claim.child else None)


def _takes_claims(institution: uuid.UUID) -> bool:
    kinds = frozenset[str]().union(*rules().kinds.values())
    return local_offices().filter(institution=institution, institution__kind__in=kinds).exists()


def _current_guardian(claim: Claim) -> uuid.UUID:
    """Return the id of the guardian's valid mandate.

    Raises:
        InputError: Q701.
    """
    now = timezone.now()
    for row in claim.mandates.filter(basis=GUARDIAN).order_by("-recorded_at"):
        if row.holds_at(now):
            return row.pk
    raise ClaimCode.CHILD_ALONE.error(Place())


def _require_by_mandate(claim: Claim) -> None:
    if not claim.by_mandate:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))


@transaction.atomic
def record_age_doubt(actor: Actor | None, claim_id: uuid.UUID) -> Claim:
    """Record that the worker may be under 18, so that their own consents no longer count.

    Nobody can act in the claim or see it until a guardian gives a mandate (R-46).

    Raises:
        Refused: not for this actor.
        InputError: Q706.
    """
    claim, who = lock_claim(actor, claim_policy, claim_id, "agree")
    _require_by_mandate(claim)
    if not claim.child:
        record_act(who, "change", "claim", claim.pk, purpose="agree")
        set_child_rules(claim.subject_id, child=True)
    return claim

"""A union or a lawyer opens a claim for whoever gave them a mandate (R-31, R-65; decision 42).

There is no file of the person: the claim is sealed under a key of its own, and what the worker
agrees to is recorded here, in the same ledger of consent as everywhere (R-52). Nobody is asked
whether anybody else knows the person.
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
from manumit.web.institutions.directory import offices_here
from manumit.web.institutions.models import Office, named
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Asked, Consent, Voice
from manumit.web.kernel.consent.services import Answer, Question
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import GUARDIAN, PURPOSE, has, rules
from manumit.web.remedies.models import Claim, ClaimMandate
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.services.claims import add_fact, changed, note_age, stripped
from manumit.web.remedies.services.passing import LONGEST_NAME

MANDATE_FOR = "mandate_for"
YES = "yes"
FACTS = ("claimant", "safe_contact", "debtor")
"""Kinds of fact that a claim by mandate begins with."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How the worker came to the words of consent, and until when they agree.

    Attributes:
        text_version: of the words.
        language: ISO 639, in small letters.
        asked: whether they read the words, heard them, or heard them interpreted.
        until: from then on it no longer holds.
    """

    text_version: int
    language: str
    asked: Asked
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Given:
    """A mandate as the worker gave it; its ``repr`` shows nothing.

    Attributes:
        age: adult, child, or unsure, which counts as a child (R-46).
        guardian: who gives the mandate of a child; empty for an adult. Sealed.
        basis: a code of the list ``basis``.
        given_on: the day.
        mandate_for: what for, in words; sealed.
        alone: whether nobody of the employer's side was there: yes, no or unknown.
        understood: whether the worker understood it: the same.
        words: to which words they agreed that the office has the claim.
    """

    age: Age
    basis: str
    given_on: dt.date
    mandate_for: str
    alone: str
    understood: str
    words: Words
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ToOpen:
    """What a claim by mandate begins with; its ``repr`` shows nothing.

    Attributes:
        route: a code of the list ``route``.
        claimant, safe_contact, debtor: who claims, how they are reached safely, against whom.
    """

    route: str
    claimant: str
    safe_contact: str
    debtor: str


@transaction.atomic
def open_by_mandate(
    actor: Actor | None, given: Given, opened: ToOpen, *, request: uuid.UUID
) -> Claim:
    """A claim of somebody who gave the office a mandate, drafted, under a key of its own.

    Args:
        actor: of a union, or a lawyer.
        given: the mandate.
        opened: the route, and what is needed to pursue it.
        request: of the form; sent again it gives the same claim.

    Raises:
        Refused: the role opens no claims by mandate.
        InputError: Q101, Q107, Q108, Q203, Q305, Q501, Q701 to Q705; N103; V101 to V107.
    """
    claim_policy.check_new(actor, "represent")
    who = acting(actor, "claim", "represent")
    known = Claim.objects.filter(request=request).first()
    if known is not None:
        if (known.opened_by, known.office_id) != (who.person, who.office) or not known.by_mandate:
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known
    if not has("route", opened.route):
        raise ClaimCode.NO_ROUTE.error(Place(field="route"))
    told = {one: stripped(getattr(opened, one), one) for one in FACTS}
    for field, text in told.items():
        if not text:
            raise ClaimCode.NO_FACT.error(Place(field=field))
    child = given.age is not Age.ADULT
    _check(given, child=child)
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
        request=request,
    )
    tell(who, "create", "claim", row.pk, purpose="represent")
    row.save(force_insert=True)
    _represent(who, row, given, request)
    for kind, text in told.items():
        add_fact(who, row.pk, kind, text, request=uuid.uuid5(request, kind))
    return row


@transaction.atomic
def take_up(actor: Actor | None, claim_id: uuid.UUID, given: Given, *, request: uuid.UUID) -> Claim:
    """Goes on with a claim by mandate, by a new mandate that takes the place of an earlier one.

    Args:
        actor: of an office whose mandate holds; where nobody may act, of the one that acted last.
        claim_id: the claim.
        given: the new mandate. Who once counted as a child still does.
        request: of the form; sent again it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q107, Q203, Q305, Q501, Q701 to Q706; N103; V101 to V107, V201, V301.
    """
    who = acting(actor, "claim", "represent")
    known = ClaimMandate.objects.filter(request=request).first()
    if known is not None:
        if (known.claim_id, known.recorded_by) != (claim_id, who.person):
            raise ClaimCode.REQUEST_USED.error(Place(field="request"))
        return known.claim
    claim = changed(actor, claim_policy, claim_id, "represent")
    if ClaimMandate.objects.filter(request=request).exists():
        return claim  # the same form, a moment before
    _without_file(claim)
    child = claim.child or given.age is not Age.ADULT
    _check(given, child=child)
    if child and not claim.child:
        tell(who, "change", "claim", claim.pk, purpose="represent")
        note_age(claim.subject_id, child=True)
        claim.refresh_from_db()
    _represent(who, claim, given, request)
    return claim


def _check(given: Given, *, child: bool) -> None:
    """Whether a mandate may be taken at all; nothing is kept of one that may not.

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
    if not has("basis", given.basis) or given.basis == GUARDIAN:
        raise ClaimCode.NO_MANDATE.error(Place(field="basis"))
    if not stripped(given.mandate_for, MANDATE_FOR):
        raise ClaimCode.NO_FACT.error(Place(field=MANDATE_FOR))
    if given.given_on > latest_day():
        raise ClaimCode.NOT_YET.error(Place(field="given_on"))
    if given.words.until <= timezone.now():
        raise ClaimCode.NO_MANDATE.error(Place(field="until"))
    _check_words(given.words)


def _check_words(words: Words) -> None:
    if _LANGUAGE.fullmatch(words.language) is None:
        raise ClaimCode.NO_LANGUAGE.error(Place(field="language"))


def _represent(who: Actor, claim: Claim, given: Given, request: uuid.UUID) -> None:
    """The mandate, and with it the consent that the office has the claim (R-52).

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
        speaker = _kept(who, guardian, given.guardian.strip()).pk
    office = Office.objects.select_related("institution").get(pk=who.office)
    _end_earlier(who, claim)
    own = row(basis=given.basis, given_to=office.institution, office=office, request=request)
    _kept(who, own, named(dict(office.institution.names), given.words.language))
    _agrees(who, _question(claim, who.institution), given.words, speaker)
    why = uuid.uuid5(request, MANDATE_FOR)
    add_fact(who, claim.pk, MANDATE_FOR, given.mandate_for, request=why)


def _end_earlier(who: Actor, claim: Claim) -> None:
    """One mandate of the office at a time, so that whoever takes it back leaves none behind."""
    for row in claim.mandates.filter(given_to=who.institution, office=who.office, ended_at=None):
        tell(who, "change", "claim", claim.pk, purpose="represent")
        row.ended_by, row.ended_at = who.person, timezone.now()
        row.save(update_fields=["ended_by", "ended_at"])


def _kept(who: Actor, row: ClaimMandate, name: str) -> ClaimMandate:
    tell(who, "change", "claim", row.claim_id, purpose="represent", reason=row.basis)
    seal_text(row, "name", name)
    row.save(force_insert=True)
    return row


def _question(claim: Claim, recipient: uuid.UUID) -> Question:
    return Question(
        subject=claim.subject_id, purpose=PURPOSE, recipient=recipient, child=claim.child
    )


def _agrees(who: Actor, question: Question, words: Words, speaker: uuid.UUID | None) -> Consent:
    """Records a yes; of a child that of the guardian, whose mandate is named (R-46).

    Raises:
        InputError: N102, N103, N104.
    """
    answer = _answer(question, words, speaker)
    return consent.give(who, question, answer, until=words.until)


def _answer(question: Question, words: Words, speaker: uuid.UUID | None) -> Answer:
    return Answer(
        adult=None if question.child else True,
        text_version=words.text_version,
        language=words.language,
        asked=words.asked,
        voice=Voice.PERSON if speaker is None else Voice.GUARDIAN,
        representative=speaker,
    )


@transaction.atomic
def record_word(
    actor: Actor | None, claim_id: uuid.UUID, recipient: uuid.UUID, *, agrees: bool, words: Words
) -> Consent:
    """Records what the worker says to another institution having the claim; a no ends a yes (R-52).

    Args:
        actor: who acts for the worker by mandate.
        claim_id: a claim that was opened by mandate.
        recipient: an institution that claims come to.
        agrees: yes or no. For a child a yes is the guardian's; a no is the child's own too.
        words: how it was asked.

    Raises:
        Refused: not for this actor.
        InputError: Q201, Q701, Q705, Q706; N102, N103.
    """
    claim, who = changed(actor, claim_policy, claim_id, "agree"), acting(actor, "claim", "agree")
    _without_file(claim)
    _check_words(words)
    # Their own mandate is renewed by taking the claim up, with what is asked there.
    if recipient == who.institution or not _takes_claims(recipient):
        raise ClaimCode.NO_RECIPIENT.error(Place(field="recipient"))
    question = _question(claim, recipient)
    if not agrees:
        return consent.refuse(who, question, _answer(question, words, None))
    return _agrees(who, question, words, _guardian(claim) if claim.child else None)


def _takes_claims(institution: uuid.UUID) -> bool:
    kinds = frozenset[str]().union(*rules().kinds.values())
    return offices_here().filter(institution=institution, institution__kind__in=kinds).exists()


def _guardian(claim: Claim) -> uuid.UUID:
    """The mandate of whoever speaks for a child now.

    Raises:
        InputError: Q701.
    """
    now = timezone.now()
    for row in claim.mandates.filter(basis=GUARDIAN).order_by("-recorded_at"):
        if row.holds_at(now):
            return row.pk
    raise ClaimCode.CHILD_ALONE.error(Place())


def _without_file(claim: Claim) -> None:
    if not claim.by_mandate:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))


@transaction.atomic
def doubt_age(actor: Actor | None, claim_id: uuid.UUID) -> Claim:
    """Records that the worker may be under 18: what they alone agreed to covers nothing any more.

    So nobody acts in the claim or sees it, until a guardian gives a mandate (R-46).

    Raises:
        Refused: not for this actor.
        InputError: Q706.
    """
    claim, who = changed(actor, claim_policy, claim_id, "agree"), acting(actor, "claim", "agree")
    _without_file(claim)
    if not claim.child:
        tell(who, "change", "claim", claim.pk, purpose="agree")
        note_age(claim.subject_id, child=True)
    return claim

"""What a person agreed to, as a labour inspector would check it. R-46, R-52, R-53, scenario 8.

Amina is a domestic worker. The inspectorate wants to refer her to a shelter; there is a hospital
too. Days are counted from today.
"""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from manumit.errors import InputError
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Consent, ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion, NoConsent
from manumit.web.kernel.consent.statistics import countable_people
from manumit.web.kernel.consent.verdicts import ConsentReason, ConsentVerdict, consent_for
from manumit.web.kernel.ledger.models import Event
from process_people import Someone

pytestmark = pytest.mark.usefixtures("committing")

ALOUD = ConsentAnswer(adult=True, text_version=1, language="ben", asked=ReadingMode.READ_ALOUD)
SHELTER, HOSPITAL = uuid.uuid4(), uuid.uuid4()
INSPECTOR = Someone("inspect")


def in_days(days: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


@pytest.fixture
def referral() -> ConsentQuestion:
    """May Amina be referred to the shelter?"""
    return ConsentQuestion(subject=uuid.uuid4(), purpose="referral", recipient=SHELTER, child=False)


def verdict(question: ConsentQuestion, **at: Any) -> ConsentVerdict:
    return consent_for(
        question.subject, question.purpose, question.recipient, **at, child=question.child
    )


def act(question: ConsentQuestion) -> ConsentVerdict:
    """A referral, a disclosure or an export: whatever is done asks first."""
    with transaction.atomic():
        return consent.check_consent(INSPECTOR, question)


def refused_because(question: ConsentQuestion, why: ConsentReason) -> None:
    assert (verdict(question).allowed, verdict(question).reason) == (False, why)
    with pytest.raises(NoConsent, match="N201") as caught:
        act(question)
    assert caught.value.why is why
    event = Event.objects.filter(resource=question.subject, outcome="refused").last()
    assert event is not None
    assert (event.act, event.reason, event.actor) == ("disclose", why, INSPECTOR.person)


def test_who_was_not_asked_has_not_agreed(referral: ConsentQuestion) -> None:
    refused_because(referral, ConsentReason.NONE)


def test_who_agreed_is_referred(referral: ConsentQuestion) -> None:
    given = consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    assert act(referral) == ConsentVerdict(True, ConsentReason.GIVEN, given.pk)


def test_consent_towards_one_body_is_none_towards_another(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    refused_because(replace(referral, recipient=HOSPITAL), ConsentReason.OTHER_RECIPIENT)


@pytest.mark.parametrize(
    "other", ["disclosure", "assistance", "criminal_proceedings", "research", "identification"]
)
def test_consent_to_a_referral_is_none_to_anything_else(
    referral: ConsentQuestion, other: str
) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    refused_because(replace(referral, purpose=other), ConsentReason.OTHER_PURPOSE)


def test_consent_ends_on_its_day(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    assert verdict(referral, at=in_days(29.9)).allowed
    ended = verdict(referral, at=in_days(30.1))
    assert (ended.allowed, ended.reason) == (False, ConsentReason.EXPIRED)


def test_consent_does_not_hold_before_its_day(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, begins=in_days(2), until=in_days(30))
    refused_because(referral, ConsentReason.NOT_YET)
    assert verdict(referral, at=in_days(3)).allowed


def test_withdrawal_works_at_once_and_what_was_stays_readable(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    while_it_held = timezone.now()
    assert consent.withdraw_consent(Someone("support"), referral, Voice.PERSON) == 1
    refused_because(referral, ConsentReason.WITHDRAWN)
    assert verdict(referral, at=while_it_held).allowed


def test_nothing_is_withdrawn_twice(referral: ConsentQuestion) -> None:
    with pytest.raises(InputError, match="N108"):
        consent.withdraw_consent(INSPECTOR, referral, Voice.PERSON)
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    consent.withdraw_consent(INSPECTOR, referral, Voice.PERSON)
    with pytest.raises(InputError, match="N108"):
        consent.withdraw_consent(INSPECTOR, referral, Voice.PERSON)


def test_consent_is_renewed_by_asking_again(referral: ConsentQuestion) -> None:
    first = consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(10))
    second = consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(40))
    assert verdict(referral, at=in_days(20)) == ConsentVerdict(True, ConsentReason.GIVEN, second.pk)
    assert Consent.objects.filter(pk=first.pk, withdrawn_at=None).exists()


def test_withdrawing_takes_back_renewed_consents_too(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(10))
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(40))
    assert consent.withdraw_consent(INSPECTOR, referral, Voice.PERSON) == 2
    refused_because(referral, ConsentReason.WITHDRAWN)


def test_scenario_8_an_adult_declines(referral: ConsentQuestion) -> None:
    """Nothing goes to the shelter or to anybody; at most an anonymous notification is left."""
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    refused_because(referral, ConsentReason.REFUSED)
    refused_because(replace(referral, recipient=HOSPITAL), ConsentReason.NONE)
    refused_because(replace(referral, purpose="disclosure"), ConsentReason.NONE)


def test_who_says_no_after_a_yes_has_taken_the_yes_back(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    refused_because(referral, ConsentReason.REFUSED)
    assert not Consent.objects.filter(
        subject=referral.subject, status="given", withdrawn_at=None
    ).exists()


def test_who_changes_their_mind_after_a_no_is_referred(referral: ConsentQuestion) -> None:
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    assert act(referral).reason is ConsentReason.GIVEN


def test_danger_to_life_stands_above_a_no_and_says_who_decided_and_why(
    referral: ConsentQuestion,
) -> None:
    """R-53. It is no consent, and never looks like one."""
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    decider = Someone("support")
    decided = consent.waive_consent(decider, referral, "danger_to_life", until=in_days(2.9))
    assert act(referral) == ConsentVerdict(True, ConsentReason.NOT_REQUIRED, decided.pk)
    assert (decided.recorded_by, decided.role, decided.reason) == (
        decider.person, "support", "danger_to_life"
    )  # fmt: skip
    event = Event.objects.get(resource=referral.subject, act="consent_not_required")
    assert (event.actor, event.reason) == (decider.person, "danger_to_life")


def test_when_the_danger_is_over_the_no_stands_again(referral: ConsentQuestion) -> None:
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    consent.waive_consent(INSPECTOR, referral, "danger_to_life", until=in_days(2.9))
    assert verdict(referral, at=in_days(4)).reason is ConsentReason.REFUSED
    consent.end_waiver(INSPECTOR, referral)
    refused_because(referral, ConsentReason.REFUSED)


def test_when_the_danger_is_over_a_yes_still_stands(referral: ConsentQuestion) -> None:
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    consent.waive_consent(INSPECTOR, referral, "danger_to_life", until=in_days(2.9))
    assert verdict(referral, at=in_days(4)).reason is ConsentReason.GIVEN


def test_a_no_during_danger_stands_until_danger_is_decided_anew(referral: ConsentQuestion) -> None:
    consent.waive_consent(INSPECTOR, referral, "danger_to_life", until=in_days(2.9))
    consent.refuse_consent(INSPECTOR, referral, ALOUD)
    refused_because(referral, ConsentReason.REFUSED)
    consent.waive_consent(INSPECTOR, referral, "danger_to_life", until=in_days(2.9))
    assert act(referral).reason is ConsentReason.NOT_REQUIRED


@pytest.mark.parametrize("days", [-1, 0, 3.01, 89])
def test_danger_stands_in_place_of_consent_for_72_hours_at_most(
    referral: ConsentQuestion, days: float
) -> None:
    with pytest.raises(InputError, match="N109"):
        consent.waive_consent(INSPECTOR, referral, "danger_to_life", until=in_days(days))
    refused_because(referral, ConsentReason.NONE)


def test_an_adult_is_no_child_in_danger(referral: ConsentQuestion) -> None:
    with pytest.raises(InputError, match="N110"):
        consent.waive_consent(INSPECTOR, referral, "child_in_danger", until=in_days(1))
    child = replace(referral, child=True)
    consent.waive_consent(INSPECTOR, child, "child_in_danger", until=in_days(1))
    assert act(child).reason is ConsentReason.NOT_REQUIRED
    refused_because(referral, ConsentReason.NONE)  # found to be an adult


def test_where_nothing_stands_in_place_of_consent_nothing_is_ended(
    referral: ConsentQuestion,
) -> None:
    with pytest.raises(InputError, match="N111"):
        consent.end_waiver(INSPECTOR, referral)


def test_what_somebody_alone_agreed_to_ends_when_they_are_found_to_be_a_child(
    referral: ConsentQuestion,
) -> None:
    """R-46: also where the age has become unsure."""
    consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(30))
    by_lawyer = replace(ALOUD, voice=Voice.LAWYER, representative=uuid.uuid4())
    child = replace(referral, child=True)
    refused_because(child, ConsentReason.NO_GUARDIAN)
    consent.give_consent(INSPECTOR, referral, by_lawyer, until=in_days(30))
    refused_because(child, ConsentReason.NO_GUARDIAN)
    guardian = replace(ALOUD, adult=None, voice=Voice.GUARDIAN, representative=uuid.uuid4())
    consent.give_consent(INSPECTOR, child, guardian, until=in_days(30))
    assert act(child).reason is ConsentReason.GIVEN


@pytest.mark.parametrize(
    ("purpose", "reason", "code"),
    [
        ("research", "danger_to_life", "N107"),
        ("statistics", "danger_to_life", "N107"),
        ("criminal_proceedings", "danger_to_life", "N107"),
        ("assistance", "danger_to_life", "N107"),  # services are consensual: R-49
        ("referral", "", "N106"),
        ("referral", "she would surely agree", "N106"),
        ("holiday", "danger_to_life", "N101"),
    ],
)
def test_nothing_but_danger_stands_in_place_of_consent(
    referral: ConsentQuestion, purpose: str, reason: str, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        consent.waive_consent(
            INSPECTOR, replace(referral, purpose=purpose), reason, until=in_days(2.9)
        )
    refused_because(referral, ConsentReason.NONE)


@pytest.mark.parametrize("adult", [False, None])
@pytest.mark.parametrize("voice", [Voice.PERSON, Voice.LAWYER])
def test_for_a_child_the_guardian_consents_also_where_the_age_is_unsure(
    referral: ConsentQuestion, adult: bool | None, voice: Voice
) -> None:
    """R-46."""
    who = None if voice is Voice.PERSON else uuid.uuid4()
    of_child = replace(ALOUD, adult=adult, voice=voice, representative=who)
    with pytest.raises(InputError, match="N104"):
        consent.give_consent(INSPECTOR, referral, of_child, until=in_days(30))
    guardian = replace(of_child, voice=Voice.GUARDIAN, representative=uuid.uuid4())
    consent.give_consent(INSPECTOR, referral, guardian, until=in_days(30))
    assert act(referral).allowed


def test_a_child_may_say_no_for_itself(referral: ConsentQuestion) -> None:
    guardian = replace(ALOUD, adult=False, voice=Voice.GUARDIAN, representative=uuid.uuid4())
    consent.give_consent(INSPECTOR, referral, guardian, until=in_days(30))
    consent.refuse_consent(INSPECTOR, referral, replace(ALOUD, adult=False))
    refused_because(referral, ConsentReason.REFUSED)


def test_a_child_in_danger_is_referred_without_anybodys_consent(referral: ConsentQuestion) -> None:
    child = replace(referral, child=True)
    consent.waive_consent(INSPECTOR, child, "child_in_danger", until=in_days(2.9))
    assert act(child).reason is ConsentReason.NOT_REQUIRED


def test_a_lawyer_speaks_by_mandate_and_the_person_may_always_withdraw(
    referral: ConsentQuestion,
) -> None:
    by_lawyer = replace(ALOUD, voice=Voice.LAWYER, representative=uuid.uuid4())
    consent.give_consent(INSPECTOR, referral, by_lawyer, until=in_days(30))
    consent.withdraw_consent(INSPECTOR, referral, Voice.PERSON)
    refused_because(referral, ConsentReason.WITHDRAWN)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text_version": 2}, "N102"),
        ({"voice": Voice.LAWYER}, "N105"),
        ({"representative": uuid.UUID(int=1)}, "N105"),
    ],
)
def test_what_was_not_properly_asked_is_not_recorded(
    referral: ConsentQuestion, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        consent.give_consent(INSPECTOR, referral, replace(ALOUD, **change), until=in_days(30))
    assert not Consent.objects.filter(subject=referral.subject).exists()


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_consent_has_an_end_within_ninety_days(referral: ConsentQuestion, days: float) -> None:
    with pytest.raises(InputError, match="N103"):
        consent.give_consent(INSPECTOR, referral, ALOUD, until=in_days(days))


def test_an_act_outside_a_transaction_is_a_mistake(referral: ConsentQuestion) -> None:
    """Or consent could be withdrawn between the question and the act."""
    with pytest.raises(transaction.TransactionManagementError):
        consent.check_consent(INSPECTOR, referral)


# Statistics


@pytest.fixture
def people() -> dict[str, uuid.UUID]:
    """Four people: agreed, said no, took it back, was never asked."""
    found = {name: uuid.uuid4() for name in ("agreed", "said_no", "took_back", "never_asked")}
    asked = {
        name: ConsentQuestion(subject=one, purpose="statistics", recipient=SHELTER, child=False)
        for name, one in found.items()
    }
    consent.give_consent(INSPECTOR, asked["agreed"], ALOUD, until=in_days(300))
    consent.refuse_consent(INSPECTOR, asked["said_no"], ALOUD)
    consent.give_consent(INSPECTOR, asked["took_back"], ALOUD, until=in_days(300))
    consent.withdraw_consent(INSPECTOR, asked["took_back"], Voice.PERSON)
    return found


def test_on_the_basis_of_consent_only_who_agreed_is_counted(
    people: dict[str, uuid.UUID], settings: Settings
) -> None:
    settings.MANUMIT_STATISTICS_BASIS = "consent"
    found = countable_people(list(people.values()), "statistics", SHELTER, children=())
    assert found.subjects == {people["agreed"]}
    assert found.excluded == {
        ConsentReason.NONE: 1,
        ConsentReason.REFUSED: 1,
        ConsentReason.WITHDRAWN: 1,
    }
    assert found.count + sum(found.excluded.values()) == 4


def test_on_the_basis_of_a_law_all_are_counted_but_who_objected(
    people: dict[str, uuid.UUID], settings: Settings
) -> None:
    settings.MANUMIT_STATISTICS_BASIS = "law: Statistics Act, s. 7"
    found = countable_people(list(people.values()), "statistics", SHELTER, children=())
    assert found.basis.article == "Statistics Act, s. 7"
    assert found.subjects == {people["agreed"], people["never_asked"]}
    assert found.excluded == {ConsentReason.REFUSED: 1, ConsentReason.WITHDRAWN: 1}


@pytest.mark.parametrize("named", ["", "law:", "law: ", "yes", "Consent"])
def test_without_a_legal_basis_nobody_is_counted(
    people: dict[str, uuid.UUID], settings: Settings, named: str
) -> None:
    settings.MANUMIT_STATISTICS_BASIS = named
    with pytest.raises(InputError, match="N301"):
        countable_people(list(people.values()), "statistics", SHELTER, children=())

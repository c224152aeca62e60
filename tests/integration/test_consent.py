"""Consents in the database: what the application can't do there, and what happens at once."""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Consent, ConsentStatus, ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion, NoConsent
from manumit.web.kernel.consent.statistics import countable_people
from manumit.web.kernel.consent.verdicts import ConsentReason, consent_for
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.site.embedded import Addresses
from process_people import Someone

pytestmark = pytest.mark.usefixtures("committing")
ALOUD = ConsentAnswer(adult=True, text_version=1, language="ben", asked=ReadingMode.READ_ALOUD)
ROUNDS = 25


def asked() -> ConsentQuestion:
    return ConsentQuestion(
        subject=uuid.uuid4(), purpose="referral", recipient=uuid.uuid4(), child=False
    )


def given(question: ConsentQuestion) -> Consent:
    until = timezone.now() + dt.timedelta(days=30)
    return consent.give_consent(Someone("inspect"), question, ALOUD, until=until)


@contextmanager
def an_act() -> Iterator[None]:
    """A change by hand, with the act that the database asks for."""
    with transaction.atomic():
        record(Act(act="change", institution=uuid.uuid4(), role="inspect", kind="consent"))
        yield


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE consent_consent SET status = 'given' WHERE id = %s",
        "UPDATE consent_consent SET recipient = gen_random_uuid() WHERE id = %s",
        "UPDATE consent_consent SET valid_until = now() + interval '9 years' WHERE id = %s",
        "UPDATE consent_consent SET text_version = 9 WHERE id = %s",
        "DELETE FROM consent_consent WHERE id = %s",
    ],
)
def test_the_application_has_no_right_to_change_what_was_said(act: str) -> None:
    row = given(asked())
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(act, [row.pk])
    assert Consent.objects.get(pk=row.pk).status == ConsentStatus.GIVEN


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Whoever has more rights than the application, and makes a mistake."""
    with psycopg.connect(addresses.owner, autocommit=True) as connected:
        yield connected


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE consent_consent SET recipient = gen_random_uuid() WHERE id = %s",
        (
            "UPDATE consent_consent SET recipient = gen_random_uuid(), withdrawn_at = now(),"
            " withdrawn_by = gen_random_uuid(), withdrawn_voice = 'person' WHERE id = %s"
        ),
        "DELETE FROM consent_consent WHERE id = %s",
    ],
)
def test_nor_does_anybody_else_by_mistake(owner: psycopg.Connection, act: str) -> None:
    row = given(asked())
    with pytest.raises(psycopg.errors.CheckViolation, match="only added, or withdrawn once"):
        owner.execute(act, [row.pk])


def test_a_withdrawal_is_not_taken_back_nor_dated_back() -> None:
    question = asked()
    row = given(question)
    before = timezone.now()
    dated = "UPDATE consent_consent SET withdrawn_at = %s, withdrawn_by = %s, withdrawn_voice = %s"
    with an_act(), connection.cursor() as cursor:
        values: list[Any] = [before - dt.timedelta(days=9), uuid.uuid4(), "person", row.pk]
        cursor.execute(f"{dated} WHERE id = %s", values)
    found = Consent.objects.get(pk=row.pk)
    assert found.withdrawn_at is not None
    assert found.withdrawn_at >= before - dt.timedelta(seconds=5)
    with pytest.raises(IntegrityError, match="withdrawn once"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consent_consent SET withdrawn_at = NULL, withdrawn_by = NULL,"
            " withdrawn_voice = '' WHERE id = %s",
            [row.pk],
        )
    assert (
        consent_for(question.subject, "referral", question.recipient, child=False).reason
        is ConsentReason.WITHDRAWN
    )


def test_a_row_is_not_dated_back_either() -> None:
    question = asked()
    given(question)
    row = Consent.objects.get(subject=question.subject)
    row.pk, row.recorded_at = uuid.uuid4(), timezone.now() - dt.timedelta(days=400)
    with an_act():
        row.save(force_insert=True)
    row.refresh_from_db()
    assert row.recorded_at > timezone.now() - dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "perhaps"}, "consent_"),
        ({"valid_until": None}, "consent_ends"),
        ({"status": "refused"}, "consent_ends"),
        ({"voice": ""}, "consent_asked_or_reasoned"),
        ({"asked": ""}, "consent_asked_or_reasoned"),
        ({"language": ""}, "consent_asked_or_reasoned"),
        ({"text_version": None}, "consent_asked_or_reasoned"),
        ({"reason": "danger_to_life"}, "consent_asked_or_reasoned"),
        ({"status": "not_required"}, "consent_asked_or_reasoned"),
        ({"voice": "guardian"}, "consent_by_whom"),
        ({"representative": uuid.UUID(int=1)}, "consent_by_whom"),
        ({"as_child": True}, "consent_of_a_child"),
        (
            {"as_child": True, "voice": "lawyer", "representative": uuid.UUID(int=1)},
            "consent_of_a_child",
        ),
    ],
)
def test_the_database_takes_no_half_consent(change: dict[str, object], constraint: str) -> None:
    row = given(asked())
    row.pk = uuid.uuid4()
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint):
        row.save(force_insert=True)


def test_a_withdrawal_waits_for_an_act_under_way_and_holds_the_next() -> None:
    """Between the question and the end of the act nobody withdraws; afterwards nobody acts."""
    question, asked_already = asked(), threading.Event()
    given(question)
    seen = list[str]()

    def act() -> None:
        with transaction.atomic():
            consent.check_consent(Someone("inspect"), question)
            asked_already.set()
            threading.Event().wait(0.5)
            seen.append("act is done")
        connections.close_all()

    def withdraw() -> None:
        asked_already.wait(10)
        consent.withdraw_consent(Someone("support"), question, Voice.PERSON)
        seen.append("withdrawn")
        connections.close_all()

    run(act, withdraw)
    assert seen == ["act is done", "withdrawn"]
    with pytest.raises(NoConsent) as refused, transaction.atomic():
        consent.check_consent(Someone("inspect"), question)
    assert refused.value.why is ConsentReason.WITHDRAWN


def test_an_act_that_began_before_but_asks_during_a_withdrawal_is_refused() -> None:
    question, withdrawing, began = asked(), threading.Event(), threading.Event()
    given(question)
    seen = list[str]()

    def act() -> None:
        with transaction.atomic():
            assert consent_for(
                question.subject, "referral", question.recipient, child=False
            ).allowed
            began.set()
            withdrawing.wait(10)
            try:
                consent.check_consent(Someone("inspect"), question)
            except NoConsent as refused:
                seen.append(refused.why)
        connections.close_all()

    def withdraw() -> None:
        began.wait(10)
        with transaction.atomic():
            consent.withdraw_consent(Someone("support"), question, Voice.PERSON)
            withdrawing.set()
            threading.Event().wait(0.5)
        connections.close_all()

    run(act, withdraw)
    assert seen == [ConsentReason.WITHDRAWN]


def test_no_act_ends_after_a_withdrawal_has_ended() -> None:
    """Both at once, many times: what was done was done before, or not at all."""
    for _ in range(ROUNDS):
        question, begin = asked(), threading.Barrier(2)
        for _ in range(3):  # several rows, which both have to lock in one order
            given(question)
        order = list[str]()

        def act(question: ConsentQuestion = question, begin: threading.Barrier = begin,
                order: list[str] = order) -> None:  # fmt: skip
            begin.wait()
            try:
                with transaction.atomic():
                    consent.check_consent(Someone("inspect"), question)
                    order.append("act")
            except NoConsent:
                order.append("refused")
            connections.close_all()

        def withdraw(question: ConsentQuestion = question, begin: threading.Barrier = begin,
                     order: list[str] = order) -> None:  # fmt: skip
            begin.wait()
            consent.withdraw_consent(Someone("support"), question, Voice.PERSON)
            order.append("withdrawn")
            connections.close_all()

        run(act, withdraw)
        assert sorted(order) in (["act", "withdrawn"], ["refused", "withdrawn"])
        if "act" in order:
            assert order == ["act", "withdrawn"]


def run(*acts: object) -> None:
    threads = [threading.Thread(target=act) for act in acts if callable(act)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_counting_asks_the_database_once(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MANUMIT_STATISTICS_BASIS = "consent"
    questions = [asked() for _ in range(5)]
    for question in questions:
        given(question)
    with django_assert_num_queries(1):
        found = countable_people(
            [one.subject for one in questions], "referral", questions[0].recipient, children=()
        )
    assert found.count == 1
    assert found.excluded == {ConsentReason.OTHER_RECIPIENT: 4}


def test_every_version_is_in_the_history() -> None:
    question = asked()
    row = given(question)
    consent.withdraw_consent(Someone("support"), question, Voice.PERSON)
    history = apps.get_model("consent", "ConsentEvent")
    kept = history._default_manager.filter(pgh_obj_id=row.pk)
    assert [one.withdrawn_at is None for one in kept.order_by("pgh_id")] == [True, False]

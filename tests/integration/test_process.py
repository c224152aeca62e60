"""Moves on the real database, as the application's role: who, why, once, and by no other way."""

import threading
import uuid
from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import MoveRefused, StaleState, move
from manumit.web.site.embedded import Addresses
from process_people import Someone
from process_trial.models import Errand
from process_trial.process import ERRAND

pytestmark = pytest.mark.usefixtures("committing")
ROUNDS = 50


def take(errand: Errand, name: str, by: Someone, reason: str = "") -> Move:
    """A step on a page that was just opened."""
    request = uuid.uuid4()
    seen = errand.version
    return move(ERRAND, errand, name, by, seen_version=seen, request=request, reason=reason)


def stored(errand: Errand) -> tuple[str, int]:
    found = Errand.objects.get(pk=errand.pk)
    return found.state, found.version


def events(errand: Errand) -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(kind="errand", resource=errand.pk).order_by("number")
    return [(row.act, row.outcome, row.reason) for row in rows]


def test_a_step_sets_the_state_and_says_who_why_and_when() -> None:
    errand, by = Errand.objects.create(ready=True), Someone()
    take(errand, "begin", by)
    done = take(errand, "close", by, "done_with")
    assert (errand.state, errand.version) == ("closed", 3) == stored(errand)
    assert (done.source, done.target, done.version, done.reason) == (
        "under_way", "closed", 3, "done_with"
    )  # fmt: skip
    assert (done.actor, done.institution, done.role) == (by.person, by.institution, "support")
    assert Event.objects.get(uuid=done.event).actor == by.person
    assert events(errand) == [("transition", "allowed", ""), ("transition", "allowed", "done_with")]


@pytest.mark.parametrize(
    ("name", "role", "reason", "code", "word"),
    [
        ("fly", "support", "", "T102", "no_such_move"),
        ("review", "ident", "", "T103", "not_from_here"),
        ("close", "ident", "done_with", "T104", "not_your_role"),
        ("close", "immig", "done_with", "T104", "not_your_role"),
        ("close", "support", "", "T105", "no_reason"),
        ("close", "support", "because Amina said so", "T106", "unknown_reason"),
        ("close", "support", "no_longer_said", "T106", "unknown_reason"),
        ("close", "support", "not_yet_said", "T106", "unknown_reason"),
        ("note", "support", "done_with", "T106", "unknown_reason"),
        ("close", "support", "done_with", "T107", "not_ready"),
    ],
)
def test_what_may_not_be_is_refused_changes_nothing_and_stands_in_the_ledger(
    name: str, role: str, reason: str, code: str, word: str
) -> None:
    errand = Errand.objects.create(ready=None)  # unknown is never yes
    take(errand, "begin", Someone())
    with pytest.raises(MoveRefused) as caught:
        take(errand, name, Someone(role), reason)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert "Amina" not in str(caught.value)
    assert stored(errand) == ("under_way", 2)
    assert (errand.state, errand.version) == ("under_way", 2)
    assert Move.objects.filter(row=errand.pk).count() == 1
    assert events(errand) == [("transition", "allowed", ""), ("transition", "refused", word)]


def test_a_refusal_stays_when_the_transaction_around_it_is_rolled_back() -> None:
    errand = Errand.objects.create()
    with pytest.raises(MoveRefused), transaction.atomic():
        take(errand, "review", Someone("ident"))
    assert events(errand) == [("transition", Outcome.REFUSED, "not_from_here")]


def test_who_saw_an_older_version_is_told_so() -> None:
    errand = Errand.objects.create()
    old = Errand.objects.get(pk=errand.pk)
    take(errand, "begin", Someone())
    with pytest.raises(StaleState, match="T101"):
        take(old, "drop", Someone())
    assert stored(errand) == ("under_way", 2)
    assert events(errand)[-1] == ("transition", "refused", "stale")


def test_a_row_that_is_gone_is_stale() -> None:
    errand = Errand.objects.create()
    Errand.objects.filter(pk=errand.pk).delete()
    with pytest.raises(StaleState):
        take(errand, "begin", Someone())


def test_a_form_that_is_sent_twice_moves_once() -> None:
    errand, by, request = Errand.objects.create(), Someone(), uuid.uuid4()
    first = move(ERRAND, errand, "begin", by, seen_version=1, request=request)
    again = Errand.objects.get(pk=errand.pk)
    second = move(ERRAND, again, "begin", by, seen_version=1, request=request)
    assert second == first
    assert stored(errand) == ("under_way", 2)
    assert events(errand) == [("transition", "allowed", "")]


def test_a_form_of_somebody_else_or_for_another_step_is_refused() -> None:
    errand, by, request = Errand.objects.create(), Someone(), uuid.uuid4()
    move(ERRAND, errand, "begin", by, seen_version=1, request=request)
    for who, name in ((Someone(), "begin"), (by, "drop")):
        with pytest.raises(MoveRefused, match="T108"):
            move(ERRAND, errand, name, who, seen_version=2, request=request)
    assert stored(errand) == ("under_way", 2)


def together(*acts: Callable[[], Move]) -> list[Move | MoveRefused]:
    """Each in a thread of its own with a connection of its own, let go at once."""
    begin, ended = threading.Barrier(len(acts)), list[Move | MoveRefused]()

    def one(act: Callable[[], Move]) -> None:
        try:
            begin.wait()
            ended.append(act())
        except MoveRefused as refused:
            ended.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(ended) == len(acts)
    return ended


def test_of_two_who_move_at_once_exactly_one_wins() -> None:
    for _ in range(ROUNDS):
        errand = Errand.objects.create()
        one, other = (Errand.objects.get(pk=errand.pk) for _ in range(2))
        ended = together(
            lambda one=one: take(one, "begin", Someone()),  # type: ignore[misc] # bound now
            lambda other=other: take(other, "drop", Someone("ident")),  # type: ignore[misc]
        )
        won = [end for end in ended if isinstance(end, Move)]
        assert len(won) == 1
        assert len([end for end in ended if isinstance(end, StaleState)]) == 1
        assert stored(errand) == (won[0].target, 2)
        assert sorted(event[1] for event in events(errand)) == ["allowed", "refused"]


def test_one_form_that_arrives_twice_at_once_moves_once_and_both_are_told_the_same() -> None:
    for _ in range(ROUNDS):
        errand, by, request = Errand.objects.create(), Someone(), uuid.uuid4()

        def send(
            row: uuid.UUID = errand.pk, by: Someone = by, request: uuid.UUID = request
        ) -> Move:
            one = Errand.objects.get(pk=row)
            return move(ERRAND, one, "begin", by, seen_version=1, request=request)

        first, second = together(send, send)
        assert isinstance(first, Move)
        assert first == second
        assert events(errand) == [("transition", "allowed", "")]


SET = "UPDATE process_trial_errand SET {} WHERE id = %s"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ("state = 'closed', version = 2", "along a declared way"),
        ("state = 'anywhere', version = 2", "along a declared way"),
        ("state = 'under_way'", "along a declared way"),
        ("version = 2", "along a declared way"),
        ("state = 'under_way', version = 3", "along a declared way"),
        ("state = 'under_way', version = 2", "by a recorded step only"),
        ("id = gen_random_uuid()", "keeps its id"),
    ],
)
def test_raw_sql_of_the_application_sets_no_state(values: str, error: str) -> None:
    errand = Errand.objects.create()
    with pytest.raises(IntegrityError, match=error), connection.cursor() as cursor:
        cursor.execute(SET.format(values), [errand.pk])
    assert stored(errand) == ("open", 1)


def test_raw_sql_changes_what_is_no_state() -> None:
    """Or the test above would pass on a table that nobody can change at all."""
    errand = Errand.objects.create()
    with connection.cursor() as cursor:
        cursor.execute(SET.format("ready = true"), [errand.pk])
    assert Errand.objects.get(pk=errand.pk).ready is True


@pytest.mark.parametrize("values", [("closed", 1), ("under_way", 1), ("open", 2)])
def test_nothing_begins_but_in_its_initial_state(values: tuple[str, int]) -> None:
    insert = "INSERT INTO process_trial_errand (id, state, version) VALUES (%s, %s, %s)"
    with pytest.raises(IntegrityError, match="initial state"), connection.cursor() as cursor:
        cursor.execute(insert, [uuid.uuid4(), *values])


def test_what_was_moved_does_not_begin_again() -> None:
    errand = Errand.objects.create()
    take(errand, "drop", Someone())
    Errand.objects.filter(pk=errand.pk).delete()
    with pytest.raises(IntegrityError, match="begin again"):
        Errand.objects.create(pk=errand.pk)


# What pgtrigger's own function does.
READS_THE_SETTING = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN LANGUAGE sql STABLE
    AS $$ SELECT trigger_name = ANY(current_setting('pgtrigger.ignore', true)::text[]) $$
"""
NAMES = """
    SELECT array_agg(tgname)::text FROM pg_trigger
    WHERE tgrelid = 'process_trial_errand'::regclass AND NOT tgisinternal
"""


def test_the_attack_by_a_setting_works_where_nothing_prevents_it(addresses: Addresses) -> None:
    errand = Errand.objects.create()
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(READS_THE_SETTING)
        named = owner.execute(NAMES).fetchone()
        assert named is not None
        owner.execute("SELECT set_config('pgtrigger.ignore', %s, true)", named)
        done = owner.execute(SET.format("state = 'closed', version = 9"), [errand.pk])
        assert done.rowcount == 1
        owner.rollback()
    assert stored(errand) == ("open", 1)


def test_no_setting_of_the_session_switches_the_triggers_off() -> None:
    """pgtrigger ignores triggers that a setting names, and every role may make a setting."""
    errand = Errand.objects.create()
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        (names,) = cursor.fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
        with pytest.raises(IntegrityError, match="declared way"):
            cursor.execute(SET.format("state = 'closed', version = 9"), [errand.pk])
        transaction.set_rollback(True)
    assert stored(errand) == ("open", 1)


def test_a_session_can_make_no_table_that_stands_in_for_the_steps() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE process_move (LIKE public.process_move)")


@pytest.mark.parametrize(
    "act", ["UPDATE process_move SET reason = 'x'", "DELETE FROM process_move"]
)
def test_steps_that_were_taken_stay(act: str) -> None:
    errand = Errand.objects.create()
    take(errand, "drop", Someone())
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(act)
    assert Move.objects.filter(row=errand.pk).count() == 1

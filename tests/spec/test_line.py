"""Contacts of a hotline or desk: domain.md R-31, R-34, R-46, R-52, R-53, section 10."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

import line_world as lw
from cases_world import key_ring, request
from erasing import erase
from line_world import World
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson, PersonKey
from manumit.web.line import counts, reading, verbs
from manumit.web.line.contact_list import QUEUE
from manumit.web.line.counts import CountMonth
from manumit.web.line.lists import LISTS, REASONS, rules
from manumit.web.line.models import Contact
from manumit.web.line.process import CONTACT
from manumit.web.operations.retention import end_records, read_periods
from office import listed

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(autouse=True)
def _ring(tmp_path: Path, settings: Any) -> None:
    key_ring(tmp_path, settings)


@pytest.fixture
def w() -> World:
    return lw.world()


def numbers(found: counts.MonthCount, name: str) -> dict[str, int]:
    return {one.name: dict(one.rows) for one in found.tables}[name]


def test_a_caller_who_asks_only_for_the_minimum_wage_is_counted_and_leaves_no_file(
    w: World,
) -> None:
    """Counted, answered in one act, and nobody's name, number or file is anywhere."""
    files = CaseFile.objects.count()
    row = lw.recorded(w.owner)
    assert row.state == "answered"
    assert (row.note, row.number) == (None, None)
    assert CaseFile.objects.count() == files
    assert not IndexedPerson.objects.filter(subject=row.subject_id).exists()
    found = counts.month_count(w.owner, CountMonth.now())
    assert found.total == 1
    assert numbers(found, "topic") == {"minimum_wage": 1}
    assert numbers(found, "sector") == {"unknown": 1}


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("advised", "answered"), ("passed_emergency", "passed_on"), ("passed_child", "passed_on"),
        ("passed_other", "passed_on"), ("nobody_spoke", "silent_or_abusive"),
        ("abusive", "silent_or_abusive"),
    ],
)  # fmt: skip
def test_what_was_done_leads_to_its_state_at_once(w: World, done: str, state: str) -> None:
    row = lw.recorded(w.owner, done=done)
    assert row.state == state
    move = Move.objects.get(resource="contact", row=row.pk)
    assert move.reason == (done if state != "answered" else "")


def test_every_way_of_ending_has_its_step_and_its_reason() -> None:
    """A code of "done" without a step would leave contacts open for ever."""
    assert {*LISTS["done"].codes()} == {*rules().steps, "call_back"}
    for code, name in rules().steps.items():
        step = CONTACT.transition(name)
        assert step is not None
        assert step.reasons is None or code in step.reasons.codes()
    assert {one.target for one in CONTACT.transitions} | {"open"} == {*CONTACT.states}
    assert {*REASONS["passed_on"].codes()} < {*LISTS["done"].codes()}
    assert rules().wait_hours.keys() == {*LISTS["wait"].codes()}


def test_nothing_asks_how_somebody_stays_in_the_country() -> None:
    """R-34: no column and no code."""
    columns = {one.name for one in Contact._meta.get_fields()}
    codes = {code for one in LISTS.values() for code in one.codes()}
    for word in ("status", "visa", "permit", "nationality", "residence", "irregular"):
        assert not [one for one in columns | codes if word in one]


def test_danger_is_called_back_at_once_and_before_everything_else(w: World) -> None:
    """R-53; of the same danger the earlier time comes first."""
    late = lw.promised(w.owner, wait="at_once")
    soon = lw.promised(w.owner, wait="hour")
    unsure = lw.promised(w.owner, danger="unsure", wait="week")
    danger = lw.promised(w.owner, danger="yes", wait="week")
    second = lw.promised(w.colleague, danger="yes", wait="")
    assert danger.call_back_at is not None
    assert danger.call_back_at <= timezone.now()
    assert listed(w.owner, QUEUE) == [danger.pk, second.pk, unsure.pk, late.pk, soon.pk]


def test_of_many_urgent_callers_none_waits_behind_another(w: World) -> None:
    """A page has 25 rows: it is full of danger while anybody in danger waits."""
    made = {}
    for number in range(52):
        danger = ("no", "yes")[number % 2]
        made[lw.promised(w.owner, danger=danger, wait="at_once").pk] = danger
    first = listed(w.owner, QUEUE)
    assert {made[one] for one in first} == {"yes"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"channel": "pigeon"}, "H601"),
        ({"sector": "Ż"}, "H601"),
        ({"topics": ()}, "H602"),
        ({"topics": ("hours", "hours")}, "H602"),
        ({"topics": ("hours", "debt", "housing", "contract")}, "H602"),
        ({"topics": ("residence",)}, "H601"),
        ({"done": "call_back", "wait": "hour"}, "H603"),
        ({"done": "call_back", "number": lw.NUMBER}, "H603"),
        ({"wait": "hour", "number": lw.NUMBER}, "H603"),
        ({"done": "call_back", "wait": "soon", "number": lw.NUMBER}, "H601"),
        ({"number": "the usual one"}, "H604"),
        ({"number": "12345"}, "H604"),
        ({"note": "x" * 1001}, "H605"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_code(
    w: World, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as wrong:
        lw.recorded(w.owner, **more)
    assert [one.code for one in wrong.value.problems] == [code]
    assert lw.NUMBER not in str(wrong.value)
    assert not Contact.objects.exists()


def test_the_same_form_sent_twice_is_one_contact_with_one_step(w: World) -> None:
    sent = request()
    first = verbs.record_contact(w.owner, lw.entry(), request=sent)
    again = verbs.record_contact(w.owner, lw.entry(("hours",)), request=sent)
    assert (first.pk, again.topics) == (again.pk, ["minimum_wage"])
    assert Move.objects.filter(resource="contact").count() == 1
    with pytest.raises(InputError, match="T201"):
        verbs.record_contact(w.colleague, lw.entry(), request=sent)


def test_nobody_reached_is_called_again_later(w: World) -> None:
    row = lw.promised(w.owner, danger="yes")
    verbs.postpone_call(w.colleague, row.pk, "hours_4")
    later = lw.now(row).call_back_at
    assert later is not None
    assert dt.timedelta(hours=3) < later - timezone.now() <= dt.timedelta(hours=4)
    assert row.state == "open"
    done = verbs.move_contact(
        w.colleague, row.pk, "call_back", seen=lw.now(row).version, request=request()
    )
    assert done.state == "called_back"
    with pytest.raises(InputError, match="T202"):
        verbs.postpone_call(w.owner, row.pk, "hour")


def test_the_same_number_is_known_again_in_its_office_alone(w: World) -> None:
    """However it is written; another office, or another institution, learns nothing."""
    first = lw.recorded(w.owner, number=lw.NUMBER)
    lw.recorded(w.other_office, number=lw.NUMBER)
    lw.recorded(w.other.first, number=lw.NUMBER)
    lw.recorded(w.owner)
    again = lw.recorded(w.colleague, number="0700-555-7431")
    before = reading.contact(w.owner, again.pk).before
    assert before is not None
    assert (before.times, before.last) == (1, first.made_at.date())
    assert before.latest == [(first.pk, first.reference)]
    assert reading.contact(w.owner, first.pk).before is None
    tokens = [bytes(one.token) for one in BlindIndex.objects.all()]
    # Two contacts of one office share a token; those of three offices share none.
    assert (len(tokens), len({*tokens})) == (4, 3)


def test_neither_number_nor_note_is_anywhere_in_clear(w: World) -> None:
    row = lw.promised(w.owner)
    with connection.cursor() as cursor:
        for table in ("line_contact", "line_contactevent", "vault_blindindex",
                      "vault_indexedperson"):  # fmt: skip
            cursor.execute(f"SELECT t::text FROM {table} AS t")  # noqa: S608 - names from above
            text = " ".join(one for (one,) in cursor.fetchall())
            for secret in (lw.NUMBER, lw.DIGITS, lw.NOTE, lw.NOTE.encode().hex(),
                           lw.NUMBER.encode().hex(), lw.DIGITS.encode().hex()):  # fmt: skip
                assert secret not in text
    seen = reading.contact(w.colleague, row.pk)
    assert (seen.number, seen.note) == (lw.NUMBER, lw.NOTE)
    assert lw.NOTE not in repr(seen)
    assert lw.NOTE not in repr(lw.entry(note=lw.NOTE, number=lw.NUMBER))


def test_after_ninety_days_the_content_is_gone_and_the_contact_still_counts(w: World) -> None:
    row = lw.promised(w.owner, ("hours",))
    day = dt.timedelta(days=1)
    called = row.call_back_at
    assert called is not None

    def ended(after: dt.timedelta) -> list[Any]:
        found = end_records(read_periods(), called + after, dry_run=False)
        return {one.kind: one.ended for one in found}["contact"]

    assert ended(89 * day) == []
    assert reading.contact(w.owner, row.pk).note == lw.NOTE
    assert ended(91 * day) == [row.subject_id]
    assert PersonKey.objects.get(subject=row.subject_id).wrapped is None
    assert not BlindIndex.objects.exists()
    with pytest.raises(Refused):
        reading.contact(w.owner, row.pk)
    assert numbers(counts.month_count(w.owner, CountMonth.now()), "topics") == {"hours": 1}


def test_the_count_is_of_the_own_office_and_keeps_unknown_apart(w: World) -> None:
    lw.recorded(w.owner, ("hours", "debt"), sector="C", danger="unsure")
    lw.recorded(w.colleague, ("unknown",), done="nobody_spoke", language="unknown")
    lw.recorded(w.other_office)
    found = counts.month_count(w.colleague, CountMonth.now())
    assert found.total == 2
    assert numbers(found, "sector") == {"C": 1, "unknown": 1}
    assert numbers(found, "language") == {"ben": 1, "unknown": 1}
    assert numbers(found, "danger") == {"unsure": 1, "no": 1}
    assert numbers(found, "done") == {"advised": 1, "nobody_spoke": 1}
    assert numbers(found, "topics") == {"hours": 1, "debt": 1, "unknown": 1}
    assert counts.month_count(w.other.first, CountMonth.now()).total == 0
    assert counts.month_count(w.owner, CountMonth.now().before).total == 0


def test_a_month_that_goes_on_does_not_leave_the_office(w: World) -> None:
    """Two downloads would differ by one contact."""
    with pytest.raises(InputError, match="H606"):
        counts.released_count(w.owner, CountMonth.now())


def test_what_leaves_the_office_has_no_small_number(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-72: neither the small cell nor one from which it could be worked out."""
    for _ in range(24):
        lw.recorded(w.owner, ("unpaid_wages",), sector="C")
    for _ in range(14):
        lw.recorded(w.owner, ("hours",), sector="A")
    lw.recorded(w.owner, ("violence",), sector="T", danger="yes")
    month = CountMonth.now()
    monkeypatch.setattr(counts, "today", lambda: month.next.first)
    found = {one.name: one for one in counts.released_count(w.owner, month)}
    sectors = found["sector"]
    assert sectors.value({}) == 39
    assert sectors.value({"sector": "T"}) is None
    shown = [value for value in sectors.cells.values() if value]
    assert sum(shown) < 39
    assert all(value >= 11 for value in shown)
    assert len([one for one in sectors.cells.values() if one is None]) >= 2
    assert found["danger"].value({"danger": "yes"}) is None
    assert {*found} == {*counts.COUNTED, "topic", "topics"}


def test_too_few_contacts_publish_nothing(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lw.recorded(w.owner)
    month = CountMonth.now()
    monkeypatch.setattr(counts, "today", lambda: month.next.first)
    assert counts.released_count(w.owner, month) == ()


def test_an_erased_caller_is_not_known_again(w: World) -> None:
    first = lw.recorded(w.owner, number=lw.NUMBER)
    erase(first.subject_id, "asked_by_the_person", None)
    again = lw.recorded(w.owner, number=lw.NUMBER)
    assert reading.contact(w.owner, again.pk).before is None

"""A contact is corrected on its day, by who recorded it; what was before is kept (R-70).

The monthly count uses what is right. Steps say what was done, and are never undone.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

import line_world as lw
from line_world import World
from manumit.errors import InputError
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.line import corrections, reading
from manumit.web.line.counts import CountMonth, month_count
from manumit.web.line.models import Contact
from manumit.web.line.verbs import ContactEntry
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
OTHER = "+254 711 000 1234"


@dataclass(frozen=True, slots=True)
class Rows:
    """A call-back with note and number."""

    contact: Contact


_begun, _who, _rows = begun(lw.world, lambda w: Rows(lw.now(lw.promised(w.owner))))


def right(**more: Any) -> ContactEntry:
    """The contact of the rows as it was entered, with some things as they should be."""
    return dataclasses.replace(lw.entry(done="", number=lw.NUMBER, note=lw.NOTE), **more)


def test_who_recorded_it_corrects_it_and_what_was_before_is_shown(w: World, rows: Rows) -> None:
    row = rows.contact
    corrections.correct_contact(
        w.owner, row.pk, right(topics=("hours", "debt"), sector="C", note="call at noon")
    )
    seen = reading.contact(w.colleague, row.pk)
    assert (seen.row.topics, seen.row.sector, seen.note) == (["hours", "debt"], "C", "call at noon")
    assert (seen.row.state, seen.row.call_back_at) == ("open", row.call_back_at)
    (one,) = seen.corrected
    assert [*one.codes] == [("sector", ["unknown"]), ("topics", ["minimum_wage"])]
    assert [*one.texts] == [("note", lw.NOTE)]
    assert lw.NOTE not in repr(one)
    assert not list(disagreements({}, w.owner.institution))


def test_the_monthly_count_uses_the_corrected_contact(w: World, rows: Rows) -> None:
    corrections.correct_contact(w.owner, rows.contact.pk, right(topics=("hours",), language="nep"))
    found = month_count(w.owner, CountMonth.now())
    tables = {one.name: dict(one.rows) for one in found.tables}
    assert (found.total, tables["topic"], tables["language"]) == (1, {"hours": 1}, {"nep": 1})
    assert tables["done"] == {"call_back": 1}


def test_a_corrected_number_is_known_again_and_the_wrong_one_is_not(w: World, rows: Rows) -> None:
    corrections.correct_contact(w.owner, rows.contact.pk, right(number=OTHER))
    for number, times in ((OTHER, 1), (lw.NUMBER, None)):
        again = lw.recorded(w.colleague, number=number)
        before = reading.contact(w.owner, again.pk).before
        assert (before and before.times) == times
    once = lw.recorded(w.owner, number=lw.NUMBER)
    corrections.correct_contact(w.owner, once.pk, lw.entry())
    seen = reading.contact(w.owner, once.pk)
    assert (seen.number, [*seen.corrected[0].texts]) == ("", [("number", lw.NUMBER)])


def test_nobody_else_corrects_it(w: World, rows: Rows) -> None:
    bodies = (w.other, w.union, w.inspectorate, w.intake, w.shelter)
    others = (w.colleague, w.other_office, w.admin, None, *(one.first for one in bodies))
    for who in others:
        with pytest.raises(Refused):
            corrections.correct_contact(who, rows.contact.pk, right(sector="C"))
    assert lw.now(rows.contact).sector == "unknown"
    assert not reading.contact(w.colleague, rows.contact.pk).corrects
    assert reading.contact(w.owner, rows.contact.pk).corrects


def test_it_is_corrected_on_its_day_alone(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the count of a month that is over could change."""
    tomorrow = timezone.now().date() + dt.timedelta(days=1)
    monkeypatch.setattr(corrections, "today", lambda: tomorrow)
    with pytest.raises(InputError, match="H610"):
        corrections.correct_contact(w.owner, rows.contact.pk, right(sector="C"))
    assert not reading.contact(w.owner, rows.contact.pk).corrects


def test_danger_found_later_makes_a_call_back_due_at_once(w: World) -> None:
    """R-53."""
    row = lw.promised(w.owner, wait="week")
    corrections.correct_contact(w.owner, row.pk, right(danger="yes"))
    due = lw.now(row).call_back_at
    assert due is not None
    assert due <= timezone.now()


def test_what_became_a_file_is_not_corrected(w: World, rows: Rows) -> None:
    ended = lw.opened_file(w.owner, rows.contact)
    with pytest.raises(InputError, match="T202"):
        corrections.correct_contact(w.owner, ended.pk, right(sector="C"))


def test_a_correction_of_nothing_is_no_act(w: World, rows: Rows) -> None:
    before = Event.objects.filter(act="change").count()
    corrections.correct_contact(w.owner, rows.contact.pk, right())
    assert Event.objects.filter(act="change").count() == before
    assert not reading.contact(w.owner, rows.contact.pk).corrected


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"number": ""}, "H603"), ({"number": "noon"}, "H604"), ({"note": "x" * 1001}, "H605"),
        ({"topics": ()}, "H602"), ({"sector": "Ż"}, "H601"),
    ],
)  # fmt: skip
def test_a_wrong_correction_changes_nothing(
    w: World, rows: Rows, more: dict[str, Any], code: str
) -> None:
    """A call-back keeps a number."""
    with pytest.raises(InputError, match=code):
        corrections.correct_contact(w.owner, rows.contact.pk, right(**{"area": "town", **more}))
    seen = reading.contact(w.owner, rows.contact.pk)
    assert (seen.row.area, seen.number, seen.corrected) == ("unknown", lw.NUMBER, [])

"""Rounds of letters: C81 arts 12(1)(c)(ii), 15(c), 18; domain.md R-03, R-30, R-34, R-37."""

import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass, replace

import pypdf
import pytest

import registers_world
import rounds_world as rw
from cases_world import from_today, request
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.paper.order import OrderPart, order_pdf
from manumit.web.inspections import order_reading
from manumit.web.inspections.facts import facts_of
from manumit.web.inspections.models import InspectionOrder
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.rounds import letters, reading, verbs
from manumit.web.rounds.lists import LISTS
from manumit.web.rounds.models import LetterAnswer, Round, RoundLetter, RoundOrder
from manumit.web.rounds.verbs import RoundInput
from manumit.web.ui.languages import languages
from office import listed
from rounds_world import World, planned_on, round_input, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FIRMS, RECEIVED = 40, 28


def ahead() -> RoundInput:
    """Return what a round is planned with whose letters go out in a week."""
    return replace(
        round_input(),
        letters_on=today() + dt.timedelta(days=7),
        answer_by=today() + dt.timedelta(days=30),
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """A round of 40 firms whose last day is over, and a home that is none of them."""

    home: Workplace
    round: Round


def made_rows(w: World) -> Rows:
    rw.firms(w.inspector, FIRMS)
    home = registers_world.place(w.inspector, "private_home")
    return Rows(home, rw.sent(w.inspector))


_begun, _who, _rows = begun(world, made_rows)


@pytest.fixture(name="no_paper")
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests about which letters are made: what they look like is asked elsewhere."""
    monkeypatch.setattr(letters, "order_pdf", lambda *_: b"%PDF-")


def answered(w: World, letter: RoundLetter, code: str = "received") -> LetterAnswer:
    return verbs.record_answer(
        w.inspector, letter.round_id, letter.pk, answer=code, answered_on=today(), request=request()
    )


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(one.extract_text() for one in pages)


# The letters (scenario 1, sentence 1)


def test_letters_of_a_round_are_equal_but_for_name_and_address(w: World, rows: Rows) -> None:
    """The employer's letter is that of 39 others."""
    papers = reading.papers(w.inspector, rows.round.pk)
    assert len(papers) == FIRMS
    named = [text_of(one) for one in papers]
    assert {re.search(r"Firm \d\dzq", one)[0] for one in named} == {  # type: ignore[index] # found
        f"Firm {one:02}zq" for one in range(FIRMS)
    }
    texts = {re.sub(r"Firm \d\dzq", "NAME", one) for one in named}
    assert len(texts) == 1
    (text,) = texts
    assert text.count("NAME") == 2  # once in each language
    assert rows.round.reference in text
    known = [pypdf.PdfReader(io.BytesIO(one)) for one in papers]
    assert len({str(one.metadata) for one in known}) == 1
    assert len({(len(one.pages), len(one.xref[0]) if one.xref else 0) for one in known}) == 1


def test_what_is_typeset_is_byte_for_byte_the_same_but_for_name_and_address(rows: Rows) -> None:
    """Planted first: the comparison sees one other character in any field."""
    one, other = (
        letters.letter_part(rows.round, "request", WorkplaceDetails(name=name, address=""), spoken)
        for name, spoken in zip(("Firm 01zq", "Firm 02zq"), [languages()[0]] * 2, strict=True)
    )
    assert bytes_but_name(one, "Firm 01zq") == bytes_but_name(other, "Firm 02zq")
    planted = replace(other, notes=[*other.notes[:-1], other.notes[-1] + " "])
    assert bytes_but_name(one, "Firm 01zq") != bytes_but_name(planted, "Firm 02zq")
    assert {one.code for one in LISTS["letter"].reasons} == {"request", "reminder"}


def bytes_but_name(part: OrderPart, name: str) -> bytes:
    fields = {key: getattr(part, key) for key in OrderPart.__dataclass_fields__}
    return repr(fields).replace(name, "NAME").encode()


def test_the_same_letter_is_the_same_file(w: World, rows: Rows) -> None:
    place = WorkplaceDetails(name="Firm 01zq", address=registers_world.ADDRESS)
    made = letters.letter_pdf(rows.round, "request", place)
    assert made in reading.papers(w.inspector, rows.round.pk)


# What follows (sentence 6)


def test_twelve_of_forty_firms_are_overdue_on_one_list_and_ordered_in_one_act(
    w: World, rows: Rows
) -> None:
    """Twelve of 40 firms send no pay books."""
    sent = list(rows.round.letters.order_by("place"))
    for letter in sent[:RECEIVED]:
        answered(w, letter)
    late = reading.round_view(w.inspector, rows.round.pk, only_overdue=True)
    assert (late.overdue, late.to_order, late.waiting) == (12, 12, 12)
    assert [one.place for one in late.shown.object_list] == list(range(RECEIVED + 1, FIRMS + 1))
    form = request()
    made = verbs.order_production(w.inspector, rows.round.pk, request=form)
    assert len(made) == 12
    assert {(one.kind, one.item, one.visit_id) for one in made} == {
        ("production", "records_shown", None)
    }
    assert {one.workplace_id for one in made} == {one.workplace_id for one in sent[RECEIVED:]}
    again = verbs.order_production(w.inspector, rows.round.pk, request=form)
    assert not again  # sent twice, it orders once
    assert list(disagreements({}, w.inspectorate.institution.pk)) == []
    assert InspectionOrder.objects.count() == RoundOrder.objects.count() == 12
    after = reading.round_view(w.inspector, rows.round.pk, only_overdue=True)
    assert (after.overdue, after.to_order) == (12, 0)
    assert all(len(one.orders) == 1 for one in after.shown.object_list)
    with pytest.raises(InputError, match="H408"):
        verbs.order_production(w.inspector, rows.round.pk, request=request())


def test_an_order_to_produce_is_printed_in_two_languages_and_goes_its_way(
    w: World, rows: Rows
) -> None:
    order, *others = verbs.order_production(w.inspector, rows.round.pk, request=request())
    seen = order_reading.printed_order(w.inspectorate.second, order.pk)
    assert seen.content is not None
    assert seen.content.addressee in {f"Firm {one:02}zq" for one in range(FIRMS)}
    found = text_of(order_reading.order_paper(seen))
    assert "Pay book or payroll" in found
    assert "C081 art. 12(1)(c)(ii)" in found
    assert re.search("[\u0600-\u06ff]{3}", found)
    assert order_reading.order(w.elsewhere, order.pk).content is None
    shown = listed(w.inspector, order_reading.ORDERS)
    assert shown
    assert set(shown) <= {one.pk for one in (order, *others)}


def test_an_order_that_is_overdue_counts_in_the_facts_of_its_workplace(
    w: World, rows: Rows
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "today", lambda: today() - dt.timedelta(days=20))
        patch.setattr(Round, "is_overdue", lambda _: True)
        order = verbs.order_production(w.inspector, rows.round.pk, request=request())[0]
    known = facts_of(w.inspector.institution, (), today())
    assert known(order.workplace_id, "C").orders_overdue == 1
    assert known(rows.home.pk, "C").orders_overdue == 0


def test_records_that_cannot_be_read_are_not_nothing_owed(w: World, rows: Rows) -> None:
    first, second, third, *others = rows.round.letters.order_by("place")
    answered(w, first, "unreadable")
    answered(w, second, "refused")
    answered(w, third, "unreadable")
    answered(w, third)  # readable at last
    for one in others:
        answered(w, one)
    made = verbs.order_production(w.inspector, rows.round.pk, request=request())
    assert {one.workplace_id for one in made} == {first.workplace_id, second.workplace_id}


@pytest.mark.usefixtures("no_paper")
def test_reminders_go_to_those_without_an_answer_once(w: World, rows: Rows) -> None:
    answered(w, rows.round.letters.order_by("place")[0], "refused")
    verbs.remind(w.inspector, rows.round.pk)
    verbs.remind(w.inspector, rows.round.pk)
    assert letters.make_letters(rows.round.pk, "reminder") == FIRMS - 1
    assert letters.make_due_letters() == 0
    kinds = Counter(rows.round.letters.values_list("kind", flat=True))
    assert kinds == {"request": FIRMS, "reminder": FIRMS - 1}
    assert reading.round_view(w.inspector, rows.round.pk).row.reminded_on == today()


def test_nobody_is_reminded_when_everybody_answered(w: World, rows: Rows) -> None:
    for letter in rows.round.letters.all():
        answered(w, letter)
    with pytest.raises(InputError, match="H408"):
        verbs.remind(w.inspector, rows.round.pk)


# Making letters in the background


@pytest.mark.usefixtures("no_paper")
def test_a_worker_that_died_leaves_letters_that_the_clock_makes(w: World, rows: Rows) -> None:
    stops = iter([False, True])
    row = rw.under_way(w.inspector)
    assert letters.make_letters(row.pk, stop=lambda: next(stops)) == letters.AT_ONCE
    assert letters.make_due_letters() == FIRMS - letters.AT_ONCE
    assert letters.make_due_letters() == 0
    assert rows.home.pk not in row.places()


def test_a_name_that_cannot_be_printed_stops_only_its_own_letter(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers_world.place(w.inspector, name="Bad \ue000 namezq")

    def only_the_bad_one(parts: list[OrderPart], texts: Library) -> bytes:
        bad = any("\ue000" in value for _, value in parts[0].head)
        return order_pdf(parts, texts) if bad else b"%PDF-"

    monkeypatch.setattr(letters, "order_pdf", only_the_bad_one)
    row = rw.under_way(w.inspector)
    assert letters.make_letters(row.pk) == FIRMS + 1
    assert len(reading.papers(w.inspector, row.pk)) == FIRMS
    assert row.workplaces == rows.round.workplaces + 1
    # It was not sent: no order can rest on it.
    view = reading.round_view(w.inspector, row.pk)
    assert (view.overdue, view.to_order) == (FIRMS + 1, FIRMS)


def test_a_workplace_that_turns_out_to_be_a_home_gets_no_letter_and_no_order(
    w: World, rows: Rows
) -> None:
    letter = rows.round.letters.order_by("place")[0]
    Workplace.objects.filter(pk=letter.workplace_id).update(closed=True)
    made = verbs.order_production(w.inspector, rows.round.pk, request=request())
    assert letter.workplace_id not in {one.workplace_id for one in made}
    assert len(made) == FIRMS - 1


def test_letters_are_not_made_before_their_day(w: World, rows: Rows) -> None:
    """A round that could be called at once would hide nobody."""
    row = verbs.plan_round(w.inspector, ahead(), request=request())
    with pytest.raises(MoveRefused):
        verbs.move_round(w.inspector, row.pk, "send", seen=1, request=request())
    assert letters.make_letters(row.pk) == 0
    with pytest.raises(InputError, match="T202"):
        verbs.order_production(w.inspector, row.pk, request=request())
    cancelled = verbs.move_round(w.inspector, row.pk, "cancel", seen=1, request=request())
    assert cancelled.state == "cancelled"
    assert rows.round.state == "under_way"


# Bad input


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"records": ()}, "H405"),
        ({"records": ("passports",)}, "H401"),
        ({"sector": "T"}, "H402"),
        ({"sector": "Z"}, "H401"),
        ({"area": "world"}, "H401"),
        ({"language": "xx"}, "H401"),
        ({"second_language": "xx"}, "H401"),
        ({"letters_on": dt.timedelta(days=6)}, "H404"),
        ({"answer_by": dt.timedelta(days=200)}, "H404"),
        ({"last_day": dt.timedelta(days=8)}, "H404"),
        ({"first_day": None}, "H404"),
    ],
)
def test_a_round_that_would_hide_nobody_is_refused(
    w: World, rows: Rows, more: dict[str, object], code: str
) -> None:
    before = Round.objects.count()
    entered = replace(ahead(), **from_today(more))
    with pytest.raises(InputError) as wrong:
        verbs.plan_round(w.inspector, entered, request=request())
    assert [one.code for one in wrong.value.problems] == [code]
    assert Round.objects.count() == before
    assert rows.round.workplaces == FIRMS


def test_orders_wait_until_the_last_day_is_over(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Round, "is_overdue", lambda _: False)
    with pytest.raises(InputError, match="H407"):
        verbs.order_production(w.inspector, rows.round.pk, request=request())
    view = reading.round_view(w.inspector, rows.round.pk)
    assert (view.overdue, view.to_order) == (0, 0)


def test_an_answer_lies_between_the_letters_and_today(w: World, rows: Rows) -> None:
    letter = rows.round.letters.order_by("place")[0]
    for day in (None, today() + dt.timedelta(days=3), planned_on()):
        with pytest.raises(InputError, match="H406"):
            verbs.record_answer(
                w.inspector,
                rows.round.pk,
                letter.pk,
                answer="received",
                answered_on=day,
                request=request(),
            )
    assert not LetterAnswer.objects.exists()


# Nobody else


@pytest.mark.parametrize("who", ["elsewhere", "other_inspectorate", "intake", "stranger"])
def test_a_round_is_of_its_office_alone(w: World, rows: Rows, who: str) -> None:
    found = getattr(w, who)
    actor, key = getattr(found, "first", found), rows.round.pk
    letter = rows.round.letters.order_by("place")[0]
    acts = (
        lambda: reading.round_view(actor, key),
        lambda: reading.papers(actor, key),
        lambda: verbs.remind(actor, key),
        lambda: verbs.order_production(actor, key, request=request()),
        lambda: verbs.move_round(actor, key, "close", seen=2, request=request()),
        lambda: verbs.record_answer(
            actor, key, letter.pk, answer="received", answered_on=today(), request=request()
        ),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    rows.round.refresh_from_db()
    assert (rows.round.state, rows.round.reminded_on) == ("under_way", None)
    assert not LetterAnswer.objects.exists()


def test_no_list_of_the_room_has_a_code_for_a_complaint_or_for_stay() -> None:
    """R-30, R-34."""
    codes = {code for listed in LISTS.values() for code in listed.codes()}
    assert codes
    assert not [
        one for one in codes if re.search("complain|asked|origin|stay|status|permit|visa", one)
    ]

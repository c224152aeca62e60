"""Complaints that wait for a round: C81 arts 12(1)(c)(ii), 15(c); domain.md R-30, R-32, R-37."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import timezone

import complaints_world as cw
import rounds_world as rw
from cases_world import request
from complaints_world import World, world
from manumit.errors import InputError
from manumit.web.complaints import reading, receiving, verbs
from manumit.web.complaints.cover import SectorCover, cover
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.receiving import ComplaintReport
from manumit.web.complaints.waiting import covers
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.rounds import letters
from manumit.web.rounds import models as round_models
from manumit.web.rounds import verbs as round_verbs
from manumit.web.rounds.models import Round
from manumit.web.tasks import selectors
from round_ahead import FIRMS, planned_ahead
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
DAYS = 9


@dataclass(frozen=True, slots=True)
class Rows:
    """A round that was planned yesterday; its letters go out in nine days."""

    round: Round


def made_rows(w: World) -> Rows:
    rw.firms(w.base.inspector, FIRMS)
    return Rows(planned_ahead(w.base.inspector, DAYS))


_begun, _who, _rows = begun(world, made_rows)


def offered(w: World, row: Complaint) -> list[object]:
    return [one.key for one in reading.complaint(w.officer, row.pk).rounds]


def waits(w: World, rows: Rows) -> Complaint:
    """A complaint that waits for the round."""
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "join_round", round=rows.round.pk)
    return cw.moved(w.officer, row, "join_round", reason="cover_is_needed")


def due(w: World) -> list[tuple[str, dt.date]]:
    shown = selectors.my_work(w.officer, horizon="year", turn="all", number=1).lines
    return [(one.kind, one.due) for one in shown if one.kind.startswith("complaint")]


@pytest.fixture(name="later")
def _later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def move(days: int) -> None:
        then = timezone.now() + dt.timedelta(days=days)
        for module in (round_models, round_verbs):
            monkeypatch.setattr(module, "today", then.date)
        monkeypatch.setattr(round_verbs, "latest_day", then.date)

    return move


def reported(w: World, row: Round, later: Callable[[int], None]) -> None:
    """The round is sent on its day; one workplace answers, and the round is over."""
    later(DAYS)
    by = w.base.inspector
    round_verbs.move_round(by, row.pk, "send", seen=1, request=request())
    letters.make_letters(row.pk)
    first = row.letters.order_by("place")[0]
    round_verbs.record_answer(
        by, row.pk, first.pk, answer="received", answered_on=row.letters_on, request=request()
    )
    round_verbs.move_round(by, row.pk, "close", seen=2, request=request())


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "order_pdf", lambda *_: b"%PDF-")


# Which rounds are offered (rule 3)


def test_a_complaint_waits_for_a_round_that_was_planned_before_it(w: World, rows: Rows) -> None:
    """A round that is called because of a complaint hides nobody."""
    row = cw.triaged(w.officer)
    after = planned_ahead(w.base.inspector, DAYS, ago=0)
    assert offered(w, row) == [rows.round.pk]
    with pytest.raises(InputError, match="H510"):
        cw.briefed(w.officer, row, "join_round", round=after.pk)
    with pytest.raises(InputError, match="H510"):
        cw.briefed(w.officer, row, "join_round")


def test_a_complaint_waits_at_most_thirty_days(w: World, rows: Rows) -> None:
    late = planned_ahead(w.base.inspector, rules().round_days + 1)
    last = planned_ahead(w.base.inspector, rules().round_days)
    row = cw.triaged(w.officer)
    assert offered(w, row) == [rows.round.pk, last.pk]
    with pytest.raises(InputError, match="H510"):
        cw.briefed(w.officer, row, "join_round", round=late.pk)


def test_a_round_of_another_sector_or_of_homes_is_not_offered(w: World, rows: Rows) -> None:
    """Homes are in no round; a sector that nobody knows may be in any."""
    factories = planned_ahead(w.base.inspector, DAYS + 1, sector="C")
    both = [rows.round.pk, factories.pk]
    found = {
        sector: offered(w, cw.triaged(w.officer, ComplaintReport(topics=("wages",), sector=sector)))
        for sector in ("garments", "construction", "domestic_work", "other", "")
    }
    assert found == {
        "garments": both,
        "construction": both[:1],
        "domestic_work": [],
        "other": both,
        "": both,
    }
    row = cw.triaged(w.officer)
    with pytest.raises(InputError, match="H510"):
        cw.briefed(w.officer, row, "join_round", round=factories.pk, sector="construction")
    assert covers("hospitality", "N")


def test_without_a_round_another_way_is_left(w: World, rows: Rows) -> None:
    round_verbs.move_round(w.base.inspector, rows.round.pk, "cancel", seen=1, request=request())
    row = cw.triaged(w.officer)
    assert offered(w, row) == []
    assert cw.moved(w.officer, row, "advise", reason="question_of_law").state == "advised"


# Two secrets: the cover of a round is its number of workplaces


def test_the_chance_is_that_of_all_workplaces_of_the_round(w: World, rows: Rows) -> None:
    one = cw.briefed(w.officer, cw.triaged(w.officer), "join_round", round=rows.round.pk)
    assert one.share == Decimal(1) / FIRMS
    waits(w, rows)
    two = cw.briefed(w.officer, cw.triaged(w.officer), "join_round", round=rows.round.pk)
    assert two.share == Decimal(2) / FIRMS


def test_a_round_that_was_sent_or_cancelled_meanwhile_is_refused(w: World, rows: Rows) -> None:
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "join_round", round=rows.round.pk)
    round_verbs.move_round(w.base.inspector, rows.round.pk, "cancel", seen=1, request=request())
    with pytest.raises(MoveRefused) as refused:
        cw.moved(w.officer, row, "join_round", reason="cover_is_needed")
    assert refused.value.word == "round_is_gone"


# What comes of it


def test_when_the_round_is_over_intake_is_to_tell_the_result(
    w: World, rows: Rows, later: Callable[[int], None]
) -> None:
    row = waits(w, rows)
    by_round = row.received_on + dt.timedelta(days=rules().round_days)
    assert due(w) == [("complaint_round", by_round)]
    assert reading.complaint(w.officer, row.pk).outcome is None
    reported(w, rows.round, later)
    assert due(w) == [("complaint_result", today())]
    seen = reading.complaint(w.officer, row.pk)
    assert seen.awaited is not None
    assert seen.outcome is not None
    assert (seen.outcome.letters, seen.outcome.received) == (FIRMS, 1)
    assert seen.row.answer_by == row.received_on + dt.timedelta(days=rules().answer_days)
    cw.moved(w.officer, row, "act")
    cw.written(w.officer, row, "All workplaces of the sector had to show their pay books.")
    assert cw.moved(w.officer, row, "answer").state == "answered"


def test_a_round_that_is_cancelled_gives_the_complaint_back(w: World, rows: Rows) -> None:
    row = waits(w, rows)
    round_verbs.move_round(w.base.inspector, rows.round.pk, "cancel", seen=1, request=request())
    assert due(w) == [("complaint_decide", today())]
    other = planned_ahead(w.base.inspector, DAYS + 1)
    assert offered(w, row) == [other.pk]
    cw.briefed(w.officer, row, "join_round", round=other.pk)
    assert due(w) == [("complaint_decide", today())]  # a briefing decides nothing
    row = cw.moved(w.officer, row, "join_round", reason="cover_is_needed")
    assert row.awaited_round == other.pk
    assert [kind for kind, _ in due(w)] == ["complaint_round"]


def test_another_way_ends_the_wait(w: World, rows: Rows) -> None:
    row = waits(w, rows)
    assert offered(w, row) == []  # it waits for this one already
    row = cw.moved(w.officer, row, "advise", reason="question_of_law")
    assert row.awaited_round is None
    assert offered(w, row) == [rows.round.pk]
    assert reading.complaint(w.officer, row.pk).awaited is None


def test_nobody_but_intake_sees_that_somebody_waits(w: World, rows: Rows) -> None:
    row = waits(w, rows)
    for who in (w.base.inspector, w.elsewhere, w.other, w.base.admin, None):
        with pytest.raises(Refused):
            reading.complaint(who, row.pk)


# The cover meter of a sector


def test_the_cover_of_a_sector_counts_visits_letters_and_what_complaints_caused(
    w: World, rows: Rows, later: Callable[[int], None]
) -> None:
    assert of_sector(w) == SectorCover("garments", 0, 0, 0, 0, exposed=False)
    cw.briefed(w.officer, cw.triaged(w.officer), "join_round", round=rows.round.pk)
    assert of_sector(w).caused == 0  # nobody has approved it
    waits(w, rows)
    assert of_sector(w) == SectorCover("garments", 0, 0, 1, 100, exposed=True)
    reported(w, rows.round, later)
    assert of_sector(w) == SectorCover("garments", 0, FIRMS, 1, 10, exposed=False)
    others = [one for one in cover(w.officer) if one.sector != "garments"]
    assert [one for one in others if one.letters or one.caused] == []
    for who in (w.elsewhere, w.other):
        assert not any(one.caused for one in cover(who))


def of_sector(w: World) -> SectorCover:
    return next(one for one in cover(w.officer) if one.sector == "garments")


def test_a_complaint_that_was_received_on_the_day_of_the_plan_does_not_count_as_later(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of the two came first is unknown: the round is not offered."""
    day = rows.round.made_at.date()
    monkeypatch.setattr(receiving, "today", lambda: day)
    assert offered(w, cw.triaged(w.officer)) == []
    monkeypatch.setattr(receiving, "today", lambda: day + dt.timedelta(days=1))
    assert offered(w, cw.triaged(w.officer)) == [rows.round.pk]


# Danger and children do not wait


@pytest.mark.parametrize(
    "urgent", [{"danger": True, "child": False}, {"danger": False, "child": True}]
)
def test_danger_or_a_child_waits_for_no_round(
    w: World, rows: Rows, urgent: dict[str, bool]
) -> None:
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "join_round", round=rows.round.pk)
    verbs.assess_urgency(w.officer, row.pk, **urgent)
    row.refresh_from_db()
    with pytest.raises(MoveRefused, match="T107") as caught:
        cw.moved(w.officer, row, "join_round", reason="cover_is_needed")
    assert caught.value.word == "cannot_wait"


@pytest.mark.parametrize(
    "urgent", [{"danger": True, "child": False}, {"danger": False, "child": True}]
)
def test_danger_or_a_child_that_becomes_known_while_waiting_is_due_at_once(
    w: World, rows: Rows, urgent: dict[str, bool]
) -> None:
    row = waits(w, rows)
    assert due(w) == [("complaint_round", today() + dt.timedelta(days=rules().round_days))]
    verbs.assess_urgency(w.officer, row.pk, **urgent)
    assert due(w) == [("complaint_decide", row.received_on)]


def test_a_step_or_a_message_does_not_take_a_reply_for_read(w: World) -> None:
    """It may have come while the form was filled in."""
    row, words = cw.received()
    cw.moved(w.officer, row, "acknowledge")
    cw.written(w.officer, row, "How many months were not paid?", "question")
    found = receiving.find_answer(words)
    assert found is not None
    receiving.record_reply(found.key, "Three months", request=request())
    row.refresh_from_db()
    cw.moved(w.officer, row, "triage")
    cw.written(w.officer, row, "The office looks at your wages.")
    assert ("complaint_reply", today()) in due(w)
    verbs.read_reply(w.officer, row.pk)
    assert "complaint_reply" not in dict(due(w))


def test_what_is_approved_is_the_briefing_that_the_page_showed(w: World, rows: Rows) -> None:
    """A colleague may have prepared another one meanwhile."""
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "join_round", round=rows.round.pk)
    shown = row.last_briefing("join_round")
    assert shown is not None
    cw.briefed(w.colleague, row, "join_round", round=rows.round.pk)
    row.refresh_from_db()
    send = functools.partial(
        verbs.move_complaint, w.officer, row.pk, "join_round", seen=row.version,
        reason="cover_is_needed",
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="T101"):
        send(request=request(), briefing=shown.pk)
    last = row.last_briefing("join_round")
    assert last is not None
    assert send(request=request(), briefing=last.pk).state == "in_round"

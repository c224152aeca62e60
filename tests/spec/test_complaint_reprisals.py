"""Reprisals after a complaint, and withdrawal by the worker: C158 art. 5(c); R-30 to R-32."""

import datetime as dt
from dataclasses import dataclass

import pytest

import complaints_world as cw
import inspections_world as iw
from cases_world import request
from complaints_world import World, world
from manumit.errors import InputError
from manumit.web.complaints import reading, verbs
from manumit.web.complaints.law import complaints, reprisal_policy
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint, Reprisal, SealedSource
from manumit.web.complaints.receiving import find_answer, receive_complaint, withdraw_complaint
from manumit.web.complaints.reprisals import move_reprisal, record_reprisal, report_reprisal
from manumit.web.inspections.models import InspectionOrder
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.tasks import selectors
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WORDS = ("one", "two", "three", "four", "five")
TEXT = "They sent me awayzq on Monday"


@dataclass(frozen=True, slots=True)
class Rows:
    """A complaint that was closed, and an order that followed a visit eleven days ago."""

    complaint: Complaint
    order: InspectionOrder


def made_rows(w: World) -> Rows:
    row = receive_complaint(cw.REPORT, contact=cw.CONTACT, receipt=WORDS, request=request())
    row = cw.moved(w.officer, row, "acknowledge", "triage")
    row = cw.moved(w.officer, row, "advise", reason="question_of_law")
    cw.written(w.officer, row, "The wages are due.")
    row = cw.moved(w.officer, row, "answer")
    row = cw.moved(w.officer, row, "close", reason="advice_was_enough")
    visit = iw.begun(w.base.inspector, iw.place(w.base.inspector), 11)
    violation = iw.found(w.base.inspector, visit.pk)
    return Rows(row, iw.ordered(w.base.inspector, visit.pk, violation.pk))


_begun, _who, _rows = begun(world, made_rows)


def reported(rows: Rows, kind: str = "dismissed") -> Reprisal:
    report_reprisal(rows.complaint.lead.pk, kind=kind, text=TEXT, request=request())
    return rows.complaint.reprisals.latest("made_at")


def moved(w: World, row: Reprisal, name: str, reason: str = "") -> Reprisal:
    row.refresh_from_db()
    move_reprisal(w.officer, row.pk, name, seen=row.version, request=request(), reason=reason)
    row.refresh_from_db()
    return row


def due(w: World) -> list[tuple[str, dt.date, bool]]:
    shown = selectors.my_work(w.officer, horizon="year", turn="all", number=1).lines
    kinds = ("complaint", "reprisal")
    return [(one.kind, one.due, one.first) for one in shown if one.kind.startswith(kinds)]


# Sentence 10: dismissed eleven days after the visit


def test_a_worker_who_is_dismissed_says_so_and_a_reprisal_is_open(w: World, rows: Rows) -> None:
    """R-32: also after the complaint was closed; in the worker's words, sealed."""
    row = reported(rows)
    assert (row.state, row.kind, row.made_by) == ("reported", "dismissed", None)
    assert open_text(row, "text") == TEXT
    assert row.subject_id == rows.complaint.subject_id
    assert due(w) == [("reprisal_act", today() + dt.timedelta(days=rules().reprisal_days), False)]
    seen = reading.complaint(w.officer, rows.complaint.pk)
    assert [(one.row.pk, one.steps) for one in seen.reprisals] == [(row.pk, ["act"])]
    shown = find_answer(" ".join(WORDS))
    assert shown is not None
    assert [(one.kind, one.state) for one in shown.reprisals] == [("dismissed", "reported")]


def test_a_reprisal_is_linked_in_intake_only(w: World, rows: Rows) -> None:
    """No other role, office or institution sees it, and it leads to no row of inspectors.

    That it changes none either is in ``test_complaints_cover``.
    """
    row = reported(rows)
    for who in (w.base.inspector, w.elsewhere, w.other, w.base.admin, None):
        assert not reprisal_policy.scope(who).exists()
        with pytest.raises(Refused):
            move_reprisal(who, row.pk, "act", seen=1, request=request(), reason="worker_advised")
        with pytest.raises(Refused):
            record_reprisal(who, rows.complaint.pk, kind="other", text="", request=request())
    related = {one.related_model._meta.app_label for one in Reprisal._meta.get_fields()
               if one.is_relation and one.related_model}  # fmt: skip
    assert related == {"complaints", "institutions", "vault"}


def test_the_next_visit_looks_like_a_follow_up_of_the_order(w: World, rows: Rows) -> None:
    """The same act plans it with and without a reprisal, and leaves the same columns and acts."""
    place = rows.order.workplace
    without = iw.planned(w.base.inspector, place)
    moved(w, reported(rows), "act", reason="follow_up_of_order")
    after = iw.planned(w.base.inspector, place)
    own = {"id", "subject_id", "reference", "made_at", "request", "origin"}
    columns = [
        {name: value for name, value in vars(one).items() if name not in own and name[0] != "_"}
        for one in (without, after)
    ]
    assert columns[0] == columns[1]
    assert open_text(without, "origin") == open_text(after, "origin")
    acts = [
        list(Event.objects.filter(resource=one.pk).values_list("act", "kind", "reason", "purpose"))
        for one in (without, after)
    ]
    assert acts[0] == acts[1]


def test_intake_acts_answers_and_the_worker_reads_it_although_the_complaint_is_closed(
    w: World, rows: Rows
) -> None:
    with pytest.raises(InputError, match="T202"):
        cw.written(w.officer, rows.complaint, "Nothing is open.")
    row = reported(rows)
    with pytest.raises(MoveRefused, match="T105"):
        moved(w, row, "act")
    row = moved(w, row, "act", reason="court_or_union")
    with pytest.raises(MoveRefused) as refused:  # the earlier answer is none to this
        moved(w, row, "answer")
    assert refused.value.word == "no_answer"
    answer_by = today() + dt.timedelta(days=rules().reprisal_answer_days)
    assert due(w) == [("reprisal_answer", answer_by, False)]
    cw.written(w.officer, rows.complaint, "The union goes to court with you.")
    assert moved(w, row, "answer").state == "answered"
    assert due(w) == []
    shown = find_answer(" ".join(WORDS))
    assert shown is not None
    assert shown.messages[-1].text == "The union goes to court with you."
    assert shown.reprisals[0].state == "answered"
    assert shown.state == "closed"


def test_somebody_who_is_hurt_or_held_comes_first_on_the_same_day(w: World, rows: Rows) -> None:
    """R-53."""
    reported(rows, "hurt_or_held")
    assert due(w) == [("reprisal_act", today(), True)]


def test_intake_records_a_reprisal_of_which_it_was_told(w: World, rows: Rows) -> None:
    form = request()
    for _ in range(2):
        made = record_reprisal(
            w.colleague, rows.complaint.pk, kind="threatened", text="", request=form
        )
    assert rows.complaint.reprisals.count() == 1
    assert (made.made_by, made.text) == (w.colleague.person, None)
    acts = Event.objects.filter(kind="reprisal", resource=made.pk, outcome="allowed")
    assert list(acts.values_list("act", "actor")) == [("create", w.colleague.person)]


def test_what_is_wrong_is_refused_and_nothing_is_left(w: World, rows: Rows) -> None:
    for wrong, code in (({"kind": "invented"}, "H501"), ({"text": "x" * 501}, "H502")):
        given = {"kind": "other", "text": "", **wrong}
        with pytest.raises(InputError, match=code):
            report_reprisal(rows.complaint.lead.pk, **given, request=request())
        with pytest.raises(InputError, match=code):
            record_reprisal(w.officer, rows.complaint.pk, **given, request=request())
    assert not Reprisal.objects.exists()


def test_a_reported_reprisal_prolongs_the_time_for_which_a_complaint_is_kept(rows: Rows) -> None:
    before = complaints().get(pk=rows.complaint.pk).worked_on  # type: ignore[attr-defined]
    row = reported(rows)
    assert complaints().get(pk=rows.complaint.pk).worked_on == row.made_at > before  # type: ignore[attr-defined]


# Withdrawn by the worker


def test_a_worker_withdraws_and_intake_reads_it(w: World) -> None:
    """R-31: what was written stays sealed; sent twice it is done once."""
    row, words = cw.received()
    form = request()
    for _ in range(2):
        shown = withdraw_complaint(row.lead.pk, request=form)
    assert (shown.state, shown.may_withdraw, shown.may_reply) == ("withdrawn", False, False)
    row.refresh_from_db()
    assert cw.TEXT in (open_text(row, "content") or "")
    assert open_text(SealedSource.objects.get(complaint=row), "contact") == cw.CONTACT
    assert due(w) == [("complaint_withdrawn", today(), False)]
    steps = reading.complaint(w.officer, row.pk).taken
    assert [(one.name, one.reason) for one in steps] == [("withdraw", "worker_asked")]
    again = find_answer(words)
    assert again is not None
    assert again.state == "withdrawn"
    for who in (w.base.inspector, w.elsewhere, w.other, w.base.admin, None):
        with pytest.raises(Refused):
            verbs.read_reply(who, row.pk)
    for _ in range(2):
        verbs.read_reply(w.colleague, row.pk)
    acts = Event.objects.filter(resource=row.pk, actor=w.colleague.person, outcome="allowed")
    assert list(acts.values_list("act", flat=True)) == ["change"]
    assert due(w) == []


def test_a_closed_complaint_cannot_be_withdrawn(rows: Rows) -> None:
    assert withdraw_complaint(rows.complaint.lead.pk, request=request()).state == "closed"

"""Complaints: C81 art. 15(c), GPOG 8.1; domain.md R-30 to R-34, R-46, R-52, R-53."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.utils import timezone
from pytest_django import Settings

import complaints_world as cw
import inspections_world as iw
from cases_world import key_ring, request
from complaints_world import World, world
from erasing import erase
from manumit.errors import InputError
from manumit.web.complaints import verbs
from manumit.web.complaints.forms import BriefingForm
from manumit.web.complaints.law import complaint_policy, opening_policy
from manumit.web.complaints.lists import LISTS, REASONS, rules
from manumit.web.complaints.models import Briefing, Complaint, SealedSource
from manumit.web.complaints.process import COMPLAINT, ROUTES
from manumit.web.complaints.receipts import (
    FEWEST_BITS,
    LANGUAGES,
    bits,
    day_of_proof,
    fold,
    new_proof,
    new_receipt,
    word_list,
)
from manumit.web.complaints.receiving import (
    ComplaintReport,
    find_answer,
    queue_place,
    receive_complaint,
    record_reply,
)
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.tasks.selectors import my_work

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
REASON = "time_is_over"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


# Received, and sealed at once


def test_anybody_complains_without_an_account_and_everything_is_sealed_at_once(w: World) -> None:
    """R-31, R-30: content and source have keys of their own, and no column holds a word of them."""
    row, _ = cw.received()
    assert row.office_id == w.officer.office
    assert row.subject_id != row.lead.subject_id
    assert json.loads(open_text(row, "content") or "")["text"] == cw.TEXT
    assert open_text(row.lead, "contact") == cw.CONTACT
    for one in (row, row.lead):
        for field in one._meta.concrete_fields:
            if not isinstance(field, SealedField):
                assert not any(part in str(getattr(one, field.attname)) for part in cw.SECRETS)


def test_no_question_and_no_column_is_about_residence_status() -> None:
    """R-34."""
    codes = {code for listed in LISTS.values() for code in listed.codes()}
    names = {one.name for model in (Complaint, SealedSource, Briefing) for one in _fields(model)}
    for word in ("status", "visa", "nationality", "migrant", "residence", "permit", "legal"):
        assert not [one for one in codes | names if word in one], word


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


@pytest.mark.usefixtures("w")
def test_a_complaint_sent_twice_is_one_complaint() -> None:
    key = request()
    sent = [receive_complaint(cw.REPORT, contact="", receipt=(), request=key).pk for _ in range(2)]
    assert sent[0] == sent[1]


@pytest.mark.usefixtures("w")
def test_codes_that_no_list_has_are_dropped_and_nobody_is_refused_for_them() -> None:
    report = ComplaintReport(topics=("wages", "invented"), sector="invented", danger="none")
    row, _ = cw.received(report)
    assert json.loads(open_text(row, "content") or "")["topics"] == ["wages"]
    assert "sector" not in json.loads(open_text(row, "content") or "")


# The queue


@pytest.mark.usefixtures("w")
def test_danger_comes_first_then_a_child_then_age() -> None:
    day = today()
    old = day - dt.timedelta(days=4_000)
    places = [
        queue_place(old, danger=True, child=False), queue_place(day, danger=True, child=True),
        queue_place(old, danger=False, child=True), queue_place(day, danger=False, child=True),
        queue_place(old, danger=False, child=False), queue_place(day, danger=False, child=False),
    ]  # fmt: skip
    assert places == sorted(places)


def test_none_of_fifty_urgent_complaints_is_behind_one_that_is_not(w: World) -> None:
    urgent = ComplaintReport(danger="held")
    for at in range(100):
        cw.received(urgent if at % 2 else cw.REPORT)
    rows = list(complaint_policy.scope(w.officer).order_by("queue").values_list("danger"))
    assert rows == [(True,)] * 50 + [(False,)] * 50


@pytest.mark.usefixtures("w")
def test_a_finding_of_a_child_or_of_unknown_age_counts_as_a_child() -> None:
    """R-46."""
    assert cw.received(ComplaintReport(topics=("wages",), minor=True))[0].child


def test_intake_that_learns_of_danger_moves_a_complaint_to_the_front(w: World) -> None:
    """R-53."""
    first, later = cw.received()[0], cw.received()[0]
    verbs.assess_urgency(w.colleague, later.pk, danger=True, child=False)
    found = complaint_policy.scope(w.officer).order_by("queue").values_list("pk", flat=True)
    assert list(found) == [later.pk, first.pk]


# Sentence 4: three weeks later the five words show an answer and a question back


def test_five_words_show_an_answer_and_a_question_and_five_wrong_words_show_nothing(
    w: World,
) -> None:
    row, words = cw.received()
    cw.moved(w.officer, row, "acknowledge")
    cw.written(w.officer, row, "The office looks at your wages.")
    cw.written(w.officer, row, "How many months were not paid?", "question")
    found = find_answer(words)
    assert found is not None
    assert [one.kind for one in found.messages] == ["answer", "question"]
    assert found.may_reply
    again = record_reply(found.key, "Three months", request=request())
    assert [one.kind for one in again.messages] == ["answer", "question", "reply"]
    assert not again.may_reply
    row.refresh_from_db()
    assert row.reply_on == today()
    assert find_answer(" ".join(new_receipt("en"))) is None


@pytest.mark.usefixtures("w")
def test_words_are_recognised_however_they_are_typed() -> None:
    words = new_receipt("fr")
    receive_complaint(cw.REPORT, contact="", receipt=words, request=request())
    typed = "  " + ", ".join(words).upper().replace("É", "E").replace("È", "E") + " ."
    assert find_answer(typed) is not None
    assert fold("أرزّ، بَيْت") == fold("ارز بيت")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_has_fifty_bits_and_no_two_words_look_alike(language: str) -> None:
    words = word_list(language)
    assert bits(language) >= FEWEST_BITS
    assert len({fold(one) for one in words}) == len(words)
    assert all(len(fold(one).split()) == 1 for one in words)


def test_a_second_reply_and_one_to_a_closed_complaint_are_refused(w: World) -> None:
    row, words = cw.received()
    cw.moved(w.officer, row, "acknowledge")
    cw.written(w.officer, row, "How many months?", "question")
    found = find_answer(words)
    assert found is not None
    record_reply(found.key, "Two", request=request())
    with pytest.raises(InputError, match="T202"):
        record_reply(found.key, "Three", request=request())
    cw.written(w.officer, row, "And now?", "question")
    cw.moved(w.officer, row, "withdraw", reason="worker_asked")
    with pytest.raises(InputError, match="T202"):
        record_reply(found.key, "Four", request=request())


@pytest.mark.usefixtures("w")
def test_a_proof_names_no_subject_and_proves_the_day_alone() -> None:
    day = today()
    codes = {new_proof(day) for _ in range(20)}
    assert len(codes) == 20
    assert {day_of_proof(one) for one in codes} == {day}
    one = codes.pop()
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567":
        assert (day_of_proof(one[:-1] + letter) is None) is (letter != one[-1])
    assert day_of_proof(one.lower().replace("-", " ")) == day
    assert day_of_proof("") is None


# Six answers, of which a visit is one


def test_there_are_six_answers_and_each_has_a_counted_reason(w: World) -> None:
    assert len(ROUTES) == 6
    for name in ROUTES:
        step = COMPLAINT.transition(name)
        assert step is not None
        assert step.reasons is REASONS["route"]
    row = cw.triaged(w.officer)
    with pytest.raises(MoveRefused, match="T105"):
        cw.moved(w.officer, row, "advise")
    assert cw.moved(w.officer, row, "advise", reason="question_of_law").state == "advised"
    acts = Event.objects.filter(resource=row.pk, actor=w.officer.person, outcome="allowed")
    assert list(acts.order_by("number").values_list("act", flat=True))[-1:] == ["decide"]
    assert acts.filter(act="change").count() == 1  # who acknowledged it; no act without a trace


def test_a_complaint_is_answered_without_a_visit_and_the_worker_learns_the_result(
    w: World,
) -> None:
    """R-32."""
    row = cw.moved(w.officer, cw.triaged(w.officer), "advise", reason="question_of_law")
    with pytest.raises(MoveRefused) as refused:
        cw.moved(w.officer, row, "answer")
    assert refused.value.word == "no_answer"
    cw.written(w.officer, row, "The lowest wage is 12 an hour.")
    row = cw.moved(w.officer, row, "answer")
    assert cw.moved(w.officer, row, "close", reason="advice_was_enough").state == "closed"


def test_a_complaint_is_acknowledged_within_seven_days_of_its_receipt(w: World) -> None:
    """R-32: it is due in the work of intake on that day, and so shows until somebody has."""
    row, _ = cw.received()
    shown = my_work(w.officer, horizon="year", turn="all", number=1).lines
    due = {one.due for one in shown if one.kind.startswith("complaint")}
    assert due == {row.received_on + dt.timedelta(days=7)}


def test_an_answer_is_due_in_ninety_days_or_on_a_new_date(w: World) -> None:
    row, words = cw.received()
    assert row.answer_by == row.received_on + dt.timedelta(days=90)
    new = today() + dt.timedelta(days=120)
    verbs.postpone_answer(w.officer, row.pk, new)
    shown = find_answer(words)
    assert shown is not None
    assert shown.answer_by == new
    for day in (None, today(), today() + dt.timedelta(days=400)):
        with pytest.raises(InputError, match="H503"):
            verbs.postpone_answer(w.officer, row.pk, day)


# Two secrets


@pytest.mark.parametrize("route", [one for one in ROUTES if one != "advise"])
def test_no_way_that_the_employer_notices_is_approved_without_its_exposure(
    w: World, route: str
) -> None:
    row = cw.triaged(w.officer)
    with pytest.raises(MoveRefused) as refused:
        cw.moved(w.officer, row, route, reason="worker_asked_for_it")
    assert refused.value.word == "no_briefing"


def test_above_one_in_ten_the_worker_has_to_agree(w: World) -> None:
    row = cw.triaged(w.officer)
    one = cw.briefed(w.officer, row, "send_letter", knowable_by=2)
    assert one.share == 1  # nothing else happens in the sector
    assert one.chance == Decimal("0.5")
    with pytest.raises(MoveRefused) as refused:
        cw.moved(w.officer, row, "send_letter", reason="small_and_clear")
    assert refused.value.word == "worker_must_agree"
    cw.briefed(w.officer, row, "send_letter", knowable_by=2, agreed="informed_no")
    with pytest.raises(MoveRefused):
        cw.moved(w.officer, row, "send_letter", reason="small_and_clear")
    cw.briefed(w.officer, row, "send_letter", knowable_by=2, agreed="informed_yes")
    row = cw.moved(w.officer, row, "send_letter", reason="small_and_clear")
    assert row.state == "letter_sent"


def test_other_visits_in_the_sector_are_cover(w: World) -> None:
    place = iw.place(w.base.inspector)
    for _ in range(19):
        iw.planned(w.base.inspector, place)
    one = cw.briefed(w.officer, cw.triaged(w.officer), "send_letter", knowable_by=10)
    assert one.share == Decimal("0.05")
    assert one.chance == Decimal("0.005")


def test_a_visit_without_danger_is_refused_and_danger_goes_the_next_day(w: World) -> None:
    """R-30, R-53: the page says that it is exposed. The complaint waits for the next round."""
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "ask_visit", knowable_by=100)
    with pytest.raises(MoveRefused) as refused:
        cw.moved(w.officer, row, "ask_visit", reason="worker_asked_for_it")
    assert refused.value.word == "wait_for_round"
    danger = cw.triaged(w.officer, ComplaintReport(topics=("movement",), danger="held"))
    soon = cw.briefed(w.officer, danger, "ask_visit", knowable_by=1)
    assert soon.visit_by == today() + dt.timedelta(days=1)
    assert soon.exposed
    danger = cw.moved(w.officer, danger, "ask_visit", reason="danger_to_people")
    assert danger.state == "visit_asked"


def test_what_five_workers_could_know_stays_out_of_a_briefing(w: World) -> None:
    row = cw.triaged(w.officer)
    with pytest.raises(InputError, match="H505"):
        cw.briefed(w.officer, row, knowable_by=5, facts=("papers",))
    assert cw.briefed(w.officer, row, knowable_by=6, facts=("papers",)).facts == ["papers"]
    agreed = cw.briefed(w.officer, row, knowable_by=1, facts=("papers",), agreed="informed_yes")
    assert agreed.facts == ["papers"]


def test_no_free_text_is_possible_in_a_briefing(w: World) -> None:
    """Neither the form nor the table has a place for one; codes of no list are refused."""
    row = cw.triaged(w.officer)
    wrong: tuple[dict[str, Any], ...] = (
        {"facts": (cw.TEXT,)},
        {"sector": cw.EMPLOYER},
        {"agreed": cw.TEXT},
    )
    for more in wrong:
        with pytest.raises(InputError, match="H501"):
            cw.briefed(w.officer, row, **more)
    texts = [one.name for one in _fields(Briefing) if isinstance(one, models.TextField)]
    assert texts == []
    kinds = {type(field).__name__ for field in BriefingForm.base_fields.values()}
    assert kinds <= {"UUIDField", "RadioField", "ChoiceField", "IntegerField", "CheckboxesField"}


# The source


def test_a_source_is_opened_for_a_purpose_with_a_second_person_and_the_ledger_has_it(
    w: World,
) -> None:
    """R-30."""
    row, _ = cw.received()
    asked = verbs.ask_source(w.officer, row.pk, "call_back_as_asked", request=request())
    with pytest.raises(InputError, match="T202"):
        verbs.open_source(w.officer, asked.pk)
    with pytest.raises(Refused):  # not one's own request
        verbs.decide_source(w.officer, asked.pk, "approve", seen=1, request=request())
    verbs.decide_source(w.colleague, asked.pk, "approve", seen=1, request=request())
    with pytest.raises(Refused):  # nor does the second person read it
        verbs.open_source(w.colleague, asked.pk)
    assert verbs.open_source(w.officer, asked.pk) == [cw.CONTACT]
    events = Event.objects.filter(kind="source_opening", resource=asked.pk, outcome="allowed")
    acts = list(events.order_by("at").values_list("act", flat=True))
    assert acts == ["create", "change", "decide", "read_identity"]


def test_an_opening_ends_by_itself_and_a_refused_one_opens_nothing(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _ = cw.received()
    asked = verbs.ask_source(w.officer, row.pk, "take_a_statement", request=request())
    verbs.decide_source(w.colleague, asked.pk, "approve", seen=1, request=request())
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=rules().open_hours, minutes=1)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        with pytest.raises((InputError, Refused)):
            verbs.open_source(w.officer, asked.pk)
    again = verbs.ask_source(w.officer, row.pk, "take_a_statement", request=request())
    verbs.decide_source(
        w.colleague, again.pk, "refuse", seen=1, request=request(), reason="not_needed"
    )
    with pytest.raises(InputError, match="T202"):
        verbs.open_source(w.officer, again.pk)


def test_without_a_contact_there_is_no_source_to_open(w: World) -> None:
    row, _ = cw.received(contact="")
    with pytest.raises(InputError, match="H506"):
        verbs.ask_source(w.officer, row.pk, "take_a_statement", request=request())


def test_an_inspector_sees_nothing_of_a_complaint(w: World) -> None:
    """C81 art. 15(c); the same for another office, another intake, an administrator, a stranger."""
    row, _ = cw.received()
    verbs.ask_source(w.officer, row.pk, "take_a_statement", request=request())
    for who in (w.base.inspector, w.elsewhere, w.other, w.base.admin, None):
        assert not complaint_policy.scope(who).exists()
        assert not opening_policy.scope(who).exists()
        for act in (
            lambda who=who: cw.moved(who, row, "acknowledge"),
            lambda who=who: cw.written(who, row, "x"),
            lambda who=who: cw.briefed(who, row),
            lambda who=who: verbs.assess_urgency(who, row.pk, danger=True, child=False),
        ):
            with pytest.raises(Refused):
                act()


@pytest.mark.usefixtures("w")
def test_erasing_the_source_leaves_the_content_and_the_other_way_round() -> None:
    row, words = cw.received()
    assert find_answer(words) is not None
    erase(row.lead.subject_id, REASON, None)
    row = Complaint.objects.get(pk=row.pk)
    assert cw.TEXT in (open_text(row, "content") or "")
    with pytest.raises(InputError, match="V301"):
        open_text(row.lead, "contact")
    erase(row.subject_id, REASON, None)
    assert find_answer(words) is None

"""Collective complaints: domain.md R-30, R-31, R-32, R-52; scenario 14.

Four of nine hidden members leave, and nothing changes for an inspector, a statistician or an
employer: no row, lock, act or page. Every check finds a planted trace first.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

import complaints_world as cw
import rounds_world as rw
from cases_world import Body, request
from complaints_world import World, world
from manumit.errors import InputError
from manumit.web.complaints import members, verbs
from manumit.web.complaints.lists import rules
from manumit.web.complaints.members import add_member
from manumit.web.complaints.models import (
    Briefing,
    Complaint,
    MemberDeparture,
    SealedSource,
)
from manumit.web.complaints.receiving import (
    AnswerShown,
    find_answer,
    record_reply,
    withdraw_complaint,
)
from manumit.web.complaints.reprisals import record_reprisal, report_reprisal
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.rounds.models import Round
from round_ahead import FIRMS, planned_ahead
from round_traces import PLANTS, plant_column, seen_pages
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NINE, FOUR = 9, 4
ROW = SQL("t::text")
WITH_LOCKS = SQL("ctid::text, xmin::text, xmax::text, t::text")
OF_OTHERS = SQL("institution IS DISTINCT FROM %s")
PAGES = {
    "inspect": ("", "work/", "rounds/", "visits/", "orders/", "annual-report/"),
    "stats": ("", "work/", "statistics/"),
    "intake": ("", "work/", "complaints/", "complaints/counted/"),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A collective complaint of nine hidden members that waits for a round.

    Attributes:
        words: those of the union that sent it.
        members: the words of each member.
    """

    round: Round
    complaint: Complaint
    briefing: Briefing
    statistician: Actor
    words: str
    members: tuple[str, ...]


def made_rows(w: World) -> Rows:
    rw.firms(w.base.inspector, FIRMS)
    to_come = planned_ahead(w.base.inspector, 9)
    row, words = cw.received(contact="the unionzq")
    members = tuple(cw.member(row, contact=f"member {at}zq") for at in range(NINE))
    row = cw.moved(w.officer, row, "acknowledge", "triage")
    briefing = cw.briefed(w.officer, row, "join_round", round=to_come.pk, facts=("wages",))
    row = cw.moved(w.officer, row, "join_round", reason="cover_is_needed")
    return Rows(to_come, row, briefing, Body.made("statistics", "stats").first, words, members)


_begun, _who, _rows = begun(world, made_rows)


def shown(words: str) -> AnswerShown:
    """What the words show."""
    found = find_answer(words)
    assert found is not None
    return found


def leave(*words: str) -> None:
    """Each leaves with words of their own."""
    for one in words:
        withdraw_complaint(shown(one).key, request=request())


# Sentence 8: four of nine hidden members leave


def tables(w: World) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table but those of this room, with its place and its locks.

    Of ledger and steps, those of other institutions than the intake that received. The row of that
    institution is locked by everything that anybody in it does: there, no lock is compared.
    """
    with connection.cursor() as cursor:
        names = [one for one in connection.introspection.table_names(cursor)
                 if not one.startswith("complaints_")]  # fmt: skip
        assert len(names) > 150
        found = {}
        for name in names:
            ours = name in ("ledger_event", "process_move")
            columns = ROW if name == "institutions_institution" else WITH_LOCKS
            query = SQL("SELECT {} FROM {} t WHERE {}").format(
                columns, Identifier(name), OF_OTHERS if ours else SQL("TRUE")
            )
            cursor.execute(query, [str(w.officer.institution)] if ours else [])
            found[name] = sorted(cursor.fetchall())
    return found


def pages(w: World, rows: Rows) -> dict[str, str]:
    """What an inspector, a statistician and intake are shown; reading it leaves nothing here."""
    complaint = f"complaints/{rows.complaint.pk}/"
    more = {
        "inspect": (f"rounds/{rows.round.pk}/",),
        "intake": (complaint, f"{complaint}briefings/{rows.briefing.pk}/"),
    }
    readers = {"inspect": w.base.inspector, "stats": rows.statistician, "intake": w.colleague}
    found: dict[str, str] = {}
    for role, who in readers.items():
        with transaction.atomic():
            texts = seen_pages(who, (*PAGES[role], *more.get(role, ())))
            found |= {f"{role} {page}": text for page, text in texts.items()}
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_trace_is_found(
    w: World, rows: Rows, plant: Callable[[World, Round], None]
) -> None:
    before = tables(w)
    assert tables(w) == before
    with transaction.atomic():
        plant(w, rows.round)
        assert tables(w) != before
        transaction.set_rollback(True)


def test_four_of_nine_hidden_members_leave_and_nothing_changes(w: World, rows: Rows) -> None:
    """R-30, scenario 14: rows, locks, ledger and pages are the same, byte for byte."""
    seen, before = pages(w, rows), tables(w)  # signing in locks the row of a member
    leave(*rows.members[:FOUR])
    assert MemberDeparture.objects.count() == FOUR
    assert tables(w) == before
    assert pages(w, rows) == seen
    assert [shown(one).left for one in rows.members] == [True] * FOUR + [False] * (NINE - FOUR)
    plant_column(w, rows.round)  # planted: the page of the round shows it
    assert pages(w, rows) != seen


def test_no_page_and_no_briefing_depends_on_the_number_of_members(w: World, rows: Rows) -> None:
    """The chance is that of each one: 1 in those who could know, members or not."""
    before = pages(w, rows)
    for _ in range(3):
        cw.member(rows.complaint)
    assert pages(w, rows) == before
    alone = cw.triaged(w.officer)
    found = [cw.briefed(w.officer, one, "send_letter") for one in (alone, rows.complaint)]
    cw.member(rows.complaint)
    found.append(cw.briefed(w.officer, rows.complaint, "send_letter"))
    assert len({(one.share, one.chance, one.knowable_by) for one in found}) == 1
    planted = cw.briefed(w.officer, rows.complaint, "send_letter", knowable_by=NINE)
    assert planted.chance != found[1].chance


# Each has words of their own, and leaves alone


def test_a_member_reads_the_answer_and_no_reply_or_reprisal_of_another(
    w: World, rows: Rows
) -> None:
    cw.written(w.officer, rows.complaint, "For which months?", "question")
    first, second = (shown(one) for one in rows.members[:2])
    assert first.may_reply
    assert not first.may_add
    record_reply(first.key, "Mayzq", request=request())
    report_reprisal(first.key, kind="dismissed", text="", request=request())
    record_reprisal(w.officer, rows.complaint.pk, kind="other", text="", request=request())
    assert [one.kind for one in shown(rows.members[0]).messages] == ["question", "reply"]
    assert [one.kind for one in shown(rows.members[0]).reprisals] == ["dismissed"]
    for words in (rows.members[1], rows.words):
        assert [one.kind for one in shown(words).messages] == ["question"]
        assert shown(words).reprisals == []
    with pytest.raises(InputError, match="T202"):  # somebody has replied
        record_reply(second.key, "Junezq", request=request())


def test_who_left_reads_nothing_new_but_the_answer_to_a_reprisal(w: World, rows: Rows) -> None:
    """R-32: a reprisal can be reported after leaving."""
    words = rows.members[0]
    cw.written(w.officer, rows.complaint, "It waits for a round.")
    leave(words)
    cw.written(w.officer, rows.complaint, "For which months?", "question")
    found = shown(words)
    assert (found.left, found.may_reply, found.may_withdraw) == (True, False, False)
    assert [one.text for one in found.messages] == ["It waits for a round."]
    with pytest.raises(InputError, match="T202"):
        record_reply(found.key, "May", request=request())
    report_reprisal(found.key, kind="dismissed", text="", request=request())
    cw.written(w.officer, rows.complaint, "A court can help.")
    assert [one.text for one in shown(words).messages][1:] == ["A court can help."]


def test_leaving_twice_is_leaving_once_and_intake_gets_no_task(rows: Rows) -> None:
    form = request()
    key = shown(rows.members[0]).key
    for one in (form, form, request()):
        assert withdraw_complaint(key, request=one).left
    assert MemberDeparture.objects.count() == 1
    rows.complaint.refresh_from_db()
    assert (rows.complaint.state, rows.complaint.reply_on) == ("in_round", None)


def test_the_union_leaves_and_the_members_go_on_until_the_last_one_withdraws(
    w: World, rows: Rows
) -> None:
    leave(rows.words, *rows.members[1:])
    rows.complaint.refresh_from_db()
    assert rows.complaint.state == "in_round"
    assert not shown(rows.words).may_add
    leave(rows.members[0])
    rows.complaint.refresh_from_db()
    assert (rows.complaint.state, rows.complaint.reply_on) == ("withdrawn", today())
    assert not list(disagreements({}, w.officer.institution))


def test_only_who_sent_it_adds_others_while_it_is_open(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, lead = request(), rows.complaint.lead.pk
    before = SealedSource.objects.count()
    receipt = ("a", "b", "c", "d", "e")
    assert add_member(lead, contact="", receipt=receipt, request=form)
    assert not add_member(lead, contact="", receipt=receipt, request=form)
    assert SealedSource.objects.count() == before + 1

    def refused(key: uuid.UUID, code: str, contact: str = "") -> None:
        with pytest.raises(InputError, match=code):
            add_member(key, contact=contact, receipt=("x",), request=request())

    refused(shown(rows.members[0]).key, "H512")
    refused(lead, "H502", "x" * 121)
    with monkeypatch.context() as patched:
        full = replace(rules(), most_members=rows.complaint.sources.count() - 1)
        patched.setattr(members, "rules", lambda: full)
        refused(lead, "H512")
    assert SealedSource.objects.count() == before + 1
    cw.moved(w.officer, rows.complaint, "withdraw", reason="worker_asked")
    refused(lead, "H512")


# Consent and the source


def test_nobody_agrees_to_a_risk_for_the_others(w: World, rows: Rows) -> None:
    """R-52: an agreement that was given before the others came does not bind them either."""
    with pytest.raises(InputError, match="H511"):
        cw.briefed(w.officer, rows.complaint, "send_letter", agreed="informed_yes")
    row = cw.triaged(w.officer)
    cw.briefed(w.officer, row, "send_letter", knowable_by=2, agreed="informed_yes")
    with transaction.atomic():
        letter = cw.moved(w.officer, row, "send_letter", reason="small_and_clear")
        assert letter.state == "letter_sent"
        transaction.set_rollback(True)
    row.refresh_from_db()
    cw.member(row)
    with pytest.raises(MoveRefused) as no:
        cw.moved(w.officer, row, "send_letter", reason="small_and_clear")
    assert no.value.word == "members_cannot_agree"
    verbs.assess_urgency(w.officer, row.pk, danger=True, child=False)
    assert cw.moved(w.officer, row, "send_letter", reason="danger_to_people").state == "letter_sent"


def test_an_opening_shows_the_contacts_of_those_who_are_still_part_of_it(
    w: World, rows: Rows
) -> None:
    leave(rows.words, *rows.members[:FOUR])
    asked = verbs.ask_source(w.officer, rows.complaint.pk, "take_a_statement", request=request())
    verbs.decide_source(w.colleague, asked.pk, "approve", seen=1, request=request())
    found = verbs.open_source(w.officer, asked.pk)
    assert sorted(found) == [f"member {at}zq" for at in range(FOUR, NINE)]
    acts = Event.objects.filter(kind="source_opening", resource=asked.pk, outcome="allowed")
    assert acts.filter(act="read_identity", actor=w.officer.person).count() == 1


def test_an_opening_can_be_asked_for_whether_or_not_anybody_left_a_contact(w: World) -> None:
    """A refusal would show intake that all who gave one have left."""
    row, _ = cw.received(contact="")
    cw.member(row)
    asked = verbs.ask_source(w.officer, row.pk, "take_a_statement", request=request())
    verbs.decide_source(w.colleague, asked.pk, "approve", seen=1, request=request())
    assert verbs.open_source(w.officer, asked.pk) == []

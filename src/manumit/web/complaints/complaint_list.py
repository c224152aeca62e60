"""The queue of complaints: danger first, then children, then age. Nothing sealed is in it."""

import datetime as dt

from manumit.web.complaints.law import complaint_policy
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.process import (
    ACKNOWLEDGED,
    COMPLAINT,
    ENDS,
    IN_ROUND,
    OPEN,
    RECEIVED,
    TRIAGED,
    WITHDRAWN,
)
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.access.grants import Relation
from manumit.web.ui.room.days import day_text
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    Tone,
    coded,
    one_of,
)

WAITING = (RECEIVED, ACKNOWLEDGED, TRIAGED)


def _open(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state__in=OPEN)


def _new(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=RECEIVED)


def _mine(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(holder=reader.actor.person).exclude(state__in=ENDS)


def _replied(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(reply_on__isnull=False)


def _ended(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state__in=ENDS)


def _complaint(row: Complaint, reader: Reader) -> Cell:
    href = reader.address("complaints:complaint", complaint=row.pk)
    return Cell(row.reference, code=True, href=href)


def _urgency(row: Complaint, reader: Reader) -> Cell:
    badges = []
    if row.danger:
        badges.append(Badge(reader.say("complaints/danger"), "danger"))
    if row.child:
        badges.append(Badge(reader.say("complaints/child"), "danger"))
    if not badges:
        return Cell(reader.say("complaints/not_urgent"))
    return Cell(badges=tuple(badges))


def _received(row: Complaint, reader: Reader) -> Cell:
    return Cell(fine=day_text(row.received_on, reader))


def _state(row: Complaint, reader: Reader) -> Cell:
    badges = [Badge(reader.say(f"complaints_state/{row.state}"))]
    if row.reply_on is not None:
        text = "withdrew" if row.state == WITHDRAWN else "replied"
        badges.append(Badge(reader.say(f"complaints/{text}"), "today"))
    return Cell(badges=tuple(badges))


def _due(row: Complaint, reader: Reader) -> Cell:
    if row.state in ENDS:
        return Cell("–")
    day = row.answer_by
    held_up = row.state == IN_ROUND and (row.danger or row.child)
    if held_up or (row.danger and row.state in WAITING):
        day = row.received_on  # today, not within a week
    elif row.state == RECEIVED:
        day = row.received_on + dt.timedelta(days=rules().acknowledge_days)
    tone: Tone = "danger" if day < reader.today else "today" if day == reader.today else ""
    return Cell(fine=day_text(day, reader), tone=tone)


def _holder(row: Complaint, reader: Reader) -> Cell:
    if row.holder is None:
        return Cell(reader.say("complaints/nobody_yet"))
    mine = row.holder == reader.actor.person
    return Cell(reader.say("room_list/you") if mine else member_sign(row.holder))


COMPLAINTS = RoomList(
    view="complaints:index",
    policy=complaint_policy,
    heading="complaints/complaints",
    empty="complaints/none",
    columns=(
        ListColumn("complaint", "complaints/complaint", _complaint, place="first"),
        ListColumn(
            "queue", "complaints/urgency", _urgency, sort="queue", indexed=True, place="urgent"
        ),
        ListColumn("state", "complaints/status", _state, sort="state", place="state"),
        ListColumn("received", "complaints/received_on", _received, sort="received_on"),
        ListColumn("due", "complaints/due", _due, sort="answer_by", place="next"),
        ListColumn("holder", "room_list/holder", _holder, place="far"),
    ),
    order="queue",
    filters=(
        Filter(
            "state",
            "complaints/status",
            coded("complaints_state", COMPLAINT.states),
            one_of("state"),
        ),
        DayFilter("received", "complaints/received_on", "received_on", moment=False),
    ),
    views=(
        SavedView("open", "complaints_view/open", _open),
        SavedView("new", "complaints_view/new", _new),
        SavedView("mine", "complaints_view/mine", _mine, Relation.OWN),
        SavedView("replied", "complaints_view/replied", _replied),
        SavedView("ended", "complaints_view/ended", _ended),
    ),
)

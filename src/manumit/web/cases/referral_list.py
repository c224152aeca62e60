"""The lists of referrals: purpose, need, urgency, status, next step and its deadline."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from manumit.web.cases.clocks import RUNNING, WAITING
from manumit.web.cases.models import Referral
from manumit.web.cases.policies import file_policy, referral_policy
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.tasks import MOMENT, clocked
from manumit.web.directory.lists import URGENCIES
from manumit.web.directory.urgency import (
    NO_HURRY,
    NOT_STATED,
    THIS_WEEK,
    TONIGHT,
    need_text,
    urgency_text,
)
from manumit.web.institutions.directory import institution_names
from manumit.web.institutions.models import named
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.register import FieldClass
from manumit.web.tasks.row_steps import row_step
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    RowStep,
    SavedView,
    Tone,
    coded,
    one_of,
)
from manumit.web.ui.room.sealed import opened_column

DUE, STEP, RANK = "next_due", "next_step", "urgency_rank"
PERSONAL = FieldClass.PERSONAL
LAST_DAY = dt.date(9999, 12, 30)
RANKS = (TONIGHT, THIS_WEEK, "", NO_HURRY)
"""Urgencies as a list sorts them; what is not stated is more urgent than no hurry."""
TONES: Mapping[str, Tone] = {TONIGHT: "danger", THIS_WEEK: "today"}
SENT_STATES = tuple(one for one in REFERRAL.states if one != REFERRAL.initial)


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """What one line shows.

    Attributes:
        other: the institution at the other end.
        file: pseudonym of the reader's own file; empty where there is none.
        need: a code; empty: not stated, or the reader may not see it.
        step: what the reader can do at once.
    """

    row: Any
    other: str
    file: str
    need: str
    step: RowStep | None


def _prepared(end: str, rows: Rows, reader: Reader) -> Rows:
    """Return the referrals of one side, with the deadline of the step that is missing first."""
    running: Rows = clocked(Referral.objects.filter(pk=OuterRef("pk")), LAST_DAY)
    found: Rows = rows.filter(**{end: reader.actor.institution}).annotate(
        **{
            DUE: Subquery(running.values(MOMENT)[:1], output_field=DateTimeField()),
            STEP: Subquery(running.values("work_variant")[:1]),
            RANK: _rank(),
        }
    )
    return found


def _rank() -> Case:
    """Return the place of a row by its urgency, which counts until somebody has answered."""
    whens = [
        When(state__in=WAITING, urgency=code, then=Value(rank)) for rank, code in enumerate(RANKS)
    ]
    return Case(*whens, default=Value(RANKS.index("")))


def _lines(other: str, rows: Sequence[Referral], reader: Reader) -> Sequence[ReferralLine]:
    ends = [getattr(row, f"{other}_id") for row in rows]
    names, files = institution_names(ends), _own_files(rows, reader)
    needs = opened_column(rows, "need", "person_id", referral_policy, reader)
    return [
        ReferralLine(
            row,
            named(dict(names[end]), reader.language.tag),
            files.get(row.pk, ""),
            needs.get(row.pk, ""),
            row_step("referral", getattr(row, STEP), row, reader),
        )
        for row, end in zip(rows, ends, strict=True)
    ]


def _own_files(rows: Sequence[Referral], reader: Reader) -> Mapping[uuid.UUID, str]:
    """Return pseudonyms of the reader's files beside some referrals, where they see them."""
    mine = {row.file_id: row.pk for row in rows if row.sent_by_id == reader.actor.institution}
    seen = file_policy.scope(reader.actor)
    sent = seen.filter(pk__in=list(mine)).values_list("pk", "pseudonym")
    found = {mine[file]: name for file, name in sent}
    came = [row.pk for row in rows if row.sent_by_id != reader.actor.institution]
    return found | dict(seen.filter(origin__in=came).values_list("origin", "pseudonym"))


def _running(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state__in=("drafted", *RUNNING))


def _ended(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.exclude(state__in=("drafted", *RUNNING))


def _by_overdue(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    late = Q(**{f"{DUE}__lt": timezone.now()})
    asked = {"overdue": late, "in_time": ~late | Q(**{f"{DUE}__isnull": True})}
    return rows if len(codes) > 1 else rows.filter(asked[codes[0]])


# Cells


def _other(line: ReferralLine, reader: Reader) -> Cell:
    href = reader.address("cases:referral", referral=line.row.pk)
    return Cell(line.other, href=href, fine=line.file, fine_code=True)


def _purpose(line: ReferralLine, reader: Reader) -> Cell:
    return Cell(reader.say(f"cases_purpose/{line.row.purpose}"))


def _need(line: ReferralLine, reader: Reader) -> Cell:
    return Cell(reader.say(need_text(line.need)))


def _urgency(line: ReferralLine, reader: Reader) -> Cell:
    code = line.row.urgency
    tone = TONES.get(code) if line.row.state in WAITING else None
    text = reader.say(urgency_text(code))
    return Cell(text) if tone is None else Cell(badges=(Badge(text, tone),))


def _step(line: ReferralLine, reader: Reader) -> Cell:
    step, day = getattr(line.row, STEP), getattr(line.row, DUE)
    if step is None:
        return Cell(reader.say("cases_step/no_step"))
    text = reader.say(f"cases_step/{step}")
    late = day < timezone.now()
    return Cell(text, fine=day_text(day, reader), tone="danger" if late else day_tone(day, reader))


def _state(line: ReferralLine, reader: Reader) -> Cell:
    badge = Badge(reader.say(f"cases_referral/{line.row.state}"))
    return Cell(badges=(badge,), step=line.step)


def _until(line: ReferralLine, reader: Reader) -> Cell:
    return Cell(fine=day_text(line.row.valid_until, reader))


def _sent(line: ReferralLine, reader: Reader) -> Cell:
    return Cell(fine=day_text(line.row.made_at, reader))


def _late(reader: Reader) -> Sequence[tuple[str, str]]:
    return [("overdue", reader.say("cases/overdue")), ("in_time", reader.say("cases_list/in_time"))]


def _purposes(reader: Reader) -> Sequence[tuple[str, str]]:
    return [(one, reader.say(f"cases_purpose/{one}")) for one in purposes()]


def _urgencies(reader: Reader) -> Sequence[tuple[str, str]]:
    return [(one or NOT_STATED, reader.say(urgency_text(one))) for one in (*URGENCIES, "")]


def _by_urgency(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    return rows.filter(urgency__in=["" if one == NOT_STATED else one for one in codes])


FILTERS = (
    Filter("state", "room_list/state", coded("cases_referral", SENT_STATES), one_of("state")),
    Filter("urgency", "directory/needed_by", _urgencies, _by_urgency, PERSONAL),
    Filter("time", "cases_list/deadline", _late, _by_overdue, PERSONAL),
    Filter("purpose", "cases_field/purpose", _purposes, one_of("purpose"), PERSONAL),
    DayFilter("sent", "cases_list/sent_on", "made_at"),
)


def _columns(other: str) -> tuple[ListColumn, ...]:
    return (
        ListColumn("other", f"cases_list/{other}", _other, place="first"),
        ListColumn("purpose", "cases_field/purpose", _purpose, PERSONAL, sort="purpose"),
        ListColumn("need", "directory/need", _need, FieldClass.IDENTIFYING, sealed=True),
        ListColumn(
            "urgency",
            "directory/needed_by",
            _urgency,
            PERSONAL,
            sort=RANK,
            place="urgent",
            then=DUE,
        ),
        ListColumn("due", "cases_list/next_step", _step, PERSONAL, sort=DUE, place="next"),
        ListColumn("state", "room_list/state", _state, sort="state", place="state"),
        ListColumn(
            "until", "cases_list/valid_until", _until, PERSONAL, sort="valid_until", place="far"
        ),
        ListColumn(
            "sent",
            "cases_list/sent_on",
            _sent,
            PERSONAL,
            sort="made_at",
            indexed=True,
            place="far",
            latest=True,
        ),
    )


def _declared(view: str, end: str, other: str, heading: str, empty: str) -> RoomList:
    return RoomList(
        view=view,
        policy=referral_policy,
        heading=heading,
        empty=empty,
        columns=_columns(other),
        order="urgency",
        otherwise="-sent",
        filters=FILTERS,
        views=(
            SavedView("running", "cases_list/running", _running),
            SavedView("ended", "cases_list/ended", _ended),
        ),
        prepare=functools.partial(_prepared, end),
        lines=functools.partial(_lines, other),
    )


RECEIVED = _declared(
    "cases:inbox", "sent_to", "sent_by", "cases_list/received", "cases_list/none_received"
)
SENT = _declared("cases:sent", "sent_by", "sent_to", "cases_list/sent", "cases_list/none_sent")
TABS = ((RECEIVED.heading, RECEIVED.view), (SENT.heading, SENT.view))

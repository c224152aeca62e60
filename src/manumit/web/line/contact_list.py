"""The lists of contacts: all of them, and the queue of call-backs by danger, then time."""

import datetime as dt
import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, When
from django.utils import timezone

from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.register import FieldClass
from manumit.web.line.law import contact_policy
from manumit.web.line.lists import LISTS, NO, URGENT, sector_codes, text_of
from manumit.web.line.models import Contact
from manumit.web.line.process import CONTACT, OPEN
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

QUEUE_AT = "queue_at"
AHEAD = dt.timedelta(days=36_500)
"""Danger is called back before everything else: it is sorted as if due a century earlier."""
DANGER: dict[str, Tone] = {"yes": "danger", "unsure": "today"}
MINUTES, HOURS = 60, 48


def _prepared(rows: Rows, reader: Reader) -> Rows:
    """Annotate the place in the queue: danger first, then what may be danger, then by time."""
    del reader
    earlier = [
        When(danger=code, then=ExpressionWrapper(F("call_back_at") - AHEAD * many, _MOMENT))
        for code, many in (("yes", 2), ("unsure", 1))
    ]
    found: Rows = rows.annotate(
        **{QUEUE_AT: Case(*earlier, default=F("call_back_at"), output_field=_MOMENT)}
    )
    return found


_MOMENT: Any = DateTimeField()


def due_text(moment: dt.datetime | None, reader: Reader) -> tuple[str, Tone]:
    """Return how soon a call-back is due, or how late it is, with its tone."""
    if moment is None:
        return "", ""
    minutes = round((moment - timezone.now()).total_seconds() / 60)
    text = "line/overdue" if minutes < 0 else "line/due"
    number = abs(minutes)
    if number >= HOURS * MINUTES:
        shown = reader.say(f"{text}_days", number=number // (24 * MINUTES))
    elif number >= MINUTES:
        shown = reader.say(f"{text}_hours", number=number // MINUTES)
    else:
        shown = reader.say(f"{text}_minutes", number=number)
    return shown, "danger" if minutes < 0 else ""


# Views and filters


def _waiting(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=OPEN, call_back_at__isnull=False)


def _urgent(rows: Rows, reader: Reader) -> Rows:
    return _waiting(rows, reader).filter(danger__in=URGENT)


def _overdue(rows: Rows, reader: Reader) -> Rows:
    return _waiting(rows, reader).filter(call_back_at__lt=timezone.now())


def _today(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(made_at__date=reader.today)


def _mine(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(made_by=reader.actor.person)


def _all(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows


def _about(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    any_of = functools.reduce(operator.or_, (Q(topics__contains=[one]) for one in codes))
    return rows.filter(any_of)


def _options(listed: str) -> Callable[[Reader], Sequence[tuple[str, str]]]:
    def options(reader: Reader) -> Sequence[tuple[str, str]]:
        codes = sector_codes() if listed == "sector" else LISTS[listed].codes()
        return [(code, reader.say(text_of(listed, code))) for code in codes]

    return options


# Cells


def _contact(row: Contact, reader: Reader) -> Cell:
    badges = (Badge(reader.say("line/child"), "info"),) if row.child else ()
    href = reader.address("line:contact", contact=row.pk)
    return Cell(row.reference, code=True, href=href, badges=badges)


def _topics(row: Contact, reader: Reader) -> Cell:
    first, *others = (reader.say(text_of("topic", one)) for one in row.topics)
    return Cell(first, fine=", ".join(others))


def _danger(row: Contact, reader: Reader) -> Cell:
    text = reader.say(text_of("danger", row.danger))
    if row.danger == NO:
        return Cell(fine=text)
    return Cell(badges=(Badge(text, DANGER[row.danger]),))


def _due(row: Contact, reader: Reader) -> Cell:
    if row.state != OPEN:
        return Cell()
    text, tone = due_text(row.call_back_at, reader)
    return Cell(fine=text, tone=tone)


def _state(row: Contact, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(f"line_state/{row.state}")),))


def _channel(row: Contact, reader: Reader) -> Cell:
    language = reader.say(text_of("language", row.language))
    return Cell(reader.say(text_of("channel", row.channel)), fine=language)


def _made(row: Contact, reader: Reader) -> Cell:
    return Cell(day_text(row.made_at, reader), fine=f"{row.made_at:%H:%M}", fine_code=True)


def _member(row: Contact, reader: Reader) -> Cell:
    mine = row.made_by == reader.actor.person
    return Cell(reader.say("room_list/you") if mine else member_sign(row.made_by))


ABOUT = FieldClass.PERSONAL
_FIRST = ListColumn("contact", "line/contact", _contact, sort="reference", place="first")
_TOPICS = ListColumn("topics", "line_field/topic", _topics, ABOUT, place="next")
_DANGER = ListColumn("danger", "line_field/danger", _danger, ABOUT, place="urgent")
_CHANNEL = ListColumn("channel", "line_field/channel", _channel, ABOUT, sort="channel")
_MADE = ListColumn("made", "line/made", _made, ABOUT, sort="made_at", indexed=True, latest=True)
_MEMBER = ListColumn("member", "line/member", _member, place="far")
_FILTERS = (
    Filter("channel", "line_field/channel", _options("channel"), one_of("channel")),
    Filter("topic", "line_field/topic", _options("topic"), _about, ABOUT),
    Filter("danger", "line_field/danger", _options("danger"), one_of("danger"), ABOUT),
    Filter("sector", "line_field/sector", _options("sector"), one_of("sector"), ABOUT),
)

CONTACTS = RoomList(
    view="line:contacts",
    policy=contact_policy,
    heading="line/contacts",
    empty="line/no_contacts",
    columns=(
        _FIRST,
        _TOPICS,
        _DANGER,
        ListColumn("state", "room_list/state", _state, sort="state", place="state"),
        _CHANNEL,
        _MADE,
        _MEMBER,
    ),
    order="-made",
    filters=(
        Filter("state", "room_list/state", coded("line_state", CONTACT.states), one_of("state")),
        *_FILTERS,
        DayFilter("made", "line/made", "made_at"),
    ),
    views=(
        SavedView("all", "line_list/all", _all),
        SavedView("today", "line_list/today", _today),
        SavedView("mine", "line_list/mine", _mine),
    ),
)
QUEUE = RoomList(
    view="line:queue",
    policy=contact_policy,
    heading="line/queue",
    empty="line/no_queue",
    columns=(
        _FIRST,
        _DANGER,
        ListColumn("due", "line/due", _due, ABOUT, sort=QUEUE_AT, place="urgent"),
        _TOPICS,
        _CHANNEL,
        _MADE,
        _MEMBER,
    ),
    order="due",
    filters=_FILTERS,
    views=(
        SavedView("waiting", "line_list/waiting", _waiting),
        SavedView("urgent", "line_list/urgent", _urgent),
        SavedView("overdue", "line_list/overdue", _overdue),
    ),
    prepare=_prepared,
)
TABS = (
    ("line/contacts", "line:contacts"),
    ("line/queue", "line:queue"),
    ("line/count", "line:count_now"),
)
"""Pages beside each other."""

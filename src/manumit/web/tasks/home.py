"""The home's parts about work: what can't wait, what is to be done, what others have to do."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse

from manumit.web.institutions.directory import institution_names, partners, telephones
from manumit.web.institutions.home_parts import (
    MAIN,
    SIDE,
    TOP,
    Content,
    HomePart,
    HomeRequest,
    register_home,
)
from manumit.web.institutions.models import named
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.tasks.changes import RecordChange, changes, held_records
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.reminders import EVERY, last_reminders
from manumit.web.tasks.row_steps import line_sign, offered_step
from manumit.web.tasks.sources import DueItem, Turn, due_items, due_now, due_sources, has_work
from manumit.web.ui.languages import Language
from manumit.web.ui.places import sign
from manumit.web.ui.room.declared import RowStep
from manumit.web.ui.room.remembered import remembered

AHEAD = dt.timedelta(days=7)
MOST_READ, MOST_SHOWN, MOST_NOW, MOST_WAITING = 200, 10, 2, 5
GROUPS = ("late", "today", "week")


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A line of work as a page shows it.

    Attributes:
        item: what is due.
        address: where it is done.
        late, today: how its day compares with today.
        other_side: the institution that is waited for, or that has sent the work; empty where
            there is none.
        call: the telephone number of its office; empty where none is known.
        called: what the reader calls the record; empty where they gave it no label.
        site: the name of the place where it is done; empty where the reader may not see it.
        may_wait: whether the reader may put it off.
        reminded: the day of the last reminder; None: nobody reminded of it.
        may_remind: whether the reader may remind those who have to do it.
        step: what the list can do at once; None: nothing.
        request: of the form that puts it off or reminds.
    """

    item: DueItem
    address: str
    late: bool
    today: bool
    other_side: str
    call: str = ""
    called: str = field(default="", repr=False)
    site: str = field(default="", repr=False)
    may_wait: bool = False
    reminded: dt.date | None = None
    may_remind: bool = False
    step: RowStep | None = None
    request: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def sign(self) -> str:
        """Return the first signs of the row's key: they only distinguish lines."""
        return line_sign(self.item.row)

    @property
    def party(self) -> str:
        """Return the institution that the reader waits for; empty where it is their own turn."""
        return self.other_side if self.item.turn is Turn.WAITING else ""

    @property
    def sender(self) -> str:
        """Return the institution that has sent what the reader does; empty where nobody has."""
        return self.other_side if self.item.turn is Turn.TO_DO else ""

    @property
    def urgent(self) -> str:
        """Return the code of what the reader cannot put off; empty: the line is like others."""
        own = self.item.first and self.item.turn is Turn.TO_DO
        return due_sources()[self.item.source].urgent_as if own else ""

    @property
    def group(self) -> str:
        """Return which of :data:`GROUPS` it belongs to."""
        return "late" if self.late else "today" if self.today else "week"


def work_lines(actor: Actor | None, items: Sequence[DueItem], language: Language) -> list[WorkLine]:
    """Return an actor's lines of items, with addresses and names in a language.

    The caller has recorded that they read the list.
    """
    may = bool(task_policy.can_new(actor, "do"))
    labels = remembered(actor, {one.called for one in items if one.called})
    sites = _sites(actor, items)
    wanted = {one.party for one in items if one.party is not None}
    numbers = telephones({one.office for one in items if one.office is not None})
    names = institution_names(list(wanted)) if wanted else {}
    day, tag, reminded = today(), language.tag, last_reminders(items)
    elsewhere = partners(list(wanted)) if wanted else frozenset()
    return [
        WorkLine(
            item=one,
            address=one.address(tag),
            late=one.late(day),
            today=one.due == day,
            other_side=named(dict(names[one.party]), tag)
            if one.party and one.party in names
            else "",
            call=numbers.get(one.office, "") if one.office else "",
            called=labels.get(one.called, ""),
            site=sites.get(one.site, "") if one.site else "",
            may_wait=may and one.turn is Turn.TO_DO and not one.first,
            reminded=(last := reminded.get((one.source, one.row))),
            may_remind=may
            and one.turn is Turn.WAITING
            and one.party not in elsewhere
            and (last is None or last + EVERY <= day),
            step=offered_step(one, tag),
        )
        for one in items
    ]


def _sites(actor: Actor | None, items: Sequence[DueItem]) -> dict[uuid.UUID, str]:
    """Return the names of the places of work; each kind of place is asked once."""
    asked: dict[Callable[..., Mapping[uuid.UUID, str]], set[uuid.UUID]] = {}
    for one in items:
        of = due_sources()[one.source].site
        if of is not None and one.site is not None:
            asked.setdefault(of.names, set()).add(one.site)
    if actor is None:
        return {}
    return {
        key: name for names, keys in asked.items() for key, name in names(actor, [*keys]).items()
    }


def _due(home: HomeRequest) -> list[DueItem]:
    """Return what is due within a week, read once for all parts; the ledger records it."""
    if "due" not in home.memo:
        home.memo["due"] = _read(home.actor) if has_work(home.actor) else []
    found: list[DueItem] = home.memo["due"]
    return found


@transaction.atomic
def _read(actor: Actor) -> list[DueItem]:
    record_act(actor, "list_files", task_policy.resource, None, purpose=SEE)
    turns = (Turn.TO_DO, Turn.WAITING)
    return due_items(actor, today() + AHEAD, MOST_READ, turns=turns)


def _own(home: HomeRequest) -> list[DueItem]:
    return [one for one in _due(home) if one.turn is Turn.TO_DO]


def counts(actor: Actor) -> dict[str, int]:
    """Return how much waits for an actor within a week: for each place, and for the home."""
    if not has_work(actor):
        return {}
    found = due_now(actor, today() + AHEAD, MOST_READ, (Turn.TO_DO,))
    numbers = Counter(one.place for one in found if one.place)
    return {**numbers, "home": len(found)}


def _sentence(home: HomeRequest) -> Content:
    found, day = _own(home), today()
    if not has_work(home.actor):
        return None
    return {"all": len(found), "late": sum(one.late(day) for one in found)}


def _now(home: HomeRequest) -> Content:
    # What others have to do can't wait either: the reader calls them.
    found = [one for one in _due(home) if one.first][:MOST_NOW]
    return {"lines": work_lines(home.actor, found, home.language)} if found else None


def _to_do(home: HomeRequest) -> Content:
    if not has_work(home.actor):
        return None
    urgent = [one for one in _own(home) if one.first][:MOST_NOW]
    lines = work_lines(home.actor, [one for one in _own(home) if one not in urgent], home.language)
    numbers = Counter(one.group for one in lines)
    shown = lines[:MOST_SHOWN]
    groups = [
        {"key": key, "number": numbers[key], "lines": [one for one in shown if one.group == key]}
        for key in GROUPS
        if any(one.group == key for one in shown)
    ]
    return {"groups": groups, "more": len(lines) > MOST_SHOWN}


def _waiting(home: HomeRequest) -> Content:
    if not has_work(home.actor):
        return None
    found = [one for one in _due(home) if one.turn is Turn.WAITING]
    return {
        "lines": work_lines(home.actor, found[:MOST_WAITING], home.language),
        "number": len(found),
    }


def _changed(home: HomeRequest) -> Content:
    if not held_records(home.actor.role):
        return None
    found = changes(home.actor, home.since)
    tag = home.language.tag
    labels = remembered(home.actor, {one.called for one in found})
    names = institution_names([one.move.institution for one in found]) if found else {}
    lines = [
        {
            "who": _by_whom(one, home.actor, names, tag),
            "state": f"{one.of.state}/{one.move.target}",
            "record": f"tasks_record/{one.of.record}",
            "label": labels.get(one.called, ""),
            "called": one.called,
            "address": reverse(
                one.of.view, kwargs={"language": tag, one.of.argument: one.move.row}
            ),
            "day": one.move.at.date(),
        }
        for one in found
    ]
    return {"lines": lines, "since": home.since.date()}


def _by_whom(
    one: RecordChange, actor: Actor, names: Mapping[uuid.UUID, Mapping[str, str]], tag: str
) -> str:
    """Return an institution, a colleague's sign, or nothing where only a day was over."""
    if one.move.actor is None:
        return ""
    if one.move.institution == actor.institution:
        return sign(one.move.actor)
    return named(dict(names[one.move.institution]), tag) if one.move.institution in names else ""


def register() -> None:
    """Register the parts."""
    register_home(
        HomePart("sentence", "tasks/home/sentence.html", TOP, 0, _sentence),
        HomePart("now", "tasks/home/now.html", TOP, 1, _now),
        HomePart("to_do", "tasks/home/to_do.html", MAIN, 0, _to_do),
        HomePart("changed", "tasks/home/changed.html", MAIN, 5, _changed),
        HomePart("waiting", "tasks/home/waiting.html", SIDE, 0, _waiting),
    )

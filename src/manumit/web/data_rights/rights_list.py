"""The lists of requests to erase and of legal holds."""

from typing import Any

from django.db.models import Q

from manumit.web.data_rights.law import erasure_policy, hold_policy
from manumit.web.data_rights.process import ASKED, ERASURE, HOLD, LIFT_ASKED, OVER, PLACED
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.days import today
from manumit.web.kernel.register import FieldClass
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
    coded,
    one_of,
)

ABOUT = FieldClass.PERSONAL
REASON = {"erasure": "data_rights_erase", "hold": "data_rights_hold"}
"""Prefix of the texts of the vault's reasons."""


def _code(view: str, argument: str) -> Any:
    def cell(row: Any, reader: Reader) -> Cell:
        return Cell(row.code, code=True, href=reader.address(view, **{argument: row.pk}))

    return cell


def _kind(row: Any, reader: Reader) -> Cell:
    return Cell(reader.say(row.kind))


def _reason(prefix: str) -> Any:
    def cell(row: Any, reader: Reader) -> Cell:
        return Cell(reader.say(f"{prefix}/{row.reason}"))

    return cell


def state_text(row: Any) -> str:
    """Return the id of the text of a state; a hold whose last day is over says so."""
    until = getattr(row, "until", None)
    over = row.state in (PLACED, LIFT_ASKED) and until is not None and until < today()
    return f"data_rights_state/{OVER if over else row.state}"


def _state(row: Any, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(state_text(row))),))


def _made(row: Any, reader: Reader) -> Cell:
    return Cell(day_text(row.made_at, reader))


def _until(row: Any, reader: Reader) -> Cell:
    if row.until is None:
        return Cell(reader.say("data_rights/no_end"))
    return Cell(day_text(row.until, reader))


def _member(row: Any, reader: Reader) -> Cell:
    mine = row.made_by == reader.actor.person
    return Cell(reader.say("room_list/you") if mine else member_sign(row.made_by))


def _asked(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=ASKED)


def _in_force(rows: Rows, reader: Reader) -> Rows:
    last = Q(until__isnull=True) | Q(until__gte=reader.today)
    return rows.filter(last, state__in=(PLACED, LIFT_ASKED))


def _all(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows


def _columns(name: str, *more: ListColumn) -> tuple[ListColumn, ...]:
    view = f"data_rights:{name}"
    return (
        ListColumn(
            "code", "data_rights/record", _code(view, name), ABOUT, sort="code", place="first"
        ),
        ListColumn("kind", "data_rights/kind", _kind, ABOUT, place="next"),
        ListColumn("reason", "data_rights/reason", _reason(REASON[name]), ABOUT, place="about"),
        ListColumn("state", "room_list/state", _state, sort="state", place="state"),
        *more,
        ListColumn("made", "data_rights/made", _made, ABOUT, sort="made_at", latest=True),
        ListColumn("member", "data_rights/member", _member, place="far"),
    )


ERASURES = RoomList(
    view="data_rights:erasures",
    policy=erasure_policy,
    heading="data_rights/erasures",
    empty="data_rights/no_erasures",
    columns=_columns("erasure"),
    order="-made",
    filters=(
        Filter(
            "state", "room_list/state", coded("data_rights_state", ERASURE.states), one_of("state")
        ),
        DayFilter("made", "data_rights/made", "made_at"),
    ),
    views=(
        SavedView("waiting", "data_rights_list/waiting", _asked),
        SavedView("all", "data_rights_list/all", _all),
    ),
)
HOLDS = RoomList(
    view="data_rights:holds",
    policy=hold_policy,
    heading="data_rights/holds",
    empty="data_rights/no_holds",
    columns=_columns("hold", ListColumn("until", "data_rights/until", _until, ABOUT)),
    order="-made",
    filters=(
        Filter(
            "state", "room_list/state", coded("data_rights_state", HOLD.states), one_of("state")
        ),
        DayFilter("made", "data_rights/made", "made_at"),
    ),
    views=(
        SavedView("in_force", "data_rights_list/in_force", _in_force),
        SavedView("all", "data_rights_list/all", _all),
    ),
)
TABS = (
    ("data_rights/erasures", "data_rights:erasures"),
    ("data_rights/holds", "data_rights:holds"),
)
"""Pages beside each other."""

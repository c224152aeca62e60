"""The lists of criminal cases, penalties and entries of the sanctions register.

Whom a record is about is sealed, and no list shows it. A body that sees only that a record exists,
as one that learns of an outcome, sees its reference and state here and no day.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from manumit.web.justice.lists import LISTS
from manumit.web.justice.models import StepDate
from manumit.web.justice.policies import (
    RecordPolicy,
    non_punishment_policy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.process import NON_PUNISHMENT, PENALTY, PROCEEDING, SANCTION
from manumit.web.justice.selectors.checks import decision_expected_by
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.money import format_sums
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.register import FieldClass
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
    SavedView,
    amount_cell,
    coded,
    one_of,
)

LAST = "last_step"


def _with_last_step(resource: str) -> Callable[[Rows, Reader], Rows]:
    def prepared(rows: Rows, reader: Reader) -> Rows:
        del reader
        days = StepDate.objects.filter(resource=resource, row=OuterRef("pk")).order_by()
        last = days.values("row").annotate(last=Max("on_day")).values("last")
        found: Rows = rows.annotate(**{LAST: Subquery(last)})
        return found

    return prepared


# Views


def _running(process: Process) -> Callable[[Rows, Reader], Rows]:
    def narrow(rows: Rows, reader: Reader) -> Rows:
        del reader
        return rows.exclude(state__in=process.ends)

    return narrow


def _ended(process: Process) -> Callable[[Rows, Reader], Rows]:
    def narrow(rows: Rows, reader: Reader) -> Rows:
        del reader
        return rows.filter(state__in=process.ends)

    return narrow


def _mine(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(opened_by=reader.actor.person, institution=reader.actor.institution)


def _views(process: Process) -> tuple[SavedView, ...]:
    return (
        SavedView("running", "justice_list/running", _running(process)),
        SavedView("mine", "justice_list/mine", _mine, Relation.OWN),
        SavedView("ended", "justice_list/ended", _ended(process)),
    )


# Cells


def _reference(name: str) -> Callable[[Any, Reader], Cell]:
    def cell(row: Any, reader: Reader) -> Cell:
        href = reader.address(f"justice:{name}", **{name: row.pk})
        return Cell(row.reference, code=True, href=href)

    return cell


def _state(name: str) -> Callable[[Any, Reader], Cell]:
    def cell(row: Any, reader: Reader) -> Cell:
        return Cell(badges=(Badge(reader.say(f"justice_{name}_state/{row.state}")),))

    return cell


def _text(prefix: str, column: str) -> Callable[[Any, Reader], Cell]:
    def cell(row: Any, reader: Reader) -> Cell:
        return Cell(reader.say(f"{prefix}/{getattr(row, column)}"))

    return cell


def _day(column: str) -> Callable[[Any, Reader], Cell]:
    def cell(row: Any, reader: Reader) -> Cell:
        return Cell(fine=day_text(getattr(row, column), reader))

    return cell


def _amount(row: Any, reader: Reader) -> Cell:
    if row.amount is None:
        return Cell(reader.say("justice_list/no_amount"))
    return amount_cell(format_sums({row.currency: Fraction(row.amount)}), reader)


def _expected(row: Any, reader: Reader) -> Cell:
    """Return until when a check should be decided; a decided one is waited for by nobody."""
    by = decision_expected_by(row, whole=True)
    if by is None:
        return Cell(reader.say("justice_list/decided"))
    return Cell(fine=day_text(by, reader), tone=day_tone(by, reader))


PERSONAL = FieldClass.PERSONAL


def _declared(
    policy: RecordPolicy[Any], process: Process, heading: str, *columns: ListColumn, **more: Any
) -> RoomList:
    name = policy.resource
    return RoomList(
        view=heading.replace("/", ":"),
        policy=policy,
        heading=heading,
        empty=more.get("empty", f"justice/no_{heading.partition('/')[2]}"),
        columns=(
            ListColumn(
                "record", f"justice/{name}", _reference(name), sort="reference", place="first"
            ),
            *columns,
            ListColumn("state", "room_list/state", _state(name), sort="state", place="state"),
            ListColumn(
                "step",
                "justice_list/last_step",
                _day(LAST),
                PERSONAL,
                sort=LAST,
                place="far",
                latest=True,
            ),
            ListColumn(
                "opened",
                "room_list/opened",
                _day("opened_at"),
                PERSONAL,
                sort="opened_at",
                indexed=True,
                place="far",
                latest=True,
            ),
        ),
        order="-opened",
        filters=(
            Filter(
                "state",
                "room_list/state",
                coded(f"justice_{name}_state", process.states),
                one_of("state"),
            ),
            *more.get("filters", ()),
            DayFilter("opened", "room_list/opened", "opened_at"),
        ),
        views=_views(process),
        prepare=_with_last_step(name),
        export=more.get("export", "change"),
    )


def _codes(prefix: str, listed: str, column: str) -> Filter:
    options = coded(prefix, LISTS[listed].codes())
    return Filter(column, f"justice_list/{column}", options, one_of(column), PERSONAL)


GROUND = ListColumn(
    "ground", "justice_list/ground", _text("justice_ground", "ground"), PERSONAL, sort="ground"
)
PROCEEDINGS = _declared(proceeding_policy, PROCEEDING, "justice/proceedings")
PENALTIES = _declared(
    penalty_policy,
    PENALTY,
    "justice/penalties",
    ListColumn(
        "kind",
        "justice_list/kind",
        _text("justice_penalty", "kind"),
        PERSONAL,
        sort="kind",
        place="next",
    ),
    GROUND,
    ListColumn("amount", "justice_list/amount", _amount, PERSONAL, place="far"),
    ListColumn(
        "issued",
        "justice_list/issued",
        _day("on_day"),
        PERSONAL,
        sort="on_day",
        place="far",
        latest=True,
    ),
    filters=(
        _codes("justice_penalty", "penalty", "kind"),
        _codes("justice_ground", "ground", "ground"),
    ),
)
SANCTIONS = _declared(
    sanction_policy,
    SANCTION,
    "justice/sanctions",
    GROUND,
    ListColumn(
        "public",
        "justice_list/public_from",
        _day("public_from"),
        PERSONAL,
        sort="public_from",
        latest=True,
    ),
    ListColumn(
        "until",
        "justice_list/public_until",
        _day("public_until"),
        PERSONAL,
        sort="public_until",
        place="far",
    ),
    filters=(_codes("justice_ground", "ground", "ground"),),
)
CHECKS = _declared(
    non_punishment_policy,
    NON_PUNISHMENT,
    "justice/non_punishments",
    ListColumn("expected", "justice_list/expected", _expected, PERSONAL, place="next"),
    ListColumn(
        "basis", "justice_list/basis", _text("justice_basis", "basis"), PERSONAL, place="far"
    ),
    empty="justice/no_checks",
    export="",
)

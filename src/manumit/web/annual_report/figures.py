"""The annual reports of C81 art. 21 and C129 art. 27: numbers of rows, each leading to its rows.

A figure that nobody recorded has no number: "not recorded" is never 0. Where the inspectorate
recorded visits in a year, no violation is a true zero; where it recorded none, nothing is known.

Both articles ask for (a) to (g). The report of C129 counts the workplaces of agriculture alone, by
the sector in the register; those whose sector nobody recorded have figures of their own.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Q, QuerySet

from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.lists import AREAS, LISTS, rules
from manumit.web.inspections.models import InspectionOrder, Violation, Visit
from manumit.web.institutions.models import Post
from manumit.web.justice.lists import LISTS as JUSTICE
from manumit.web.justice.models import Penalty
from manumit.web.justice.policies import penalty_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.paging import page_of
from manumit.web.registers.models import Workplace
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services.workplaces import in_force, merged_into, shown_as

FIRST_YEAR = 1947
"""Of the Convention."""
LETTERS = ("a", "b", "c", "d", "e", "f", "g")
NOT_HELD = {"a": ("laws",), "f": ("accidents",), "g": ("diseases",)}
"""Figures of the Convention that this platform does not record, by letter."""
SECTION, VESSEL = "A", "vessel"
"""Agriculture in ISIC Rev. 4. It has fishing in it, which C129 art. 1 leaves out: no vessels."""
FARMS, KNOWN, UNKNOWN = "farms", "known", "unknown"
SECTORS: Mapping[str, Q] = {
    FARMS: Q(sector=SECTION) & ~Q(place=VESSEL),
    KNOWN: ~Q(sector=""),
    UNKNOWN: Q(sector=""),
}
"""Workplaces by the sector that the register has today."""
FOLLOWS_NOTHING = Q(order=None, violation=None)
PENALTIES = "penalties"
GROUPS = {"a": "a", "b": "b", "c": "c", "d": "d", "e": "e", PENALTIES: "e", "f": "f", "g": "g"}
"""Figures of which it is known together whether anything was recorded, and the letter of each."""


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year of one institution.

    Attributes:
        among: a key of :data:`SECTORS`; empty for all workplaces.
        parts: for each of them the entries that are part of such a workplace, read once.
    """

    institution: uuid.UUID
    number: int
    among: str = ""
    parts: Mapping[str, frozenset[uuid.UUID]] = field(default_factory=dict)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last day."""
        return dt.date(self.number, 1, 1), dt.date(self.number, 12, 31)

    def of(self, among: str) -> "Year":
        """Return the same year of other workplaces."""
        return replace(self, among=among)

    def limits(self, column: str) -> Q:
        """Return the condition that a row's workplace is among those of the report."""
        if not self.among:
            return Q()
        own = Workplace.objects.filter(SECTORS[self.among], institution=self.institution)
        own = own.exclude(pk__in=in_force().values("other"))
        found = Q(**{f"{column}__in": own.values("pk")})
        parts = self.parts.get(self.among)
        return found | Q(**{f"{column}__in": parts}) if parts else found


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report.

    Attributes:
        letter: of C81 art. 21.
        key: in addresses and names of sheets.
        text: id of its label.
        number: None where it is not recorded.
        leads: whether there are rows behind it.
    """

    letter: str
    key: str
    text: str
    number: int | None
    leads: bool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row behind a figure; names nobody.

    Attributes:
        label: a reference or a sign.
        day: of the visit, order or penalty; None for others.
        view: the page that it leads to; empty where there is none.
        keys: what the address of that page takes.
    """

    label: str
    day: dt.date | None = None
    view: str = ""
    keys: Mapping[str, uuid.UUID] = field(default_factory=dict)


type Rows = Callable[[Year], QuerySet[Any]]


def _visits(year: Year) -> QuerySet[Visit]:
    rows = Visit.objects.filter(institution=year.institution, visited_on__range=year.days)
    return rows.filter(year.limits("workplace"))


def _violations(year: Year) -> QuerySet[Violation]:
    of_year = {"visit__visited_on__range": year.days}
    rows = Violation.objects.filter(institution=year.institution, **of_year)
    return rows.filter(year.limits("visit__workplace"))


def _orders(year: Year) -> QuerySet[InspectionOrder]:
    of_year = {"issued_on__range": year.days}
    rows = InspectionOrder.objects.filter(institution=year.institution, **of_year)
    return rows.filter(year.limits("workplace"))


def _penalties(year: Year) -> QuerySet[Penalty]:
    """Return penalties, contested and annulled ones too: they were imposed."""
    rows = Penalty.objects.filter(institution=year.institution, on_day__range=year.days)
    if not year.among:
        return rows
    at = year.limits("order__workplace") | year.limits("violation__visit__workplace")
    # One that follows no inspection may be about a workplace of any sector.
    return rows.filter(at | FOLLOWS_NOTHING if year.among == UNKNOWN else at)


def _workplaces(year: Year) -> QuerySet[Workplace]:
    until = dt.datetime.combine(year.days[1], dt.time.max, dt.UTC)
    rows = Workplace.objects.filter(institution=year.institution, recorded_at__lte=until)
    rows = rows.exclude(pk__in=in_force().values("other"))
    return rows.filter(SECTORS[year.among]) if year.among else rows


def _visited(year: Year) -> QuerySet[Workplace]:
    at = _visits(year).values("workplace")
    # A visit to an entry that is part of another was a visit to that workplace.
    parts = in_force().filter(other__in=at).values_list("other", flat=True)
    return _workplaces(year).filter(Q(pk__in=at) | Q(pk__in=set(shown_as(set(parts)).values())))


def _inspectors(year: Year) -> QuerySet[Post]:
    first, last = year.days
    posts = Post.objects.filter(
        office__institution=year.institution, role="inspect", approved_at__isnull=False,
        begins__date__lte=last, until__date__gte=first,
    )  # fmt: skip
    # Who had two posts is one inspector.
    return posts.order_by("member").distinct("member")


def _where(rows: Rows, **conditions: object) -> Rows:
    return lambda year: rows(year).filter(Q(**conditions))


def _coded(listed: str, rows: Rows, column: str, prefix: str) -> dict[str, tuple[str, Rows]]:
    codes = AREAS if listed == "area" else LISTS[listed].codes()
    return {
        f"{prefix}_{code}": (f"inspections_{listed}/{code}", _where(rows, **{column: code}))
        for code in codes
    }


def _figure(key: str, rows: Rows) -> dict[str, tuple[str, Rows]]:
    return {key: (f"annual_report_figure/{key}", rows)}


def _named(
    prefix: str, codes: Iterable[str], rows: Rows, column: str
) -> dict[str, tuple[str, Rows]]:
    """Return a figure for each code of a column, with a text of its own."""
    found: dict[str, tuple[str, Rows]] = {}
    for code in codes:
        key = f"{prefix}_{code.removeprefix(f'{prefix}_')}"
        found |= _figure(key, _where(rows, **{column: code}))
    return found


HELD: dict[str, dict[str, tuple[str, Rows]]] = {
    "b": _figure("inspectors", _inspectors),
    "c": _figure("workplaces", _workplaces) | _figure("workplaces_visited", _visited),
    "d": _figure("visits", _visits)
    | _figure("joint_visits", lambda year: _visits(year).exclude(joint=""))
    | _figure("home_visits", lambda year: _visits(year).exclude(home=""))
    | _figure("refused_entry", _where(_violations, item="entry_refused")),
    "e": _figure("violations", _violations)
    | _coded("area", _violations, "area", "area")
    | _named("measure", LISTS["measure"].codes(), _violations, "measure")
    | _figure("orders", _orders)
    | _coded("order_kind", _orders, "kind", "order")
    | _figure("orders_complied", _where(_orders, state="complied"))
    | _figure("orders_overdue", _where(_orders, state="overdue")),
    PENALTIES: _figure(PENALTIES, _penalties)
    | _named("penalty", JUSTICE["penalty"].codes(), _penalties, "kind"),
}
"""Figures by group: their text and their rows. Statistics never tell why a visit was planned."""


def _unknown(key: str, rows: Rows) -> dict[str, tuple[str, Rows]]:
    return _figure(f"unknown_{key}", lambda year: rows(year.of(UNKNOWN)))


HELD_OF_FARMS: dict[str, dict[str, tuple[str, Rows]]] = {
    "c": HELD["c"] | _unknown("workplaces", _workplaces),
    "d": HELD["d"] | _unknown("visits", _visits),
    "e": HELD["e"] | _unknown("violations", _violations) | _unknown("orders", _orders),
    PENALTIES: HELD[PENALTIES] | _unknown(PENALTIES, _penalties),
}
"""The same of agriculture, with what may be agriculture or not. No inspector has a sector."""
NOT_HELD_OF_FARMS = NOT_HELD | {"b": ("farm_inspectors",)}


@transaction.atomic
def annual_report(actor: Actor | None, number: int, *, farms: bool = False) -> list[Figure]:
    """Return the figures of a year of the actor's institution, in the order of the article.

    Args:
        actor: who reads them.
        number: of the year.
        farms: of agriculture alone, for C129.

    Raises:
        Refused: not for this actor.
    """
    year = _year(actor, number, farms=farms)
    record_act(require_actor(actor, "visit", SEE), "list_files", "visit", None, purpose=SEE)
    return list(_figures(year))


def _year(actor: Actor | None, number: int, *, farms: bool) -> Year:
    visit_policy.check_new(actor, "plan")
    year = Year(require_actor(actor, "visit", SEE).institution, number)
    return replace(year, among=FARMS, parts=_parts(year.institution)) if farms else year


def _parts(institution: uuid.UUID) -> Mapping[str, frozenset[uuid.UUID]]:
    """Return the merged entries of an institution by the sector of the workplace they are part of.

    What was recorded at a part counts for the whole workplace.
    """
    shown = merged_into(institution)
    rows = Workplace.objects.filter(institution=institution, pk__in=set(shown.values()))
    found = {}
    for among, condition in SECTORS.items():
        kept = set(rows.filter(condition).values_list("pk", flat=True))
        found[among] = frozenset(part for part, at in shown.items() if at in kept)
    return found


def _figures(year: Year) -> Iterable[Figure]:
    held, missing = _tables(farms=bool(year.among))
    # Of agriculture, zero is known only where sectors are recorded.
    every = _used(year.of(""))
    known = _used(year.of(KNOWN)) if year.among else every
    for group, letter in GROUPS.items():
        for key in missing.get(group, ()):
            yield Figure(letter, key, f"annual_report_figure/{key}", None, leads=False)
        for key, (text, rows) in held.get(group, {}).items():
            used = every if key.startswith(f"{UNKNOWN}_") else known
            number = rows(year).count() if used[group] else None
            yield Figure(letter, key, text, number, leads=bool(number))
        if group == "c":
            workers = _workers(year)
            yield Figure(letter, "workers", "annual_report_figure/workers", workers, leads=False)


def _used(year: Year) -> Mapping[str, bool]:
    """Return, for each group, whether anything of it was recorded."""
    visits = _visits(year).exists()
    found = {"b": _inspectors(year), "c": _workplaces(year)}
    return {
        "d": visits,
        "e": visits,
        PENALTIES: visits or _penalties(year).exists(),
        **{group: rows.exists() for group, rows in found.items()},
    }


type Held = Mapping[str, Mapping[str, tuple[str, Rows]]]


def _tables(*, farms: bool) -> tuple[Held, Mapping[str, tuple[str, ...]]]:
    """Return the figures that are held, and those that are not."""
    return (HELD_OF_FARMS, NOT_HELD_OF_FARMS) if farms else (HELD, NOT_HELD)


def _workers(year: Year) -> int | None:
    """Return the workers counted at the last visit of the year to each workplace; None if none."""
    counted = _visits(year).filter(workers__isnull=False)
    last = counted.order_by("workplace", "-visited_on", "-made_at").distinct("workplace")
    found = [one for one in last.values_list("workers", flat=True) if one is not None]
    return sum(found) if found else None


def find(key: str, *, farms: bool = False) -> tuple[str, Rows] | None:
    """Return text and rows of a figure; None if there is no such figure."""
    held, _ = _tables(farms=farms)
    return next((figures[key] for figures in held.values() if key in figures), None)


@transaction.atomic
def report_rows(
    actor: Actor | None, number: int, key: str, page: str | None = None, *, farms: bool = False
) -> tuple[Page[ReportRow], int]:
    """Return a page of the rows of a figure, and how many more are open to their office alone.

    Raises:
        Refused: not for this actor.
        LookupError: there is no such figure.
    """
    year, found = _year(actor, number, farms=farms), find(key, farms=farms)
    if found is None:
        raise LookupError(key)
    who = require_actor(actor, "visit", SEE)
    record_act(who, "list_files", "visit", None, purpose=SEE)
    rows = found[1](year)
    shown = _open_to(who, rows)
    return page_of(shown, page, rules().on_a_page, lines), rows.count() - shown.count()


def _open_to(who: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    if rows.model is Penalty:
        record_act(who, "list_files", penalty_policy.resource, None, purpose=SEE)
        found = rows.filter(pk__in=penalty_policy.scope(who).values("pk"))
        return found.order_by("on_day", "pk")
    if rows.model is Visit:
        found = rows.filter(pk__in=visit_policy.scope(who).values("pk"))
        return found.order_by("visited_on", "pk")
    if rows.model is Violation:
        found = rows.filter(visit__in=visit_policy.scope(who).values("pk"))
        return found.select_related("visit").order_by("visit__visited_on", "pk")
    if rows.model is InspectionOrder:
        found = rows.filter(pk__in=order_policy.scope(who).values("pk"))
        return found.order_by("issued_on", "pk")
    if rows.model is Workplace:
        found = rows.filter(pk__in=workplace_policy.scope(who).values("pk"))
        return found.order_by("reference")
    return rows


PAGES: Mapping[type[Any], tuple[str, str, str]] = {
    Visit: ("inspections:visit", "visit", "visited_on"),
    InspectionOrder: ("inspections:order", "order", "issued_on"),
    Penalty: ("justice:penalty", "penalty", "on_day"),
    Workplace: ("registers:workplace", "workplace", ""),
}
"""The page of a row, what its address takes, and the column with its day."""


def lines(rows: Iterable[Any]) -> list[ReportRow]:
    """Return rows of any figure as lines."""
    return [_line(row) for row in rows]


def _line(row: Any) -> ReportRow:
    record: Any = row.visit if isinstance(row, Violation) else row
    for kind, (view, key, day) in PAGES.items():
        if isinstance(record, kind):
            on_day = getattr(record, day) if day else None
            return ReportRow(record.reference, on_day, view, {key: record.pk})
    return ReportRow(str(row.member_id)[:4].upper())


@transaction.atomic
def whole_report(
    actor: Actor | None, number: int, *, farms: bool = False
) -> tuple[list[Figure], dict[str, Sequence[ReportRow]]]:
    """Return the figures with all rows that are open to the actor, to be taken along.

    Raises:
        Refused: not for this actor.
    """
    figures = annual_report(actor, number, farms=farms)
    year, who = _year(actor, number, farms=farms), require_actor(actor, "visit", SEE)
    record_act(who, "export", "visit", None, purpose=SEE)
    kept: dict[str, Sequence[ReportRow]] = {}
    for figure in figures:
        found = find(figure.key, farms=farms)
        if figure.leads and found is not None:
            kept[figure.key] = lines(_open_to(who, found[1](year)))
    return figures, kept


@transaction.atomic
def printed_report(actor: Actor | None, number: int, *, farms: bool = False) -> list[Figure]:
    """Return the figures of a year, to be printed; the ledger has that they were.

    Raises:
        Refused: not for this actor.
    """
    figures = annual_report(actor, number, farms=farms)
    record_act(require_actor(actor, "visit", SEE), "print", "visit", None, purpose=SEE)
    return figures


def is_year(number: int) -> bool:
    """Return whether a report of a year can exist."""
    return FIRST_YEAR <= number <= today().year

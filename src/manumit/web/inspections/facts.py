"""Facts of workplaces for the score, read from the inspectorate's own records (R-37).

Nothing here reads a complaint, a person, or why an earlier visit was planned (R-30).
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from manumit.draw import WorkplaceFacts
from manumit.errors import Place
from manumit.web.inspections.codes import InspectionCode
from manumit.web.inspections.lists import rules
from manumit.web.inspections.models import InspectionOrder, Violation, Visit
from manumit.web.inspections.orders import PAYMENT
from manumit.web.inspections.process import IN_FORCE, OVERDUE
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.registers.lists import PLACE_UNKNOWN, PRIVATE_HOME
from manumit.web.registers.models import Link, Workplace
from manumit.web.registers.services.workplaces import in_force, merged_into

OFFICE = "office"
AGENCIES = ("agency", "sub_agent")
USES_AGENCY = "user_firm_of"


@dataclass(frozen=True, slots=True)
class Area:
    """Which workplaces of an institution.

    Attributes:
        office: those that this office recorded; None for all of the institution.
        sector: section of ISIC Rev. 4; empty for all.
    """

    institution: uuid.UUID
    office: uuid.UUID | None
    sector: str

    @classmethod
    def of(cls, who: Actor, area: str, sector: str) -> "Area":
        """Return the area that a member means by a code of the list ``area``."""
        assert who.office is not None  # noqa: S101 - an inspector has an office
        return cls(who.institution, who.office if area == OFFICE else None, sector)

    def workplaces(self) -> "QuerySet[Workplace]":
        """Return its registered workplaces but homes and places that may be homes (R-36).

        An entry that is part of another is no workplace of its own.
        """
        rows = (
            Workplace.objects.filter(institution=self.institution, subject__erased_at__isnull=True)
            .exclude(place__in=(PRIVATE_HOME, PLACE_UNKNOWN))
            .exclude(pk__in=in_force().values("other"))
        )
        if self.office is not None:
            rows = rows.filter(office=self.office)
        return rows.filter(sector=self.sector) if self.sector else rows


def check_enough(number: int, sector: str) -> None:
    """Check that a sector has so many workplaces that a plan about it points at none.

    Raises:
        InputError: H217.
    """
    least = rules().fewest_places
    if sector and number < least:
        raise InspectionCode.FEW_PLACES.error(Place(field="sector"))


def facts_of(
    institution: uuid.UUID, season: Collection[str], on_day: dt.date
) -> Callable[[uuid.UUID, str], WorkplaceFacts]:
    """Return a function from key and sector of a workplace to its facts.

    Six queries, however many workplaces there are. What is recorded at an entry that was merged
    counts for the workplace under which it is shown.

    Args:
        institution: whose records are read.
        season: sections that have their season of most work.
        on_day: the day for which the facts hold.
    """
    shown = merged_into(institution)
    visited = _last_visits(institution, on_day, shown)
    overdue, unpaid = _overdue(institution, shown)
    areas = _areas(institution, visited, shown)
    agencies = {shown.get(key, key) for key in _agencies(institution)}

    def known(key: uuid.UUID, sector: str) -> WorkplaceFacts:
        last = visited.get(key)
        return WorkplaceFacts(
            sector=sector,
            days_since_visit=None if last is None else (on_day - last).days,
            orders_overdue=overdue[key],
            payments_overdue=unpaid[key],
            areas_last_time=len(areas.get(key, ())),
            agency=key in agencies,
            in_season=sector in season if season else None,
        )

    return known


type Shown = Mapping[uuid.UUID, uuid.UUID]
"""Under which workplace a merged entry is shown."""


def _last_visits(institution: uuid.UUID, on_day: dt.date, shown: Shown) -> dict[uuid.UUID, dt.date]:
    rows = Visit.objects.filter(institution=institution, visited_on__lte=on_day)
    found: dict[uuid.UUID, dt.date] = {}
    for key, last in rows.values_list("workplace").annotate(last=Max("visited_on")):
        at = shown.get(key, key)
        found[at] = max(last, found.get(at, last))
    return found


def _overdue(institution: uuid.UUID, shown: Shown) -> tuple[Counter[uuid.UUID], Counter[uuid.UUID]]:
    """Return orders past their day by workplace, and those of them that are to pay."""
    late = InspectionOrder.objects.filter(institution=institution).filter(
        Q(state=OVERDUE) | Q(state__in=IN_FORCE, due_on__lt=today())
    )
    rows = late.values_list("workplace", "kind")
    found = [(shown.get(key, key), kind) for key, kind in rows]
    return Counter(key for key, _ in found), Counter(key for key, kind in found if kind == PAYMENT)


def _areas(
    institution: uuid.UUID, visited: Mapping[uuid.UUID, dt.date], shown: Shown
) -> dict[uuid.UUID, set[str]]:
    """Return the areas of which the last visit found a violation, by workplace."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = Violation.objects.filter(institution=institution, visit__visited_on__isnull=False)
    for entry, day, area in rows.values_list("visit__workplace", "visit__visited_on", "area"):
        key = shown.get(entry, entry)
        if visited.get(key) == day:
            found[key].add(area)
    return found


def _agencies(institution: uuid.UUID) -> set[uuid.UUID]:
    """Return workplaces that an agency runs, or a firm that uses workers of one."""
    users = Link.objects.filter(institution=institution, kind=USES_AGENCY, ended_at=None)
    rows = Workplace.objects.filter(institution=institution).filter(
        Q(organisation__kind__in=AGENCIES) | Q(organisation__in=users.values("one"))
    )
    return set(rows.values_list("pk", flat=True))

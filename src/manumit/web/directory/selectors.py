"""Services for whoever looks for one, for whoever keeps them, and what is missing."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from manumit.disclosure import Dimension, PublishedTable, Table
from manumit.web.directory import fits, gaps
from manumit.web.directory.fits import ORDER, Answer, Point, Wish
from manumit.web.directory.lists import FEWEST, LISTS, UNKNOWN, today
from manumit.web.directory.models import Service, Unmet
from manumit.web.directory.policies import service_policy, unmet_policy
from manumit.web.directory.process import STANDS
from manumit.web.directory.unmet import ASPECTS
from manumit.web.institutions.directory import country_of
from manumit.web.institutions.tables import published
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import acting

GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class Found:
    """A service, and how it fits.

    Attributes:
        names, office_names: of institution and office, by language.
        free: free places, or None: not known.
        points, answer: point by point, and of all.
    """

    id: uuid.UUID
    office: uuid.UUID
    names: dict[str, str]
    office_names: dict[str, str]
    needs: Sequence[str]
    languages: Sequence[str]
    sexes: Sequence[str]
    ages: Sequence[str]
    capacity: str
    places: int | None
    free: int | None
    free_on: dt.date | None
    area: str
    hours: str
    contact: str
    papers: str
    cost: Decimal
    currency: str
    cost_per: str
    step_free: str
    confirmed_on: dt.date
    state: str
    version: int
    points: tuple[Point, ...]
    answer: Answer

    @property
    def late(self) -> bool:
        """Whether it has to be confirmed again."""
        return any(one.name == "confirmed" and one.answer is not Answer.YES for one in self.points)


def found(actor: Actor | None, wish: Wish) -> list[Found]:
    """Every service of the country, those that fit first, then those that may.

    A search leaves nothing anywhere: what is looked for tells of whoever needs it.

    Raises:
        Refused: not for this actor.
    """
    who = acting(actor, service_policy.resource, SEE)
    service_policy.check_new(who, SEE)
    here = country_of(who.institution)
    return _sorted(_standing(who).filter(institution__country=here), wish)


def offers(actor: Actor | None, wish: Wish, offices: Collection[uuid.UUID]) -> list[Found]:
    """Services of some offices, those that fit first; none for who may see none."""
    rows = service_policy.scope(actor).filter(state__in=STANDS, office__in=offices)
    return _sorted(rows.select_related("institution", "office"), wish)


def best(actor: Actor | None, wish: Wish, offices: Collection[uuid.UUID]) -> dict[uuid.UUID, Found]:
    """The service of each office that fits best, where it has any."""
    listed: dict[uuid.UUID, Found] = {}
    for one in offers(actor, wish, offices):
        listed.setdefault(one.office, one)
    return listed


def none_fits(found: Iterable[Found]) -> bool:
    """Whether there are services, and each is known not to fit; unknown is never "no"."""
    answers = {one.answer for one in found}
    return answers == {Answer.NO}


def rank(one: Found | None) -> int:
    """The place among others; whose services nobody entered stands with those that may fit."""
    return ORDER.index(Answer.UNKNOWN if one is None else one.answer)


def why(one: Found | None) -> list[str]:
    """Ids of the texts that say how a service fits, and each reason."""
    if one is None:
        return ["directory/not_entered"]
    return [f"directory_answer/{one.answer}", *(point.text for point in one.points)]


def own(actor: Actor | None) -> list[Found]:
    """The services that somebody keeps, those to be confirmed first.

    Raises:
        Refused: not for this actor.
    """
    service_policy.check_new(actor, "keep")
    rows = service_policy.scope(actor, "keep").filter(state__in=STANDS)
    listed = _sorted(rows.select_related("institution", "office"), Wish())
    return sorted(listed, key=lambda one: not one.late)


def kept(actor: Actor | None, key: uuid.UUID) -> Found:
    """One service that somebody keeps.

    Raises:
        Refused: not for this actor.
    """
    return _found(service_policy.load(actor, key, "keep"), Wish(), today())


def coverage(actor: Actor | None, wishes: Iterable[Wish]) -> list[gaps.Cell]:
    """What there is for each need, language, sex and age in the country of whoever asks.

    Raises:
        Refused: not for this actor.
    """
    service_policy.check_new(actor, GAPS)
    who = acting(actor, service_policy.resource, GAPS)
    rows = _standing(who).filter(institution__country=country_of(who.institution))
    return gaps.cells(wishes, list(rows), today())


@dataclass(frozen=True, slots=True)
class Year:
    """One year that is over.

    Attributes:
        tables: none where too few were left to publish anything.
    """

    year: int
    tables: tuple[PublishedTable, ...]


def years(actor: Actor | None) -> list[Year]:
    """How often a need was not met, by year that is over, latest first; of the own country.

    A year that goes on is not shown: two looks at it would differ by one batch (decision 24).

    Raises:
        Refused: not for this actor.
    """
    who = acting(actor, unmet_policy.resource, SEE)
    this_year = f"{timezone.now():%Y}"
    rows = unmet_policy.scope(who).filter(
        last_month__lt=this_year, country=country_of(who.institution)
    )
    by_year: dict[str, list[Unmet]] = {}
    for row in rows:
        by_year.setdefault(row.last_month[:4], []).append(row)
    return [
        Year(int(year), tuple(_published(listed)))
        for year, listed in sorted(by_year.items(), reverse=True)
    ]


def _published(rows: Sequence[Unmet]) -> Iterator[PublishedTable]:
    """Each table by itself: no two count the same person, so that none undoes another."""
    for aspect in ASPECTS:
        yield from published([_table(aspect, rows)], FEWEST)


def _table(aspect: str, rows: Iterable[Unmet]) -> Table:
    counts: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        if row.aspect == aspect:
            counts[row.need, row.code] += row.number
    dimensions = [
        Dimension("need", LISTS["need"].codes()),
        Dimension(aspect, (*LISTS[aspect].codes(), UNKNOWN)),
    ]
    return Table.from_counts(f"need_{aspect}", dimensions, counts)


def _standing(who: Actor) -> QuerySet[Service]:
    rows = service_policy.scope(who).filter(state__in=STANDS)
    return rows.select_related("institution", "office")


def _sorted(rows: Iterable[Service], wish: Wish) -> list[Found]:
    day = today()
    listed = [_found(row, wish, day) for row in rows]
    return sorted(listed, key=lambda one: (ORDER.index(one.answer), str(one.id)))


def _found(row: Service, wish: Wish, day: dt.date) -> Found:
    named = fits.points(row, wish, day)
    return Found(
        id=row.pk,
        office=row.office_id,
        names=row.institution.names,
        office_names=row.office.names,
        needs=row.needs,
        languages=row.languages,
        sexes=row.sexes,
        ages=row.ages,
        capacity=row.capacity,
        places=row.places,
        free=fits.free_places(row, day),
        free_on=row.free_on,
        area=row.area,
        hours=row.hours,
        contact=row.contact,
        papers=row.papers,
        cost=row.cost,
        currency=row.currency,
        cost_per=row.cost_per,
        step_free=row.step_free,
        confirmed_on=row.confirmed_on,
        state=row.state,
        version=row.version,
        points=named,
        answer=fits.overall(named),
    )

"""Search for services, lists for those who keep them, and unmet needs."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from manumit.disclosure import Dimension, PublishedTable, Table, protect_tables
from manumit.web.directory import fits, gaps
from manumit.web.directory.fits import ORDER, Fit, FitPoint, ServiceQuery
from manumit.web.directory.lists import LISTS, MIN_BATCH, UNKNOWN, today
from manumit.web.directory.models import Service, UnmetNeedCount
from manumit.web.directory.policies import service_policy, unmet_policy
from manumit.web.directory.process import ACTIVE
from manumit.web.directory.unmet import ASPECTS
from manumit.web.institutions.directory import country_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import require_actor

GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class ServiceMatch:
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
    points: tuple[FitPoint, ...]
    answer: Fit

    @property
    def late(self) -> bool:
        """Return whether it has to be confirmed again."""
        return any(one.name == "confirmed" and one.answer is not Fit.YES for one in self.points)


def search(actor: Actor | None, wish: ServiceQuery) -> list[ServiceMatch]:
    """Return the country's services, those that fit first, then possible ones.

    A search is never stored: what is searched for reveals who needs it.

    Raises:
        Refused: not for this actor.
    """
    who = require_actor(actor, service_policy.resource, SEE)
    service_policy.check_new(who, SEE)
    here = country_of(who.institution)
    return _sorted(_active_services(who).filter(institution__country=here), wish)


def offers(
    actor: Actor | None, wish: ServiceQuery, offices: Collection[uuid.UUID]
) -> list[ServiceMatch]:
    """Return services of some offices, those that fit first; none if the actor may see none."""
    rows = service_policy.scope(actor).filter(state__in=ACTIVE, office__in=offices)
    return _sorted(rows.select_related("institution", "office"), wish)


def best_by_office(
    actor: Actor | None, wish: ServiceQuery, offices: Collection[uuid.UUID]
) -> dict[uuid.UUID, ServiceMatch]:
    """Return the best matching service of each office that has any."""
    listed: dict[uuid.UUID, ServiceMatch] = {}
    for one in offers(actor, wish, offices):
        listed.setdefault(one.office, one)
    return listed


def none_fits(matches: Iterable[ServiceMatch]) -> bool:
    """Return whether there are services, and each is known not to fit; unknown is never "no"."""
    answers = {one.answer for one in matches}
    return answers == {Fit.NO}


def rank(one: ServiceMatch | None) -> int:
    """Return the sort key; an institution without entered services ranks with possible matches."""
    return ORDER.index(Fit.UNKNOWN if one is None else one.answer)


def fit_texts(one: ServiceMatch | None) -> list[str]:
    """Return ids of the texts that say how a service fits, and each reason."""
    if one is None:
        return ["directory/not_entered"]
    return [f"directory_answer/{one.answer}", *(point.text for point in one.points)]


def own_services(actor: Actor | None) -> list[ServiceMatch]:
    """Return the services that an actor keeps, those to be confirmed first.

    Raises:
        Refused: not for this actor.
    """
    service_policy.check_new(actor, "keep")
    rows = service_policy.scope(actor, "keep").filter(state__in=ACTIVE)
    listed = _sorted(rows.select_related("institution", "office"), ServiceQuery())
    return sorted(listed, key=lambda one: not one.late)


def own_service(actor: Actor | None, key: uuid.UUID) -> ServiceMatch:
    """Return one service that an actor keeps.

    Raises:
        Refused: not for this actor.
    """
    return _match(service_policy.load(actor, key, "keep"), ServiceQuery(), today())


def coverage(actor: Actor | None, wishes: Iterable[ServiceQuery]) -> list[gaps.CoverageCell]:
    """Return the cover for each need, language, sex and age in the actor's country.

    Raises:
        Refused: not for this actor.
    """
    service_policy.check_new(actor, GAPS)
    who = require_actor(actor, service_policy.resource, GAPS)
    rows = _active_services(who).filter(institution__country=country_of(who.institution))
    return gaps.cells(wishes, list(rows), today())


@dataclass(frozen=True, slots=True)
class UnmetNeedYear:
    """One finished year.

    Attributes:
        tables: none where too few were left to publish anything.
    """

    year: int
    tables: tuple[PublishedTable, ...]


def years(actor: Actor | None) -> list[UnmetNeedYear]:
    """Return unmet needs of the own country by finished year, latest first.

    A year that goes on is not shown: two looks at it would differ by one batch (decision 24).

    Raises:
        Refused: not for this actor.
    """
    who = require_actor(actor, unmet_policy.resource, SEE)
    this_year = f"{timezone.now():%Y}"
    rows = unmet_policy.scope(who).filter(
        last_month__lt=this_year, country=country_of(who.institution)
    )
    by_year: dict[str, list[UnmetNeedCount]] = {}
    for row in rows:
        by_year.setdefault(row.last_month[:4], []).append(row)
    return [
        UnmetNeedYear(int(year), tuple(_published(listed)))
        for year, listed in sorted(by_year.items(), reverse=True)
    ]


def _published(rows: Sequence[UnmetNeedCount]) -> Iterator[PublishedTable]:
    """Yield each table by itself: no two count the same person, so that none undoes another."""
    for aspect in ASPECTS:
        yield from protect_tables([_table(aspect, rows)], MIN_BATCH)


def _table(aspect: str, rows: Iterable[UnmetNeedCount]) -> Table:
    counts: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        if row.aspect == aspect:
            counts[row.need, row.code] += row.number
    dimensions = [
        Dimension("need", LISTS["need"].codes()),
        Dimension(aspect, (*LISTS[aspect].codes(), UNKNOWN)),
    ]
    return Table.from_counts(f"need_{aspect}", dimensions, counts)


def _active_services(who: Actor) -> QuerySet[Service]:
    rows = service_policy.scope(who).filter(state__in=ACTIVE)
    return rows.select_related("institution", "office")


def _sorted(rows: Iterable[Service], wish: ServiceQuery) -> list[ServiceMatch]:
    day = today()
    listed = [_match(row, wish, day) for row in rows]
    return sorted(listed, key=lambda one: (ORDER.index(one.answer), str(one.id)))


def _match(row: Service, wish: ServiceQuery, day: dt.date) -> ServiceMatch:
    named = fits.fit_points(row, wish, day)
    return ServiceMatch(
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

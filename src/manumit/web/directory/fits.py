"""Whether a service fits, criterion by criterion. Unknown is never "no", and never "yes"."""

import datetime as dt
import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from manumit.web.directory.lists import COUNTED, UNKNOWN, rules


class Fit(enum.StrEnum):
    """The result of one criterion, and so of all of them."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


ORDER = (Fit.YES, Fit.UNKNOWN, Fit.NO)
"""In which services are offered."""


class ServiceFields(Protocol):
    """The fields of a service that matching reads."""

    needs: list[str]
    languages: list[str]
    sexes: list[str]
    ages: list[str]
    capacity: str
    free_places: int | None
    free_on: dt.date | None
    confirmed_on: dt.date


@dataclass(frozen=True, slots=True)
class ServiceQuery:
    """A search for services; an empty text is no criterion.

    Attributes:
        need, language, sex, age: codes. Of unsure age is a child (R-46).
    """

    need: str = ""
    language: str = ""
    sex: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class FitPoint:
    """One criterion, and whether the service meets it."""

    name: str
    answer: Fit

    @property
    def text(self) -> str:
        """Return the id of its text."""
        return f"directory_fits/{self.name}_{self.answer}"


def fit_points(offered: ServiceFields, wish: ServiceQuery, day: dt.date) -> tuple[FitPoint, ...]:
    """Return every requested criterion, and two that always count: places, and confirmation."""
    return tuple(_fit_points(offered, wish, day))


def _fit_points(offered: ServiceFields, wish: ServiceQuery, day: dt.date) -> Iterator[FitPoint]:
    if wish.need:
        yield FitPoint("need", Fit.YES if wish.need in offered.needs else Fit.NO)
    for name, wanted, served in (
        ("language", wish.language, offered.languages),
        ("sex", wish.sex, offered.sexes),
        ("age", wish.age, offered.ages),
    ):
        if wanted:
            yield FitPoint(name, _served(wanted, served))
    yield FitPoint("places", places(offered, day))
    yield FitPoint("confirmed", confirmed(offered, day))


def _served(wanted: str, served: Collection[str]) -> Fit:
    if not served:
        return Fit.UNKNOWN
    return Fit.YES if wanted in served else Fit.NO


def places(offered: ServiceFields, day: dt.date) -> Fit:
    """Return whether there is a place; unknown once the statement is some days old."""
    if offered.capacity == UNKNOWN:
        return Fit.UNKNOWN
    if offered.capacity != COUNTED:
        return Fit.YES
    free = free_places(offered, day)
    if free is None:
        return Fit.UNKNOWN
    return Fit.YES if free else Fit.NO


def free_places(offered: ServiceFields, day: dt.date) -> int | None:
    """Return how many places are free; None if unknown or stated too long ago."""
    if offered.free_on is None or day - offered.free_on > rules().free_places:
        return None
    return offered.free_places


def confirmed(offered: ServiceFields, day: dt.date) -> Fit:
    """Return whether the service was confirmed lately; otherwise none of its data is certain."""
    late = day - offered.confirmed_on > rules().confirm
    return Fit.UNKNOWN if late else Fit.YES


def overall(found: Collection[FitPoint]) -> Fit:
    """Return no if one criterion is no; yes if every criterion is yes; else unknown."""
    answers = {one.answer for one in found}
    if Fit.NO in answers:
        return Fit.NO
    return Fit.UNKNOWN if Fit.UNKNOWN in answers else Fit.YES

"""Gaps: each need for each language, sex and age, with its cover."""

import datetime as dt
import enum
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manumit.web.directory.fits import Fit, ServiceFields, ServiceQuery, fit_points, overall
from manumit.web.directory.lists import LISTS


class Cover(enum.StrEnum):
    """The cover of one combination."""

    OPEN = "open"
    """A service fits, with a place."""
    UNKNOWN = "unknown"
    """A service may fit: something of it is not known, and none fits for sure."""
    FULL = "full"
    """Services fit, and none has a place."""
    NONE = "none"
    """No service fits."""


GAPS = (Cover.FULL, Cover.NONE)


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One combination.

    Attributes:
        fit: how many services fit for sure, with a place.
        unknown: how many may.
        full: how many fit, or may, but have no place.
    """

    wish: ServiceQuery
    fit: int
    unknown: int
    full: int

    @property
    def cover(self) -> Cover:
        """Return the cover."""
        if self.fit:
            return Cover.OPEN
        if self.unknown:
            return Cover.UNKNOWN
        return Cover.FULL if self.full else Cover.NONE


def everything() -> Iterator[ServiceQuery]:
    """Yield every combination of a need, a language, a sex and an age that can be chosen today."""
    listed = (LISTS[name].today() for name in ("need", "language", "sex", "age"))
    return itertools.starmap(ServiceQuery, itertools.product(*listed))


def in_language(language: str) -> list[ServiceQuery]:
    """Return every combination in one language; empty means any language."""
    listed = (LISTS["need"].today(), [language], LISTS["sex"].today(), LISTS["age"].today())
    return list(itertools.starmap(ServiceQuery, itertools.product(*listed)))


def cells(
    wishes: Iterable[ServiceQuery], offered: Iterable[ServiceFields], day: dt.date
) -> list[CoverageCell]:
    """Return the cover of each query."""
    by_need: dict[str, list[ServiceFields]] = {}
    for one in offered:
        for need in one.needs:
            by_need.setdefault(need, []).append(one)
    return [_cell(wish, by_need.get(wish.need, ()), day) for wish in wishes]


def _cell(wish: ServiceQuery, offered: Iterable[ServiceFields], day: dt.date) -> CoverageCell:
    fit = unknown = full = 0
    for one in offered:
        found = fit_points(one, wish, day)
        answer = overall(found)
        fit += answer is Fit.YES
        unknown += answer is Fit.UNKNOWN
        full += answer is Fit.NO and _only_full([p.name for p in found if p.answer is Fit.NO])
    return CoverageCell(wish, fit, unknown, full)


def _only_full(missing: list[str]) -> bool:
    return missing == ["places"]

"""What nobody offers: each need for each language, sex and age, with what there is for it."""

import datetime as dt
import enum
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manumit.web.directory.fits import Answer, Offered, Wish, overall, points
from manumit.web.directory.lists import LISTS


class Cover(enum.StrEnum):
    """What there is."""

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
class Cell:
    """One combination.

    Attributes:
        fit: how many services fit for sure, with a place.
        unknown: how many may.
        full: how many fit, or may, but have no place.
    """

    wish: Wish
    fit: int
    unknown: int
    full: int

    @property
    def cover(self) -> Cover:
        """What there is."""
        if self.fit:
            return Cover.OPEN
        if self.unknown:
            return Cover.UNKNOWN
        return Cover.FULL if self.full else Cover.NONE


def everything() -> Iterator[Wish]:
    """Every combination of a need, a language, a sex and an age that can be asked for today."""
    listed = (LISTS[name].today() for name in ("need", "language", "sex", "age"))
    return itertools.starmap(Wish, itertools.product(*listed))


def in_language(language: str) -> list[Wish]:
    """Every combination in one language; in whichever where it is an empty text."""
    listed = (LISTS["need"].today(), [language], LISTS["sex"].today(), LISTS["age"].today())
    return list(itertools.starmap(Wish, itertools.product(*listed)))


def cells(wishes: Iterable[Wish], offered: Iterable[Offered], day: dt.date) -> list[Cell]:
    """What there is for each."""
    by_need: dict[str, list[Offered]] = {}
    for one in offered:
        for need in one.needs:
            by_need.setdefault(need, []).append(one)
    return [_cell(wish, by_need.get(wish.need, ()), day) for wish in wishes]


def _cell(wish: Wish, offered: Iterable[Offered], day: dt.date) -> Cell:
    fit = unknown = full = 0
    for one in offered:
        found = points(one, wish, day)
        answer = overall(found)
        fit += answer is Answer.YES
        unknown += answer is Answer.UNKNOWN
        full += answer is Answer.NO and _only_full([p.name for p in found if p.answer is Answer.NO])
    return Cell(wish, fit, unknown, full)


def _only_full(missing: list[str]) -> bool:
    return missing == ["places"]

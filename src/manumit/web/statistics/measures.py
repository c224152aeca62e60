"""Days and money, in all and by each characteristic, while rows go by.

They stand in a count with everything that deciding on them needs: how many are behind each, and of
sums the two largest. What of it may leave is decided by :mod:`withholding`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any

from manumit.web.statistics.definitions import Definition

type Codes = Mapping[str, str]
"""The category of one person, proceeding or check in each dimension."""
IN_ALL = ("", "")


@dataclass(slots=True)
class Days:
    """Days between two events, of everybody who has both: as often as each number occurs."""

    found: dict[tuple[str, str, str], Counter[int]] = field(default_factory=dict)

    def add(self, one: Definition, days: Mapping[str, dt.date | None], codes: Codes) -> None:
        """One person, proceeding or check more.

        Args:
            one: a duration.
            days: by the names of its two ends.
            codes: by which it is distinguished.
        """
        assert one.between is not None  # noqa: S101 - only durations come here
        begins, ends = days[one.between[1]], days[one.between[2]]
        if begins is None or ends is None or ends < begins:
            return
        for by, code in (IN_ALL, *codes.items()):
            self.found.setdefault((one.code, by, code), Counter())[(ends - begins).days] += 1

    def in_all(self) -> dict[str, Any]:
        """``{duration: {"n", "q1", "median", "q3"}}``."""
        return {
            duration: _quartiles(days)
            for (duration, *by), days in sorted(self.found.items())
            if tuple(by) == IN_ALL
        }

    def by(self) -> dict[str, dict[str, dict[str, Any]]]:
        """``{duration: {dimension: {category: as in all}}}``."""
        made: dict[str, dict[str, dict[str, Any]]] = {}
        for (duration, by, code), days in sorted(self.found.items()):
            if (by, code) != IN_ALL:
                made.setdefault(duration, {}).setdefault(by, {})[code] = _quartiles(days)
        return made


def _quartiles(days: Counter[int]) -> dict[str, Any]:
    ordered = sorted(days)
    until = list(accumulate(days[one] for one in ordered))
    q1, median, q3 = (_quantile(ordered, until, part) for part in (0.25, 0.5, 0.75))
    return {"n": until[-1], "q1": q1, "median": median, "q3": q3}


def _quantile(ordered: list[int], until: list[int], part: float) -> float:
    """Linear between the two nearest, as most programs do."""
    place = (until[-1] - 1) * part
    low = int(place)
    one, other = (
        next(days for days, last in zip(ordered, until, strict=True) if at < last)
        for at in (low, min(low + 1, until[-1] - 1))
    )
    return one + (other - one) * (place - low)


@dataclass(slots=True)
class _Sum:
    """A sum, how many are behind it, and the two largest of them."""

    n: int = 0
    sum: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)
    second: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        """One person's, or one convict's, more."""
        self.n += 1
        self.sum += amount
        _, self.second, self.largest = sorted((self.second, self.largest, amount))

    def as_document(self) -> dict[str, Any]:
        """The same as it is kept."""
        exact = {name: f"{getattr(self, name):f}" for name in ("sum", "largest", "second")}
        return {"n": self.n} | exact


@dataclass(slots=True)
class Money:
    """Sums by currency and kind: of each person, or convict, all that they have of it is one."""

    found: dict[tuple[str, str, str, str], _Sum] = field(default_factory=dict)

    def add(self, amounts: Iterable[tuple[str, str, Decimal]], codes: Codes) -> None:
        """All of one person, or convict.

        Args:
            amounts: currency, kind and amount; the same pair may come more than once.
            codes: by which the person is distinguished; a convict by nothing.
        """
        own: dict[tuple[str, str], Decimal] = {}
        for currency, kind, amount in amounts:
            own[currency, kind] = own.get((currency, kind), Decimal(0)) + amount
        for (currency, kind), amount in own.items():
            for by, code in (IN_ALL, *codes.items()):
                self.found.setdefault((currency, kind, by, code), _Sum()).add(amount)

    def in_all(self) -> dict[str, Any]:
        """``{currency: {kind: {"n", "sum", "largest", "second"}}}``."""
        made: dict[str, dict[str, Any]] = {}
        for (currency, kind, *by), one in sorted(self.found.items()):
            if tuple(by) == IN_ALL:
                made.setdefault(currency, {})[kind] = one.as_document()
        return made

    def by(self) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
        """``{currency: {kind: {dimension: {category: as in all}}}}``."""
        made: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for (currency, kind, by, code), one in sorted(self.found.items()):
            if (by, code) != IN_ALL:
                kinds = made.setdefault(currency, {}).setdefault(kind, {})
                kinds.setdefault(by, {})[code] = one.as_document()
        return made

"""What every estimate from lists supposes, and what the data at hand say about each supposition.

The data can speak against a supposition; they can never prove one. Where they are silent, that is
said too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.reading import Reading

THREE = 3
CHANCE = 0.05
"""Chance of speaking against a supposition that holds, over all pairs of lists together."""


class Verdict(StrEnum):
    """What the data say of a supposition."""

    AGAINST = "against"
    NOTHING = "nothing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence of the room's texts: its id without the folder, and its numbers and names."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One supposition.

    Attributes:
        id: closed, matching, independence, catchability, definition or outside.
        verdict: of the data.
        says: in which sentences.
    """

    id: str
    verdict: Verdict
    says: tuple[Says, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """How many people two lists share.

    Attributes:
        first, second: numbers of the lists, from 0.
        both: people on both, whatever other list saw them.
        expected: people on both if all lists were independent; None where that cannot be told.
        chance: two-sided Poisson probability of an overlap as far from what is expected.
        threshold: below which the chance speaks against independence.
    """

    first: int
    second: int
    both: int
    expected: float | None = None
    chance: float = 1.0
    threshold: float = CHANCE

    @property
    def attract(self) -> bool:
        """Whether clearly more people are on both than by chance."""
        return self._apart and self.both > (self.expected or 0)

    @property
    def avoid(self) -> bool:
        """Whether clearly fewer people are on both than by chance."""
        return self._apart and self.both < (self.expected or 0)

    @property
    def _apart(self) -> bool:
        return self.expected is not None and self.chance < self.threshold


def pairs(table: CaptureTable) -> list[Pair]:
    """Return every pair of lists with its overlap, and the overlap expected of independent lists.

    The expected overlap is that of the log-linear model without interactions, fitted to the whole
    table; two lists alone leave nothing to compare it with. The threshold of the chance is divided
    by the number of pairs (Bonferroni), so that one pair in twenty tables would be told wrongly.
    """
    number = len(table.lists)
    every = list(combinations(range(number), 2))
    overlaps = [table.on_all_of(1 << i | 1 << j) for i, j in every]
    if number < THREE:
        return [Pair(i, j, both) for (i, j), both in zip(every, overlaps, strict=True)]
    threshold = CHANCE / len(every)
    expected = _expected(table, every)
    return [
        Pair(i, j, both, mean, _chance(both, mean), threshold)
        for (i, j), both, mean in zip(every, overlaps, expected, strict=True)
    ]


def _expected(table: CaptureTable, every: Sequence[tuple[int, int]]) -> list[float | None]:
    from manumit.prevalence.loglinear.fitting import Status, fit  # noqa: PLC0415 - compiles on first use

    found = fit(table, Model.of(len(table.lists)))
    if found.status is not Status.OK:
        return [None] * len(every)
    return [
        sum(float(mean) for v, mean in enumerate(found.means) if v & both == both)
        for both in (1 << i | 1 << j for i, j in every)
    ]


def _chance(both: int, mean: float | None) -> float:
    from scipy.stats import poisson  # noqa: PLC0415 - slow to import

    if mean is None:
        return 1.0
    return min(1.0, 2 * float(min(poisson.cdf(both, mean), poisson.sf(both - 1, mean))))


def assumptions(
    reading: Reading, found: Sequence[Pair], period: str, definition: str
) -> tuple[Assumption, ...]:
    """Return all suppositions, with what the data say of each.

    Args:
        reading: the lists.
        found: their ``pairs``.
        period: of the lists, as it was told; empty where it was not.
        definition: of who is counted, as it was told; empty where it was not.
    """
    return (
        _told("closed", period),
        _matching(reading),
        _independence(reading, found),
        _catchability(reading, found),
        _told("definition", definition),
        Assumption("outside", Verdict.SILENT, (Says("says_outside"),)),
    )


def _told(name: str, told: str) -> Assumption:
    says = [Says(f"says_{name}", {"told": told}) if told else Says(f"says_no_{name}")]
    return Assumption(name, Verdict.SILENT, tuple(says))


def _matching(reading: Reading) -> Assumption:
    missed = reading.ways.unmatched
    if missed:
        return Assumption("matching", Verdict.AGAINST, (Says("says_unmatched", {"count": missed}),))
    return Assumption("matching", Verdict.SILENT, (Says("says_matching"),))


def _independence(reading: Reading, found: Sequence[Pair]) -> Assumption:
    says = [*_dependence(reading, found), *_referrals(reading)]
    against = any(one.text in ("says_attract", "says_avoid", "says_referred") for one in says)
    told = any(pair.expected is not None for pair in found)
    silent = Verdict.NOTHING if told else Verdict.SILENT
    return Assumption("independence", Verdict.AGAINST if against else silent, tuple(says))


def _dependence(reading: Reading, found: Sequence[Pair]) -> Iterator[Says]:
    if len(reading.lists) < THREE:
        yield Says("says_two_lists")
        return
    for text, chosen in (
        ("says_attract", [pair for pair in found if pair.attract]),
        ("says_avoid", [pair for pair in found if pair.avoid]),
    ):
        if chosen:
            yield Says(text, {"pairs": tuple(chosen)})
    if not any(pair.attract or pair.avoid for pair in found):
        told = sum(pair.expected is not None for pair in found)
        yield Says("says_no_dependence", {"told": told, "pairs_all": len(found)})


def _referrals(reading: Reading) -> Iterator[Says]:
    ways = reading.ways
    if not ways.recorded:
        yield Says("says_ways_unknown")
        return
    referred = sum(ways.between.values())
    captures = sum(kind.history.bit_count() * n for kind, n in reading.people.items())
    values = {"count": referred, "captures": captures, "unknown": ways.unknown}
    yield Says("says_referred" if referred else "says_not_referred", values)


def _catchability(reading: Reading, found: Sequence[Pair]) -> Assumption:
    says = list(_strata_differ(reading))
    against = any(one.text == "says_strata_differ" for one in says)
    attract = sum(pair.attract for pair in found)
    if attract > 1 and not any(pair.avoid for pair in found):
        says.append(Says("says_many_attract", {"count": attract}))
        against = True
    if not says:
        says.append(Says("says_catchability"))
    told = bool(reading.strata)
    silent = Verdict.NOTHING if told else Verdict.SILENT
    return Assumption("catchability", Verdict.AGAINST if against else silent, tuple(says))


def _strata_differ(reading: Reading) -> Iterator[Says]:
    """Whether the share of people on more than one list differs between strata (chi-square)."""
    strata = reading.strata
    if len(strata) <= 1:
        return
    rows = [(_on_several(one), one.observed) for one in strata.values()]
    several, everybody = (sum(column) for column in zip(*rows, strict=True))
    share = several / everybody
    if not 0 < share < 1:
        return
    statistic = sum(
        (seen - n * share) ** 2 / (n * share * (1 - share)) for seen, n in rows
    )  # Pearson's, both answers together
    shares = [seen / n for seen, n in rows]
    differ = _chi_square_tail(statistic, len(rows) - 1) < CHANCE
    text = "says_strata_differ" if differ else "says_strata_alike"
    yield Says(text, {"least": min(shares), "most": max(shares)})


def _on_several(table: CaptureTable) -> int:
    return sum(int(n) for history, n in enumerate(table.counts) if history.bit_count() > 1)


def _chi_square_tail(statistic: float, freedom: int) -> float:
    from scipy.stats import chi2  # noqa: PLC0415 - only where there are strata

    return float(chi2.sf(statistic, freedom))

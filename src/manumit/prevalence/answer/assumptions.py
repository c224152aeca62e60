"""The assumptions of every estimate from lists, and what the data show about each.

Data can contradict an assumption; they can never prove one. Where they show nothing, the answer
says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from manumit.prevalence.answer.heterogeneity import heterogeneity
from manumit.prevalence.answer.rule import CHANCE, chi_square_tail
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.loglinear.models import Model
from manumit.prevalence.reading import Reading

THREE = 3


class Verdict(StrEnum):
    """What the data show about an assumption."""

    AGAINST = "against"
    NOTHING = "nothing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A sentence of the texts: its id without the folder, and its numbers and names."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption.

    Attributes:
        id: closed, matching, independence, catchability, definition or outside.
        verdict: what the data show.
        says: the sentences for the reader.
    """

    id: str
    verdict: Verdict
    says: tuple[EvidenceText, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """How many people two lists share.

    Attributes:
        first, second: numbers of the lists, from 0.
        both: people on both, whatever other list saw them.
        expected: people on both if all lists were independent; None if unknown.
        chance: two-sided Poisson probability of an overlap as far from what is expected.
        threshold: below it the chance contradicts independence.
    """

    first: int
    second: int
    both: int
    expected: float | None = None
    chance: float = 1.0
    threshold: float = CHANCE

    @property
    def attract(self) -> bool:
        """Return whether clearly more people are on both than by chance."""
        return self._far and self.both > (self.expected or 0)

    @property
    def avoid(self) -> bool:
        """Return whether clearly fewer people are on both than by chance."""
        return self._far and self.both < (self.expected or 0)

    @property
    def _far(self) -> bool:
        return self.expected is not None and self.chance < self.threshold


def pairs(table: CaptureTable) -> list[Pair]:
    """Return every pair of lists with its overlap, and the overlap expected of independent lists.

    The expected overlap is that of the log-linear model without interactions, fitted to the whole
    table; two lists alone leave nothing to compare it with. The threshold of the chance is divided
    by the number of pairs (Bonferroni), so that independent lists are called dependent in one of
    twenty tables.
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
    """Return all assumptions, with what the data show about each.

    Args:
        reading: the lists.
        found: their ``pairs``.
        period: of the lists, as the user gave it; empty if not given.
        definition: of who is counted, as the user gave it; empty if not given.
    """
    return (
        _stated("closed", period),
        _matching(reading),
        _independence(reading, found),
        _catchability(reading),
        _stated("definition", definition),
        Assumption("outside", Verdict.SILENT, (EvidenceText("says_outside"),)),
    )


def _stated(name: str, given: str) -> Assumption:
    says = [
        EvidenceText(f"says_{name}", {"given": given}) if given else EvidenceText(f"says_no_{name}")
    ]
    return Assumption(name, Verdict.SILENT, tuple(says))


def _matching(reading: Reading) -> Assumption:
    missed = reading.ways.unmatched
    if missed:
        return Assumption(
            "matching", Verdict.AGAINST, (EvidenceText("says_unmatched", {"count": missed}),)
        )
    return Assumption("matching", Verdict.SILENT, (EvidenceText("says_matching"),))


def _independence(reading: Reading, found: Sequence[Pair]) -> Assumption:
    says = [*_dependence(reading, found), *_referrals(reading)]
    against = any(one.text in ("says_attract", "says_avoid", "says_referred") for one in says)
    compared = any(pair.expected is not None for pair in found)
    silent = Verdict.NOTHING if compared else Verdict.SILENT
    return Assumption("independence", Verdict.AGAINST if against else silent, tuple(says))


def _dependence(reading: Reading, found: Sequence[Pair]) -> Iterator[EvidenceText]:
    if len(reading.lists) < THREE:
        yield EvidenceText("says_two_lists")
        return
    for text, chosen in (
        ("says_attract", [pair for pair in found if pair.attract]),
        ("says_avoid", [pair for pair in found if pair.avoid]),
    ):
        if chosen:
            yield EvidenceText(text, {"pairs": tuple(chosen)})
    if not any(pair.attract or pair.avoid for pair in found):
        compared = sum(pair.expected is not None for pair in found)
        yield EvidenceText("says_no_dependence", {"given": compared, "pairs_all": len(found)})


def _referrals(reading: Reading) -> Iterator[EvidenceText]:
    ways = reading.ways
    if not ways.recorded:
        yield EvidenceText("says_ways_unknown")
        return
    referred = sum(ways.between.values())
    captures = sum(kind.history.bit_count() * n for kind, n in reading.people.items())
    values = {"count": referred, "captures": captures, "unknown": ways.unknown}
    yield EvidenceText("says_referred" if referred else "says_not_referred", values)


def _catchability(reading: Reading) -> Assumption:
    says = list(_strata_differ(reading))
    test = heterogeneity(reading.table)
    if test is None:
        says = says or [EvidenceText("says_catchability")]
    elif test.found:
        says.append(EvidenceText("says_people_differ", {"bound": round(test.bound)}))
    else:
        says.append(EvidenceText("says_people_alike"))
    against = any(one.text in ("says_strata_differ", "says_people_differ") for one in says)
    untested = test is None and not reading.strata
    silent = Verdict.SILENT if untested else Verdict.NOTHING
    return Assumption("catchability", Verdict.AGAINST if against else silent, tuple(says))


def _strata_differ(reading: Reading) -> Iterator[EvidenceText]:
    """Yield whether the share of people on more than one list differs between strata."""
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
    differ = chi_square_tail(statistic, len(rows) - 1) < CHANCE
    text = "says_strata_differ" if differ else "says_strata_alike"
    yield EvidenceText(text, {"least": min(shares), "most": max(shares)})


def _on_several(table: CaptureTable) -> int:
    return sum(int(n) for history, n in enumerate(table.counts) if history.bit_count() > 1)

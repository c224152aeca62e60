"""Columns of the tables of a firm: the worker and period, how it was paid, and the amounts."""

from collections.abc import Iterator
from fractions import Fraction

from manumit.terms.numbers import Range, digits, shown
from manumit.terms.wages.group import State, Sums, WorkerPeriod
from manumit.terms.wages.sums import Ends

PERIOD_HEADER = ("worker", "order", "left", "from", "until", "part", "due_on", "state",
                 "late_days", "barred", "claim_by", "currency")  # fmt: skip
WORKER_HEADER = ("worker", "order", "left", "periods", *(str(state) for state in State), "late",
                 "currency")  # fmt: skip
AMOUNTS = ("due", "taken_off", "paid", "owed", "added", "claimable")
NEGATIVE = frozenset({"taken_off", "paid"})
"""Sums that are negative in a statement; in a table the head of the column gives the sign."""
NOTHING = Ends(Fraction(0), Fraction(0))

type Cells = tuple[object, ...]


def amount_heads(kinds: tuple[str, ...]) -> list[str]:
    """Return the heads of the columns of amounts, each with its least and its most."""
    names = [*AMOUNTS, *(f"{what}_{kind}" for kind in kinds for what in ("taken", "unlawful"))]
    return [f"{name}_{end}" for name in names for end in ("least", "most")]


def period_cells(one: WorkerPeriod, kinds: tuple[str, ...], currency: str) -> Cells:
    """Return a row of the table of periods, without the worker's reference."""
    return (
        one.days.first, one.days.last, "end_of_work" if one.at_end else "period", one.due_on,
        str(one.state), one.late_days, one.barred, one.claim_by, currency,
        *_amounts(one, kinds, currency),
    )  # fmt: skip


def sum_cells(sums: Sums, kinds: tuple[str, ...], currency: str) -> Cells:
    """Return a row of the table of workers, without the worker's reference."""
    return (
        sums.periods, *(sums.states[state] for state in State), sums.late, currency,
        *_amounts(sums, kinds, currency),
    )  # fmt: skip


def _amounts(one: WorkerPeriod | Sums, kinds: tuple[str, ...], currency: str) -> Iterator[str]:
    places = digits(currency)
    for name in AMOUNTS:
        yield from _both(getattr(one, name), places, -1 if name in NEGATIVE else 1)
    for kind in kinds:
        taken = one.taken.get(kind, Range.exactly(0))
        yield shown(taken.low, places)
        yield "unknown" if taken.high is None else shown(taken.high, places)
        yield from _both(one.unlawful.get(kind, NOTHING), places)


def _both(ends: Ends, places: int, sign: int = 1) -> tuple[str, str]:
    least = shown(sign * ends.least, places)
    return least, least if ends.most is ends.least else shown(sign * ends.most, places)

"""The random share: a systematic sample in random order, reproducible from its seed.

Workplaces are put in an order that only the seed decides (SHA-256 of seed and key), each takes up a
length equal to its probability, and every whole number after a random start selects the workplace
it falls in: Goodman and Kish, "Controlled selection", JASA 45 (1950); Brewer and Hanif, "Sampling
with unequal probabilities" (1983), method of randomised systematic selection. The hash, not the
language's random module, decides, so that any program in any year can repeat the draw.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manumit.draw.codes import DrawCode
from manumit.errors import Place

LEAST_SHARE, MOST_SHARE, DEFAULT_SHARE = Fraction(5), Fraction(30), Fraction(10)
"""Percent of all visits."""
_DENOMINATOR = 1 << 256


@dataclass(frozen=True, slots=True)
class Drawn:
    """One workplace that was drawn.

    Attributes:
        probability: with which it was drawn; above 0, at most 1.
    """

    key: str
    probability: Fraction


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw, with what is needed to repeat it.

    Attributes:
        seed: any text.
        visits: of the year, random and other.
        share: percent of them that are random.
        size: how many were drawn.
        probabilities: of every workplace that could have been drawn; they sum to ``size``.
        drawn: in the order in which they were drawn.
    """

    seed: str
    visits: int
    share: Fraction
    size: int
    probabilities: Mapping[str, Fraction]
    drawn: Sequence[Drawn]


def draw_sample(
    workplaces: Iterable[str],
    visits: int,
    seed: str,
    *,
    share: Fraction = DEFAULT_SHARE,
    sizes: Mapping[str, int] | None = None,
) -> Draw:
    """Draw the random share of a programme.

    Args:
        workplaces: keys of all registered workplaces but homes, in any order.
        visits: of the programme in all.
        seed: any text; the same seed over the same workplaces gives the same draw.
        share: percent of the visits that are random, 5 to 30.
        sizes: workers by workplace, for probabilities in proportion to them; equal if not given.

    Raises:
        InputError: H301 to H305; nothing is drawn.
    """
    frame = sorted(workplaces)
    check_draw(frame, visits, share)
    size = min(len(frame), random_size(visits, share))
    probabilities = _probabilities(frame, size, sizes)
    ordered = sorted(frame, key=lambda key: (place_in_order(seed, key), key))
    drawn = _systematic(ordered, probabilities, Fraction(place_in_order(seed, ""), _DENOMINATOR))
    return Draw(seed, visits, share, size, probabilities, drawn)


def check_draw(frame: Sequence[str], visits: int, share: Fraction) -> None:
    """Check what is asked of a draw, before anything is drawn.

    Args:
        frame: keys of the workplaces.
        visits: of the programme in all.
        share: percent of them that are random.

    Raises:
        InputError: H301 to H304.
    """
    if not frame:
        raise DrawCode.EMPTY.error(Place())
    if len(set(frame)) != len(frame):
        raise DrawCode.TWICE.error(Place())
    if not LEAST_SHARE <= share <= MOST_SHARE:
        limits = {"least": int(LEAST_SHARE), "most": int(MOST_SHARE)}
        raise DrawCode.SHARE.error(Place(field="share"), share=float(share), **limits)
    if not 1 <= visits <= len(frame):
        raise DrawCode.SIZE.error(Place(field="visits"), visits=visits, workplaces=len(frame))


def random_size(visits: int, share: Fraction) -> int:
    """Return how many visits are random, rounded up: a small programme has a random one too."""
    return -(-visits * share.numerator // (100 * share.denominator))


def place_in_order(seed: str, key: str) -> int:
    """Return a number that only the seed decides; sorted by it, keys are in random order."""
    return int.from_bytes(hashlib.sha256(f"{seed}\0{key}".encode()).digest())


def _probabilities(
    frame: Sequence[str], size: int, sizes: Mapping[str, int] | None
) -> dict[str, Fraction]:
    """Return exact probabilities that sum to the size; a large workplace is certain at most."""
    if sizes is None:
        return dict.fromkeys(frame, Fraction(size, len(frame)))
    if any(sizes.get(key, 0) < 1 for key in frame):
        raise DrawCode.WEIGHT.error(Place(field="sizes"))
    certain: set[str] = set()
    while True:
        rest = [key for key in frame if key not in certain]
        total, left = sum(sizes[key] for key in rest), size - len(certain)
        found = {key: Fraction(sizes[key] * left, total) for key in rest}
        above = {key for key, one in found.items() if one > 1}
        if not above:
            return {key: found.get(key, Fraction(1)) for key in frame}
        certain |= above


def _systematic(
    ordered: Sequence[str], probabilities: Mapping[str, Fraction], start: Fraction
) -> list[Drawn]:
    # Whole numbers over one denominator: exact, and much faster than adding fractions.
    common = math.lcm(*{one.denominator for one in probabilities.values()}) * _DENOMINATOR
    at, next_one = 0, start.numerator * (common // start.denominator)
    drawn: list[Drawn] = []
    for key in ordered:
        one = probabilities[key]
        at += one.numerator * (common // one.denominator)
        if at > next_one:
            drawn.append(Drawn(key, one))
            next_one += common
    return drawn

"""Pictures of an estimate: overlap of lists, intervals side by side, what chance could have done.

Every picture has a table with the same numbers beside it, and shows nothing by colour alone.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.pictures import Box, Caption, Frame, Words, drawn
from manumit.prevalence.histories import CaptureTable

WIDTH = 400
"""Units across: type of 12 units is 10 px on a phone of 360 px, and 13 px or more on a page."""
MOST_COLUMNS = 14
"""Combinations of lists in a picture; the table has all of them."""
BINS = 30
DARK, LIGHT = "yes", "no"
_NAMES, _GAP, _BAR_ROOM, _LABEL = 118, 12, 110, 16
_ROW, _DOT = 18, 9
_LINE, _STEP, _THIN = 17, 34, 8
_TICKS = 4
_FAR = 2.5
"""Totals from the largest number on beyond which an interval is cut off with an arrow."""

type Written = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Span:
    """One line of a picture of intervals; without a number it only says why.

    Attributes:
        label, note: the words at both ends of its line.
        total, lower, upper: people; ``upper`` may be infinite.
        main: whether it is the one that the others are compared with.
    """

    label: str
    note: str
    total: float | None = None
    lower: float = 0.0
    upper: float = 0.0
    main: bool = False


def upset(table: CaptureTable, caption: Caption, write: Written) -> str:
    """Return bars of the combinations of lists over a grid that shows which lists they are."""
    shown = largest(table)
    most = max(int(table.counts[history]) for history in shown)
    wide = (WIDTH - _NAMES - _GAP) / len(shown)
    thick = min(wide * 0.62, 22.0)
    parts: list[Box | Words] = []
    foot = _LABEL + _BAR_ROOM
    for at, history in enumerate(shown):
        count = int(table.counts[history])
        middle = _NAMES + _GAP + wide * (at + 0.5)
        top = foot - _BAR_ROOM * count / most
        parts.append(Box(DARK, middle - thick / 2, middle + thick / 2, top, foot))
        parts.append(Words(middle, top - 5, write(count), "middle", size=10.5))
        parts += _column(history, len(table.lists), middle, foot + _GAP)
    for i, name in enumerate(table.lists):
        y = foot + _GAP + _ROW * (i + 0.5)
        size = write(table.on_all_of(1 << i))
        parts.append(Words(0, y, f"{_short(name)} ({size})", size=11.5))
    height = foot + _GAP + _ROW * len(table.lists)
    return drawn(parts, caption, Frame(WIDTH, height, (0, WIDTH)))


def largest(table: CaptureTable) -> list[int]:
    """Return the histories with most people, as many as a picture holds."""
    there = [history for history in range(1, len(table.counts)) if table.counts[history]]
    ordered = sorted(there, key=lambda h: (-int(table.counts[h]), h.bit_count(), h))
    return ordered[:MOST_COLUMNS]


def _column(history: int, lists: int, middle: float, top: float) -> list[Box]:
    """Return the squares of one combination, joined where it has several lists."""
    on = [i for i in range(lists) if history >> i & 1]
    half = _DOT / 2
    at = [top + _ROW * (i + 0.5) for i in range(lists)]
    joint = [Box(DARK, middle - 1.5, middle + 1.5, at[on[0]], at[on[-1]])] if len(on) > 1 else []
    squares = [
        Box(DARK if i in on else LIGHT, middle - half, middle + half, y - half, y + half)
        for i, y in enumerate(at)
    ]
    return [*joint, *squares]


def _short(name: str) -> str:
    return name if len(name) <= 11 else f"{name[:10]}…"  # noqa: PLR2004 - what fits beside


def spans(rows: Sequence[Span], observed: int, caption: Caption, write: Written) -> str:
    """Return intervals one below the other on one scale from 0, with a line at the people seen."""
    end = _end_of(rows, observed)
    unit = end / WIDTH
    boxes: list[Box] = []
    words: list[Words] = []
    height = _STEP * len(rows)
    for at, row in enumerate(rows):
        top = _STEP * at
        words.append(Words(0, top + _LINE - 5, row.label, weight=700 if row.main else None))
        words.append(Words(end, top + _LINE - 5, row.note, "end", size=11))
        if row.total is None:
            continue
        y = top + _LINE + 2
        boxes.append(Box(LIGHT, row.lower, min(row.upper, end), y, y + _THIN))
        boxes.append(Box(DARK, observed - unit / 2, observed + unit / 2, y - 1, y + _THIN + 1))
        middle = min(row.total, end)
        boxes.append(Box(DARK, middle - 2.5 * unit, middle + 2.5 * unit, y - 2, y + _THIN + 2))
        if row.upper > end:
            arrow = "◂" if caption.rtl else "▸"
            words.append(Words(end, y + _THIN / 2, arrow, "end"))
    parts = [*boxes, *words, *_axis(end, height, write)]
    return drawn(parts, caption, Frame(WIDTH, height + 18, (0, end)))


def _end_of(rows: Sequence[Span], observed: int) -> float:
    """Return where the scale ends: at the widest interval, unless it dwarfs all numbers."""
    totals = [row.total for row in rows if row.total is not None]
    most = max([observed, *totals])
    uppers = [row.upper for row in rows if row.total is not None and math.isfinite(row.upper)]
    return 1.02 * min(max([most, *uppers]), _FAR * most)


def _axis(end: float, y: float, write: Written) -> Iterator[Box | Words]:
    yield Box(DARK, 0, end, y - 0.5, y + 0.5)
    for at in nice(end):
        yield Box(DARK, at, at + end / WIDTH, y, y + 4)
        yield Words(at, y + 15, write(at), "middle" if at else "start", size=10.5)


def nice(end: float) -> list[float]:
    """Return round numbers from 0 to below the end, at most a handful."""
    raw = end / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= raw)
    return [step * i for i in range(int(0.97 * end / step) + 1)]


@dataclass(frozen=True, eq=False, slots=True)
class Histogram:
    """Totals of the drawn tables, counted in bins of equal width.

    Attributes:
        edges: people, one more than bins; ``counts``: of totals.
        beyond: totals above the last edge; ``largest``: of all; ``lost``: tables without a total.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    beyond: int
    largest: float
    lost: int


def histogram(totals: NDArray[np.float64], observed: int) -> Histogram | None:
    """Count totals; None without any. A long tail is cut off, and its size is reported."""
    kept = totals[np.isfinite(totals)]
    if not len(kept):
        return None
    low, quarter, far = np.quantile(kept, [0.0, 0.75, 0.99])
    end = float(max(min(kept.max(), max(far, 1.5 * quarter)), low + 1))
    start = max(float(low), float(observed))
    counts, edges = np.histogram(kept, bins=BINS, range=(start, end))
    return Histogram(
        edges, counts, int((kept > end).sum()), float(kept.max()), len(totals) - len(kept)
    )


def distribution(
    found: Histogram, marks: Sequence[tuple[float, str]], caption: Caption, write: Written
) -> str:
    """Return the bars of a histogram, with lines at numbers that have a name."""
    start, end = float(found.edges[0]), float(found.edges[-1])
    most = int(found.counts.max())
    room, unit = 110, (end - start) / WIDTH
    head = _LINE * len(marks) + 4
    foot = head + room
    bars = [
        Box(LIGHT, float(a), float(b), foot - room * int(n) / most, foot)
        for a, b, n in zip(found.edges[:-1], found.edges[1:], found.counts, strict=True)
        if n
    ]
    parts: list[Box | Words] = [*bars, Box(DARK, start, end, foot - 0.5, foot + 0.5)]
    for row, (at, label) in enumerate(sorted(marks)):
        if not start <= at <= end:
            continue
        y = _LINE * (row + 1) - 4
        parts.append(Box(DARK, at - unit / 2, at + unit / 2, y - 9, foot))
        if at < (start + end) / 2:
            parts.append(Words(at, y, label, "start", size=11, away=5))
        else:
            parts.append(Words(at, y, label, "end", size=11, away=-5))
    parts += [
        Words(at, foot + 15, write(at), "middle", size=10.5)
        for at in nice(end)
        if start <= at <= end
    ]
    return drawn(parts, caption, Frame(WIDTH, foot + 18, (start, end)))

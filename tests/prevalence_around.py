"""Tables for the tests of prevalence: published ones, the shared reference, and any."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from manumit.prevalence.histories import CaptureTable

NAME = "shared/data/mse"
FOUND = [p / NAME for p in Path(__file__).resolve().parents if (p / NAME).exists()]
needs_reference = pytest.mark.skipif(not FOUND, reason=f"{NAME} is not beside this checkout")
TABLES = ("kosovo4", "uk5", "uk6", "netherlands5", "netherlands6")


def table_of(name: str) -> CaptureTable:
    """A table of the shared reference."""
    with (FOUND[0] / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    return CaptureTable.of(
        head[:-1],
        {sum(int(cell) << i for i, cell in enumerate(row[:-1])): int(row[-1]) for row in rows},
    )


def reference_of(name: str) -> dict[str, Any]:
    """What the peers said of a table, by method."""
    text = (FOUND[0] / "reference" / f"{name}.json").read_text(encoding="utf-8")
    results: dict[str, Any] = json.loads(text)["results"]
    return results


def written(lists: int, text: str) -> CaptureTable:
    """A table from ``110 5, 011 3``: a digit for each list, then the people."""
    counts = {}
    for part in text.split(","):
        history, count = part.split()
        counts[sum(int(digit) << i for i, digit in enumerate(history))] = int(count)
    return CaptureTable.of([f"list {i + 1}" for i in range(lists)], counts)


def permuted(table: CaptureTable, order: list[int]) -> CaptureTable:
    """The same people, the lists in another order."""
    return CaptureTable.of(
        [table.lists[i] for i in order],
        {
            sum((history >> old & 1) << new for new, old in enumerate(order)): int(count)
            for history, count in enumerate(table.counts)
            if history
        },
    )


@st.composite
def tables(
    draw: st.DrawFn, fewest: int = 2, most: int = 4, least: int = 0, people: int = 200
) -> CaptureTable:
    """Any table; ``least`` people in each history."""
    lists = draw(st.integers(fewest, most))
    some = st.integers(least, people)
    size = (1 << lists) - 1
    counts = draw(st.lists(some, min_size=size, max_size=size).filter(any))
    return CaptureTable.of("ABCDEFG"[:lists], dict(enumerate(counts, 1)))


HARES = written(
    6,
    "100000 3, 010000 6, 001000 5, 101000 1, 000100 3, 100100 2, 010100 3, 101100 1, 000010 4,"
    "100010 2, 010010 3, 110010 1, 101010 1, 000110 1, 000001 4, 100001 1, 010001 1, 110001 1,"
    "001001 2, 011001 2, 000101 4, 010101 3, 001101 1, 011101 2, 000011 2, 010011 1, 001011 1,"
    "011011 1, 000111 1, 100111 1, 010111 1, 011111 1, 111111 2",
)
"""Snowshoe hares on six occasions: Burnham and Cushwa, printed by Cormack (1989) and by Agresti
(2002, Categorical Data Analysis, 12.3.6). Typed from memory; that it is the table follows from the
numbers of Rcapture's examples, which it gives."""

"""Published tables as a file, so that the next release can be compared with earlier ones.

The file holds what readers see and nothing else: it may be published beside the report.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.difference import difference_attack
from manumit.disclosure.model import Cell, Dimension
from manumit.disclosure.published import PublishedRelease, PublishedTable
from manumit.disclosure.rule import Rule, Zeros
from manumit.errors import InputError, Place

SCHEMA = "manumit/release/1"
LARGEST_FILE = 64 << 20
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class SavedRelease:
    """An earlier release and the file that it was read from."""

    path: Path
    release: PublishedRelease


def release_text(release: PublishedRelease, about: Mapping[str, str]) -> str:
    """Return a release as JSON.

    Args:
        release: the protected tables.
        about: where they come from, such as the mapping and the day.
    """
    data = {
        "schema": SCHEMA,
        "about": dict(about),
        "threshold": release.rule.threshold,
        "zeros": release.rule.zeros.value,
        "tables": [
            {
                "name": table.name,
                "dimensions": [_dimension_data(one) for one in table.dimensions],
                "values": list(table.values),
            }
            for table in release.tables
        ],
        "structural": sorted(release.structural),
        "filled": sorted(release.filled),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_release(path: Path) -> SavedRelease:
    """Return the release that a file holds.

    Raises:
        InputError: D117 if it is no such file, D106 to D116 if its tables contradict each other.
    """
    try:
        data = _data(path)
        release = PublishedRelease(
            tuple(_table(one) for one in data["tables"]),
            Rule(int(data["threshold"]), Zeros(data["zeros"])),
            _cells(data["structural"]),
            _cells(data["filled"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DisclosureCode.NO_RELEASE.error(Place.in_file(path)) from error
    return SavedRelease(path, release)


def check_against(release: PublishedRelease, earlier: Sequence[SavedRelease]) -> None:
    """Refuse a release that gives small counts away together with earlier ones.

    Args:
        release: the tables that are to be published.
        earlier: what readers have already.

    Raises:
        InputError: D118, D112.
    """
    if not earlier:
        return
    found = difference_attack(earlier[0].release, *(one.release for one in earlier[1:]), release)
    leaks = [leak for audit in (found.change, *found.releases) for leak in audit.leaks]
    if leaks:
        named = list(dict.fromkeys(_words(leak.cells[0]) for leak in leaks))
        more = f" and {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
        raise InputError(
            [
                DisclosureCode.DIFFERENCE_LEAKS.problem(
                    Place.in_file(earlier[-1].path), cells="; ".join(named[:MOST_NAMED]) + more
                )
            ]
        )


def _data(path: Path) -> dict[str, Any]:
    """Return the data of a file of a release.

    Raises:
        OSError, ValueError, KeyError, TypeError: it holds no release.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if data["schema"] != SCHEMA:
        raise ValueError
    return data


def _words(cell: Cell) -> str:
    pairs = (f"{name} = {label.removeprefix('manumit:')}" for name, label in cell)
    return ", ".join(pairs) or "all persons"


def _dimension_data(one: Dimension) -> dict[str, Any]:
    return {
        "name": one.name,
        "categories": list(one.categories),
        "rest": one.rest,
        "same": [[label, list(pair)] for label, pair in one.same],
    }


def _table(data: Mapping[str, Any]) -> PublishedTable:
    dimensions = tuple(_dimension(one) for one in data["dimensions"])
    size = 1
    for one in dimensions:
        size *= len(one.categories) + 1
    values = tuple(data["values"])
    whole = all(n is None or (type(n) is int and n >= 0) for n in values)
    if not dimensions or len(values) != size or not whole:
        raise ValueError
    return PublishedTable(str(data["name"]), dimensions, values)


def _dimension(data: Mapping[str, Any]) -> Dimension:
    same = tuple((str(label), (str(x), str(y))) for label, (x, y) in data["same"])
    rest = None if data["rest"] is None else str(data["rest"])
    return Dimension(str(data["name"]), tuple(map(str, data["categories"])), rest, same)


def _cells(data: Sequence[Sequence[Sequence[str]]]) -> frozenset[Cell]:
    return frozenset(tuple((str(name), str(label)) for name, label in cell) for cell in data)

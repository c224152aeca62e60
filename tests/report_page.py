"""Help for tests of the report: invented microdata, and a reader of the finished page."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import narwhals as nw
import polars as pl

from manumit.bulk.program import findings
from manumit.bulk.report import Origin, Report, make_report
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.tables import aggregate
from manumit.exchange import Statement
from manumit.instruments import Library, shipped_library

ATTRIBUTES = ("sex", "age_group", "sector", "citizenship", "year")
STATES = ("yes", "undetermined", "no")
CODES = (
    *("DR01", "DR02", "CR03", "CR05", "RV08", "EX01", "EX04", "EX07"),
    *("CD01", "CD03", "CD04", "CD14", "AC02", "ME05", "PU02", "ILO02"),
)


def answers(rows: int = 420, seed: int = 7) -> pl.DataFrame:
    """Invented answers, with groups of very few persons and with one list of very few."""
    dice = random.Random(seed)
    lists = (("adult_labour", 70), ("child_labour", 18), ("adult_sexual", 6), (None, 6))
    values: dict[str, Mapping[str | None, int]] = {
        "sex": {"woman": 52, "man": 43, "other": 2, None: 3},
        "age_group": {"15 to 17": 12, "18 to 24": 40, "25 to 34": 40, "35 or more": 5, None: 3},
        "sector": {"Farming": 50, "Fishing": 12, "Building": 30, "Begging": 2, None: 6},
        "citizenship": {f"C{x:02}": 40 // x for x in range(1, 10)} | {None: 4},
        "year": {"2023": 40, "2024": 55, "2025": 5},
    }
    found = []
    for row in range(rows):
        (chosen,) = dice.choices([x for x, _ in lists], [n for _, n in lists])
        age = "adult" if chosen is None else chosen.split("_")[0]
        if chosen == "child_labour" and row % 2:
            age = "unsure"
        one: dict[str, Any] = {"row": row + 2, "list": chosen, "age": age}
        for name, weights in values.items():
            (one[name],) = dice.choices(list(weights), list(weights.values()))
        for code in CODES:
            one[code] = dice.choices((1, 0, None), (35, 45, 20))[0]
        found.append(one)
    text = dict.fromkeys(("list", "age", *ATTRIBUTES), pl.String)
    flags = dict.fromkeys(CODES, pl.Int8)
    return pl.DataFrame(found, schema={"row": pl.Int64, **text, **flags})


def assessed(frame: pl.DataFrame) -> pl.DataFrame:
    """The findings frame of an answers frame."""
    library = shipped_library()
    lists = {name: library.instrument(name) for name in library.list_ids}
    found: pl.DataFrame = findings(nw.from_native(frame.lazy()), lists).to_native().collect()
    return found


def counted(found: pl.DataFrame) -> pl.DataFrame:
    """Counts of a findings frame."""
    return aggregate(found.lazy(), attributes_needed(ATTRIBUTES))


def deciding(frame: pl.DataFrame) -> pl.DataFrame:
    """By brute force: in how many rows one unknown answer, if yes, would decide a result."""
    before, rows = assessed(frame), []
    results = ("forced_labour", "trafficking", "exploitation", "coercion_destination")
    for code in CODES:
        after = assessed(frame.with_columns(pl.col(code).fill_null(1)))
        for result in results:
            now, then = before[result], after[result]
            raised = (now == "undetermined") & (then == "yes")
            n = int((raised & (before["age"] != "unsure")).sum())
            rows.append({"code": code, "result": result, "n": n})
    return pl.DataFrame(rows)


def origin(**changed: Any) -> Origin:
    """Where the invented figures come from."""
    given: dict[str, Any] = {
        "title": "Invented interviews",
        "file": "invented.csv",
        "mapping": "invented",
        "attributes": ATTRIBUTES,
        "notes": (Statement("All of it is invented: it proves the code, never effectiveness."),),
        "made_on": date(2026, 11, 25),
        "query": "manumit assess invented.csv",
        "assumptions": ("Nothing is assumed.",),
    }
    return Origin(**given | changed)


@cache
def data() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Counts and blocking unknowns of the invented answers."""
    frame = answers()
    return counted(assessed(frame)), deciding(frame)


def made(**changed: Any) -> Report:
    """A report on the invented answers."""
    aggregates, blocking = data()
    given: dict[str, Any] = {"aggregates": aggregates, "blocking": blocking, "origin": origin()}
    return make_report(**given | {"library": library()} | changed)


@cache
def report() -> Report:
    """The report that most tests read."""
    return made()


@cache
def page() -> "Element":
    """Its page."""
    return read_page(report().html)


def library() -> Library:
    """The shipped library."""
    return shipped_library()


VOID = {"meta", "br", "rect", "path", "circle", "link", "img", "input", "hr"}


@dataclass
class Element:
    """An element of a page: its tag, attributes, and children, which are elements and strings."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all below, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str) -> list["Element"]:
        """All elements of a tag."""
        return [element for element in self.walk() if element.tag == tag]

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return re.sub(r"\s+", " ", " ".join(parts)).strip()

    def get(self, name: str) -> str:
        """An attribute, or nothing."""
        return self.attributes.get(name, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """The tree of a page; refuses tags that are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader._open) == 1, "a tag is left open"
    return reader.root


type Printed = dict[str, dict[str, dict[str, int | None]]]


def tables(page: Element) -> Printed:
    """Counts as printed: table, row, cell; None where suppressed."""
    found: Printed = {}
    for table in page.all("table"):
        rows = found.setdefault(table.get("data-table"), {})
        for row in table.all("tr"):
            cells = [td for td in row.all("td") if td.get("data-cell")]
            if cells:
                rows[row.get("data-row")] = {td.get("data-cell"): _count(td.text) for td in cells}
    return found


def _count(text: str) -> int | None:
    return None if text == "x" else int(text.replace(",", ""))


def pictures(page: Element) -> list[Element]:
    """The pictures of a page, not the patches of legends."""
    return [svg for svg in page.all("svg") if svg.get("role") == "img"]

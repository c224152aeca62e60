"""R-72 on the finished page: what a reader who works through the HTML can find out.

Every attack first finds a planted leak. The data are invented: they prove the code, never
effectiveness.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import report_page
from manumit.bulk import report as report_module
from manumit.bulk.report import (
    blocking_counts,
    contents_of,
    render,
    write_report,
)
from manumit.bulk.report_tables import (
    BOUNDS,
    DECIDES,
    LIST,
    NOT_ASSESSED,
    NOT_RECORDED,
    OUTSIDE,
    RESULTS,
    Contents,
    Counts,
    Question,
    build_release,
    protect_tables,
)
from manumit.bulk.tables import AGE_UNKNOWN
from manumit.disclosure import (
    Cell,
    DisclosureCode,
    Protected,
    PublishedRelease,
    PublishedTable,
    Release,
    Rule,
    audit,
    cell,
)
from manumit.disclosure.model import cells_with_margins
from manumit.errors import InputError, Place
from manumit.exchange import Statement
from report_page import STATES, Element, Printed, data, page, pictures, read_page, report

pytestmark = pytest.mark.xdist_group("report_page")  # what is kept for a process is made once

THRESHOLD = 11
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?![\w.])(?! ?%)")


@cache
def raw() -> tuple[Release, Contents]:
    aggregates, blocking = data()
    counts, decided = Counts.from_frame(aggregates), blocking_counts(blocking)
    contents = contents_of(counts, decided, report_page.ATTRIBUTES, report_page.library())
    return build_release(counts, decided, contents, THRESHOLD), contents


def shown(hidden: frozenset[object], release: Release) -> PublishedRelease:
    """The true counts with only these cells hidden."""
    tables = tuple(
        PublishedTable(
            table.name,
            table.dimensions,
            tuple(
                None if key in hidden else int(n)
                for key, n in zip(
                    cells_with_margins(table.dimensions), table.with_margins().ravel(), strict=True
                )
            ),
        )
        for table in release.tables
    )
    return PublishedRelease(tables, Rule(THRESHOLD), report().protected.published.structural)


def page_of(release: PublishedRelease) -> Element:
    html = render(release, raw()[1], report_page.origin(), report_page.library(), "en")
    return read_page(html)


# What can be read off the page


def small_numbers(page: Element) -> list[str]:
    """Counts of 1 to 10 persons in tables and pictures; labels and shares are no counts."""
    found = []
    for table in page.all("table"):
        found += [td.text for td in table.all("td") if td.get("data-cell") and _small(td.text)]
    for picture in pictures(page):
        for text in picture.all("text"):
            if text.get("font-weight") != "600" or "%" in text.text:
                found += [n for n in NUMBER.findall(text.text) if _small(n)]
    return found


def _small(text: str) -> bool:
    return text != "x" and 0 < int(text.replace(",", "")) < THRESHOLD


def told_in_row(page: Element, truth: Printed) -> list[tuple[str, str, str]]:
    """Cells that are suppressed and whose true count stands elsewhere in the row of its table."""
    found = []
    for table in page.all("table"):
        name = table.get("data-table")
        for row in table.all("tr"):
            cells = {td.get("data-cell"): td.text for td in row.all("td")}
            numbers = {n for td in row.all("td") for n in NUMBER.findall(td.text)}
            own = {
                truth[name][row.get("data-row")][key]
                for key, x in cells.items()
                if x != "x" and key
            }
            for key, text in cells.items():
                true = truth[name][row.get("data-row")][key] if key else None
                if key and text == "x" and true not in own and f"{true:,}" in numbers:
                    found.append((name, row.get("data-row"), key))
    return found


def shares_told(page: Element) -> list[str]:
    """Shares of which a part is suppressed and which stand there all the same."""
    found = []
    for table in page.all("table"):
        for row in table.all("tr"):
            cells = {td.get("data-cell"): td.text for td in row.all("td")}
            if "yes" in cells:
                low, _, high = row.all("td")[-1].text.partition(" – ")
                found += [low] if cells["yes"] == "x" and low != "x" else []
                found += [high] if cells["no"] == "x" and high not in ("x", "") else []
            if cells.get("decided") == "x":
                found.append(row.text)
    return found


def truth() -> Printed:
    """What the tables would print if nothing were suppressed."""
    return report_page.tables(page_of(shown(frozenset(), raw()[0])))


# The release as it can be put together from the page


def rebuilt(page: Element) -> PublishedRelease:
    """Every table as a reader can put it together; what is not printed is unknown."""
    printed, original = report_page.tables(page), report().protected.published
    found = []
    for table in original.tables:
        rows = known_of(table.name, printed)
        if rows:
            found.append(filled(table, rows, original.structural))
    cells = {key for table in found for key in cells_with_margins(table.dimensions)}
    return PublishedRelease(tuple(found), Rule(THRESHOLD), original.structural & cells)


def known_of(name: str, printed: Printed) -> dict[Cell, int | None]:
    """What the page prints of one table of the release."""
    first, _, result = name.rpartition("/")
    if first in report_page.ATTRIBUTES:
        rows = printed[f"{first}-{result}"]
        found = merged(
            stated({first: key} if key else {}, result, row) for key, row in rows.items()
        )
        everybody, outside = (printed["list"][key]["persons"] for key in ("", NOT_RECORDED))
        nobody = {cell(x): outside for x in ({first: OUTSIDE}, {result: NOT_ASSESSED})}
        return found | nobody | {cell({}): everybody}
    groups = [key for key in printed["list"] if key not in ("", NOT_RECORDED)]
    lists = [key for key in groups if not key.startswith(AGE_UNKNOWN)]
    persons = {cell({LIST: key} if key else {}): n["persons"] for key, n in printed["list"].items()}
    if first == LIST and result in BOUNDS:
        side = "lower" if result == BOUNDS[0] else "upper"
        rows_of = {key: printed[f"rows-{key}"] for key in lists}
        return persons | {
            cell({LIST: key, result: row}): n[side]
            for key, rows in rows_of.items()
            for row, n in rows.items()
        }
    if first == LIST and result in printed[f"results-{lists[0]}"]:
        rows = {key: printed[f"results-{results_of(key)}"][result] for key in groups}
        return persons | merged(stated({LIST: key}, result, row) for key, row in rows.items())
    for key in ("dimension", "eleven"):
        if not first and result in printed[key]:
            return {cell({}): printed["list"][""]["persons"]} | stated(
                {}, result, printed[key][result]
            )
    for key in ("ask-forced_labour", "ask-trafficking", "ask-dimension"):
        if first in printed.get(key, {}) and f"decides {result}" in name_of(first, result):
            return {
                cell({}): printed["list"][""]["persons"],
                cell({name_of(first, result): DECIDES}): printed[key][first]["decided"],
            }
    return {}


def results_of(group: str) -> str:
    return group.replace(AGE_UNKNOWN, "age_unknown-")


def name_of(code: str, result: str) -> str:
    return Question(code, result).division


def stated(
    fixed: dict[str, str], result: str, row: dict[str, int | None]
) -> dict[Cell, int | None]:
    found = {cell({**fixed, result: s}): row[s] for s in STATES}
    return found | {cell(fixed): row["assessed"]} if fixed else found


def merged(parts: Iterable[dict[Cell, int | None]]) -> dict[Cell, int | None]:
    return {key: value for part in parts for key, value in part.items()}


def filled(
    table: PublishedTable, rows: dict[Cell, int | None], structural: frozenset[Cell]
) -> PublishedTable:
    """What is printed, and the sums of what is printed in full."""
    keys = cells_with_margins(table.dimensions)
    inner = {
        key: 0 if key in structural else rows.get(key)
        for key in keys
        if len(key) == len(table.dimensions)
    }

    def value(key: Cell) -> int | None:
        if key in rows or key in inner:
            return inner.get(key, rows.get(key))
        parts = [n for part, n in inner.items() if set(key) <= set(part)]
        known = [n for n in parts if n is not None]
        return sum(known) if len(known) == len(parts) else None

    return PublishedTable(table.name, table.dimensions, tuple(value(key) for key in keys))


# The attacks


def test_the_data_have_what_makes_suppression_necessary() -> None:
    report_of_cost = report().protected.report
    assert report_of_cost.primary > 20
    assert report_of_cost.secondary > 20
    assert any(x.rest for t in report().protected.published.tables for x in t.dimensions)


@pytest.mark.proves("tables-through-disclosure")
def test_a_page_without_protection_is_caught_by_every_reader() -> None:
    bare = page_of(shown(frozenset(), raw()[0]))
    assert small_numbers(bare)
    assert not audit(rebuilt(bare)).safe


def test_a_page_with_small_cells_only_suppressed_is_caught() -> None:
    release = raw()[0]
    small = frozenset(
        key
        for table in release.tables
        for key, n in zip(
            cells_with_margins(table.dimensions), table.with_margins().ravel(), strict=True
        )
        if 0 < n < THRESHOLD
    )
    careless = page_of(shown(small, release))
    assert not small_numbers(careless)
    assert not audit(rebuilt(careless)).safe


def test_no_small_count_stands_in_a_table_or_picture() -> None:
    assert small_numbers(page()) == []


def test_a_planted_count_in_a_picture_is_found() -> None:
    html = report().html
    planted = re.sub(r">(\d[\d,]*) assessed</text>", ">7 assessed</text>", html, count=1)
    assert small_numbers(read_page(planted)) == ["7"]


def test_no_suppressed_count_stands_elsewhere_in_its_row() -> None:
    assert told_in_row(page(), truth()) == []


def test_no_share_gives_a_suppressed_count_away() -> None:
    assert shares_told(page()) == []


def test_a_planted_share_is_found() -> None:
    html = report().html
    planted, times = re.subn(r"<td>x</td>", r"<td>12 %</td>", html, count=1)
    assert times == 1
    assert shares_told(read_page(planted)) == ["12 %"]


@pytest.mark.proves("tables-through-disclosure")
def test_the_tables_read_back_from_the_page_withstand_the_audit() -> None:
    found = audit(rebuilt(page()))
    assert found.attacked > 100
    assert found.safe


def test_the_whole_release_with_its_links_withstands_the_audit() -> None:
    assert audit(report().protected.published).safe


def test_trafficking_of_a_list_cannot_be_computed_from_its_conclusions() -> None:
    """The positive rows are trafficking: one is suppressed wherever the other is."""
    printed = report_page.tables(page())
    hidden = 0
    for name in printed["list"]:
        if name in ("", NOT_RECORDED) or name.startswith(AGE_UNKNOWN):
            continue
        table = report_page.library().instrument(name).conclusions
        rows = [printed[f"rows-{name}"][row.id] for row in table.rows if row.positive]
        shown = printed[f"results-{name}"]["trafficking"]
        assert [row["lower"] for row in rows] == [shown["yes"]]
        if shown["undetermined"] is None and shown["yes"] is not None:
            assert [row["upper"] for row in rows] == [None]
        hidden += shown["yes"] is None
    assert hidden


def test_who_could_not_be_assessed_is_the_same_in_every_table() -> None:
    printed = report_page.tables(page())
    for attribute in report_page.ATTRIBUTES:
        tables = [printed[f"{attribute}-{result}"] for result in RESULTS]
        for row in tables[0]:
            assert len({table[row]["assessed"] for table in tables}) == 1


def test_one_fact_under_two_names_is_hidden_under_both() -> None:
    """Restriction of movement and isolation rest on the same answer in this file."""
    published = report().protected.published
    counts = {table.name: table.counts for table in raw()[0].tables}
    by_counts: dict[object, list[PublishedTable]] = {}
    for table in published.tables:
        if "/" not in table.name:
            by_counts.setdefault(counts[table.name], []).append(table)
    twins = [tables for tables in by_counts.values() if len(tables) > 1]
    assert twins
    for tables in twins:
        for values in zip(*(table.values for table in tables), strict=True):
            assert len(set(values)) == 1


def test_it_is_not_told_that_all_of_a_group_show_signs() -> None:
    """Sixty workers of one camp, all with signs: who knows one of them would know it of him."""
    camp = pl.col("row") <= 61
    frame = report_page.answers().with_columns(
        pl.when(camp).then(pl.lit("Camp")).otherwise("sector").alias("sector"),
        pl.when(camp).then(pl.lit("adult_labour")).otherwise("list").alias("list"),
        pl.when(camp).then(pl.lit("adult")).otherwise("age").alias("age"),
        *(pl.when(camp).then(1).otherwise(x).cast(pl.Int8).alias(x) for x in ("CD03", "EX04")),
    )
    found = report_page.assessed(frame)
    assert set(found.filter(sector="Camp")["forced_labour"]) == {"yes"}
    made = report_page.made(
        aggregates=report_page.counted(found),
        blocking=data()[1].clear(),
        origin=report_page.origin(attributes=("sector",)),
    )
    row = report_page.tables(read_page(made.html))["sector-forced_labour"]["Camp"]
    assert row == {"assessed": 60, "yes": None, "undetermined": None, "no": 0}


def test_where_that_cannot_be_hidden_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Release] = []

    def protect_second(release: Release, threshold: int) -> Protected:
        tried.append(release)
        if len(tried) == 1:
            raise DisclosureCode.CANNOT_BE_PROTECTED.error(Place())
        return protect_tables(release, threshold)

    monkeypatch.setattr(report_module, "protect_tables", protect_second)
    origin = report_page.origin(attributes=("sector",))
    text = read_page(report_page.made(blocking=data()[1].clear(), origin=origin).html).text
    assert len(tried) == 2
    assert "this is printed here" in text


@pytest.mark.proves("tables-through-disclosure")
def test_every_sentence_with_counts_takes_them_from_the_protected_tables() -> None:
    text = page().text
    total = report().protected.published["sex/forced_labour"].value({})
    lead = re.search(r"Of ([\d,]+) persons, ([\d,x]+) could be assessed", text)
    assert lead is not None
    assert lead[1] == f"{total:,}"
    for row in page().all("ul"):
        if row.get("class") == "headlines":
            small = [n for n in NUMBER.findall(row.text) if _small(n)]
            assert small == []


def test_the_report_does_not_tell_how_many_cells_are_small() -> None:
    cost = report().protected.report
    section = (
        page().text.partition("What is not shown, and why")[2].rpartition("Definitions and")[0]
    )
    section = section.rpartition("What is not shown, and why")[2]
    entries = [td for td in page().all("td") if td.get("data-cell")]
    hidden = sum(td.text == "x" for td in entries)
    assert f"{hidden:,} of the {len(entries):,} counts" in section
    assert not re.search(rf"\b{cost.primary}\b", section)


def test_too_few_persons_and_nothing_is_written(tmp_path: Path) -> None:
    frame = report_page.answers(rows=8)
    with pytest.raises(InputError, match="D110"):
        write_report(
            tmp_path / "report.html",
            aggregates=report_page.counted(report_page.assessed(frame)),
            blocking=report_page.deciding(frame).clear(),
            origin=report_page.origin(),
            library=report_page.library(),
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proves("atomic-output")
def test_the_report_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.html"
    target.write_text("older")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    aggregates, blocking = data()
    with pytest.raises(KeyboardInterrupt):
        write_report(
            target,
            aggregates=aggregates,
            blocking=blocking.clear(),
            origin=report_page.origin(attributes=()),
            library=report_page.library(),
        )
    assert [path.read_text() for path in tmp_path.iterdir()] == ["older"]


@pytest.mark.proves("no-script")
def test_nothing_is_run_and_nothing_is_fetched() -> None:
    html = report().html
    assert not {"script", "link", "iframe", "img", "object"} & {e.tag for e in page().walk()}
    for element in page().walk():
        assert not [name for name in element.attributes if name.startswith("on")]
        assert element.get("href")[:1] in ("", "#")
        assert not element.get("src")
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


@pytest.mark.proves("no-script")
def test_what_a_file_says_cannot_become_markup() -> None:
    aggregates, _ = data()
    evil = '<script>alert(1)</script>"&'
    spoiled = aggregates.with_columns(
        pl.when(pl.col("value") == "woman").then(pl.lit(evil)).otherwise("value").alias("value")
    )
    origin = report_page.origin(
        title=evil, notes=(Statement(evil),), query=evil, attributes=("sex",)
    )
    html = report_page.made(aggregates=spoiled, origin=origin).html
    assert "<script" not in html
    assert evil in read_page(html).text


def test_people_of_unknown_age_are_a_group_of_their_own() -> None:
    """Neither children nor adults: both lists enter their bounds, and no list is theirs."""
    found = report_page.assessed(report_page.answers())
    unknown = found.filter((pl.col("age") == "unsure") & pl.col("list").is_not_null())
    children = found.filter((pl.col("age") == "child") & (pl.col("list") == "child_labour"))
    printed = report_page.tables(page())
    key = f"{AGE_UNKNOWN}child_labour"
    assert printed["list"][key]["persons"] == unknown.height > 0
    assert printed["list"]["child_labour"]["persons"] == children.height
    assert (
        printed["results-age_unknown-child_labour"]["forced_labour"]["assessed"] == unknown.height
    )
    assert f"rows-{key}" not in printed
    assert "Age unknown, labour exploitation" in page().text


def test_where_nothing_is_ruled_out_shares_say_at_least_alone() -> None:
    """An upper bound of 100 % in every line informs nobody; lower bounds can be compared."""
    sections = [
        e for e in page().all("section") if e.get("id") == "report-figure-sector-labour_law"
    ]
    (section,) = sections
    assert section.all("th")[4].text == "At least"
    assert "– 100 %" not in section.text
    (picture,) = pictures(section)
    texts = [text.text for text in picture.all("text")]
    assert any("%" in text for text in texts)
    assert "the upper bound is 100 %" in section.text

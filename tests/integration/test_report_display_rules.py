"""R-72 against a reader who knows by which rules the report shows zeros and small counts.

The attack writes down every way in which a group could be divided, and keeps those that the page
would show in this way. The data are invented: they prove the code, never effectiveness.
"""

from functools import cache

import polars as pl
import pytest

import report_page
from manumit.bulk.report import make_report
from manumit.bulk.report_tables import hide_unanimous_groups, hiding_place, protect_tables
from manumit.disclosure import Dimension, Release, Table, audit
from report_page import STATES, Printed, data, read_page, tables

pytestmark = pytest.mark.xdist_group("report_page")  # what is kept for a process is made once

THRESHOLD = 11
GROUP = 11
"""Members of the group that is attacked: exactly as many as may be shown."""


def quarry(yes: int) -> pl.DataFrame:
    """Return invented findings: a quarry of 11 workers, of whom so many show forced labour."""
    member, shows = pl.col("row") < GROUP + 2, pl.col("row") < yes + 2
    frame = report_page.answers().with_columns(
        # No other group is so small that the quarry would be joined with it.
        pl.when(member)
        .then(pl.lit("Quarry"))
        .otherwise(pl.col("sector").replace("Begging", "Farming"))
        .alias("sector"),
        pl.when(member).then(pl.lit("adult_labour")).otherwise("list").alias("list"),
        pl.when(member).then(pl.lit("adult")).otherwise("age").alias("age"),
        *(
            pl.when(member).then(shows.cast(pl.Int8)).otherwise(code).alias(code)
            for code in report_page.CODES
        ),
    )
    return report_page.assessed(frame)


@cache
def printed(yes: int) -> Printed:
    """Return the tables as they stand on the page."""
    report = make_report(
        aggregates=report_page.counted(quarry(yes)),
        blocking=data()[1].clear(),
        origin=report_page.origin(attributes=("sector",)),
        library=report_page.library(),
    )
    return tables(read_page(report.html))


def divisions(row: dict[str, int | None], overall: dict[str, int]) -> list[tuple[int, ...]]:
    """Return every division of a group that the page would print as this row."""
    total = row["assessed"]
    assert total is not None
    every = [(y, u, total - y - u) for y in range(total + 1) for u in range(total + 1 - y)]
    return [one for one in every if shown_alike(one, row, overall)]


def shown_alike(one: tuple[int, ...], row: dict[str, int | None], overall: dict[str, int]) -> bool:
    """Whether a division agrees with what is shown, and with what would have been shown."""
    counts = dict(zip(STATES, one, strict=True))
    full = next((state for state in STATES if counts[state] == sum(one)), None)
    hidden_zero = None if full is None else hiding_place(full, overall, THRESHOLD)
    for state, n in counts.items():
        if row[state] is not None:
            if row[state] != n:
                return False
        elif n == 0 and state != hidden_zero:
            return False
    return True


def narrowed(row: dict[str, int | None], overall: dict[str, int]) -> list[str]:
    """Return the suppressed states of which the reader learns too much."""
    if row["assessed"] is None:
        return []
    fits = divisions(row, overall)
    found = []
    for place, state in enumerate(STATES):
        values = {one[place] for one in fits}
        wide = max(values) >= THRESHOLD and max(values) - min(values) >= THRESHOLD - 1
        if row[state] is None and not wide and min(values) < THRESHOLD:
            found.append(state)
    return found


def overall_of(result: str, yes: int) -> dict[str, int]:
    counts = quarry(yes).filter(pl.col(result).is_not_null())[result].value_counts()
    return dict.fromkeys(STATES, 0) | dict(counts.iter_rows())


def test_the_attack_finds_a_group_of_eleven_whose_two_states_are_suppressed() -> None:
    """What the report printed before it knew its own rule for zeros."""
    planted = {"assessed": 11, "yes": None, "undetermined": None, "no": 0}
    assert narrowed(planted, overall_of("forced_labour", 5)) == ["undetermined"]


def test_no_group_of_exactly_the_threshold_is_narrowed_by_the_display_rules() -> None:
    for yes in (1, 5, 10, 11):
        for result in ("forced_labour", "labour_law"):
            rows = printed(yes)[f"sector-{result}"]
            assert "Quarry" in rows
            overall = overall_of(result, yes)
            leaks = {key: narrowed(row, overall) for key, row in rows.items() if key}
            assert not any(leaks.values()), (yes, result, leaks)


def row_of_quarry(yes: int) -> tuple[dict[str, int | None], dict[str, int]]:
    """Return a protected row of 11 persons beside larger groups, and the persons by state."""
    groups, states = Dimension("sector", ("Farming", "Quarry")), Dimension("result", STATES)
    rows = [[184, 30, 20], [yes, GROUP - yes, 0]]
    table = hide_unanimous_groups(Table.from_rows("t", (groups, states), rows), THRESHOLD)
    published = protect_tables(Release((table,)), THRESHOLD).published
    assert audit(published).safe
    row = {s: published["t"].value({"sector": "Quarry", "result": s}) for s in STATES}
    overall = dict(zip(STATES, map(sum, zip(*rows, strict=True)), strict=True))
    return row | {"assessed": published["t"].value({"sector": "Quarry"})}, overall


def test_the_audit_knows_the_rule_by_which_zeros_are_shown() -> None:
    for yes in range(12):
        row, overall = row_of_quarry(yes)
        assert narrowed(row, overall) == [], (yes, row)

"""Published tables as SDMX-CSV 2.0, as a statistical system reads them. All counts are invented."""

import csv
import io

from manumit.disclosure import Dimension, PublishedTable, Release, Table, protect, sdmx_csv

SEX = Dimension("sex", ("female", "male"))
STAGE = Dimension("stage", ("identified", "not by 2026"))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def published() -> tuple[PublishedTable, ...]:
    by_stage = Table.from_rows("by sex", (STAGE, SEX), [[3, 40], [50, 60]])
    alone = Table.from_rows("sexes", (SEX,), [53, 100])
    return protect(Release((by_stage, alone))).published.tables


def test_every_cell_and_margin_is_a_row_with_its_whole_key() -> None:
    text = sdmx_csv({"persons": published()}, period="2024-01-01/P3Y")
    assert text.splitlines()[0] == (
        "STRUCTURE,STRUCTURE_ID,ACTION,POPULATION,TABLE,STAGE,SEX,"
        "TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS"
    )
    assert text.endswith("\r\n")
    found = rows(text)
    assert len(found) == 3 * 3 + 3
    keys = {(one["POPULATION"], one["TABLE"], one["STAGE"], one["SEX"]) for one in found}
    assert len(keys) == len(found)
    assert ("PERSONS", "SEXES", "_Z", "_T") in keys, "a dimension that a table lacks is named so"
    assert ("PERSONS", "BY_SEX", "NOT_BY_2026", "MALE") in keys
    assert {one["TIME_PERIOD"] for one in found} == {"2024-01-01/P3Y"}
    assert {one["ACTION"] for one in found} == {"I"}


def test_r72_a_suppressed_cell_has_no_value_and_nothing_tells_why_it_was_suppressed() -> None:
    tables = published()
    found = rows(sdmx_csv({"persons": tables}))
    hidden = [one for one in found if not one["OBS_VALUE"]]
    assert len(hidden) == sum(value is None for table in tables for value in table.values) > 1
    assert {(one["OBS_STATUS"], one["CONF_STATUS"]) for one in hidden} == {("Q", "N")}
    shown = [one for one in found if one["OBS_VALUE"]]
    assert {(one["OBS_STATUS"], one["CONF_STATUS"]) for one in shown} == {("A", "F")}
    assert "TIME_PERIOD" not in found[0]


def test_unknown_is_a_category_and_zero_stays_zero() -> None:
    age = Dimension("age", ("adult", "unknown"))
    found = rows(sdmx_csv({"persons": [PublishedTable("ages", (age,), (20, 0, 20))]}))
    assert {one["AGE"]: one["OBS_VALUE"] for one in found} == {
        "ADULT": "20", "UNKNOWN": "0", "_T": "20",
    }  # fmt: skip


def codes(*labels: str) -> tuple[str, list[str]]:
    """The column of a dimension named Table, which every file has, and the codes of its labels."""
    values = (*([20] * len(labels)), 20 * len(labels))
    table = PublishedTable("t", (Dimension("Table", labels),), values)
    found = rows(sdmx_csv({"persons": [table]}))
    column = next(name for name in found[0] if name.startswith("TABLE_"))
    assert found[-1][column] == "_T"
    return column, [row[column] for row in found[:-1]]


def test_two_names_never_share_an_id() -> None:
    assert codes("Réunion", "2026")[1] == ["REUNION", "2026"]
    column, (one, other) = codes("no-one", "no one")
    assert (one, other[:7]) == ("NO_ONE", "NO_ONE_")
    assert len({one, other}) == 2
    assert column != "TABLE"


def test_the_id_of_a_name_in_another_script_does_not_depend_on_its_place() -> None:
    column, (women, men) = codes("نساء", "رجال")
    again, (men_first, women_second) = codes("رجال", "نساء")
    assert (column, women, men) == (again, women_second, men_first)
    assert codes("أطفال", "رجال 2", "رجال")[1][2] == men
    assert women.startswith("X_")
    assert codes("رجال 2", "نساء 2")[1][0] != "2", "what is left of a name is not its id"

"""Many persons at once get what each would get alone: on polars, on Spark, for an own list too."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.assessment import Answer, Finding, assess_answers, outcome
from manumit.bulk import aggregate, findings, state_columns
from manumit.bulk.blocking import add_up, collect_polars, collect_spark, programs, table
from manumit.bulk.engines import has_java, spark_session
from manumit.bulk.facts import at_least
from manumit.bulk.program import Frame
from manumit.bulk.tables import AGE_UNKNOWN
from manumit.instruments import Instrument, Library, Population, shipped_library

OWN_LIST = """
schema: manumit/indicator-list/1
id: own_adults
extends: adult_labour
edition: "own"
indicators:
  - {code: EX10, dimension: exploitation, strength: strong, label: Own, verification: verified}
  - {code: EX03, dimension: exploitation, strength: strong, label: Own, verification: verified}
remove: [EX09, DR01]
"""
WORDS = {1: Answer.YES, 0: Answer.NO, None: Answer.UNKNOWN}
UNKNOWN_CODE = "ZZ99"
SEED = 81

type Row = dict[str, Any]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    path = tmp_path_factory.mktemp("own") / "own.yaml"
    path.write_text(OWN_LIST, "utf-8")
    return Library.load(path)


def lists_of(library: Library) -> dict[str, Instrument]:
    return {list_id: library.instrument(list_id) for list_id in library.list_ids}


SHIPPED = lists_of(shipped_library())
CODES = sorted({UNKNOWN_CODE, *(code for one in SHIPPED.values() for code in one.codes)})


@st.composite
def answers(draw: st.DrawFn) -> pl.DataFrame:
    """Some persons, answers to some codes; a column is missing, unknown, or somewhere between."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=len(CODES)))
    chance = random.Random(draw(st.integers(0, 2**32)))
    lists = draw(st.lists(st.sampled_from([*SHIPPED, None]), min_size=1, max_size=12))
    return frame_of([person(row, name, codes, chance) for row, name in enumerate(lists, 2)], codes)


def person(row: int, list_id: str | None, codes: Iterable[str], chance: random.Random) -> Row:
    weights = chance.choice([(1, 9, 1), (1, 12, 0), (1, 1, 1), (5, 1, 3), (1, 3, 12)])
    given_answers = {code: chance.choices((1, 0, None), weights)[0] for code in codes}
    adult = (list_id or "").startswith("adult") or list_id == "own_adults"
    age = "adult" if adult else chance.choice(["child", "unsure"])
    return {"row": row, "list": list_id, "age": age, "sex": "female", **given_answers}


def frame_of(rows: Iterable[Row], codes: Iterable[str]) -> pl.DataFrame:
    texts = dict.fromkeys(("list", "age", "sex"), pl.String)
    return pl.DataFrame(
        list(rows), {"row": pl.Int64, **texts, **dict.fromkeys(codes, pl.Int8)}, orient="row"
    )


def alone(row: Row, instrument: Instrument) -> Finding:
    return assess_answers(
        {code: WORDS[row[code]] for code in row if code in instrument.codes}, instrument
    )


def expected(row: Row, lists: Mapping[str, Instrument]) -> Row:
    """The whole findings row, by the single-person engine."""
    found: Row = {name: row[name] for name in ("row", "list", "age", "sex")}
    rest = (*state_columns(lists), "conclusion_lower", "conclusion_upper", "known")
    found |= dict.fromkeys(rest)
    if row["list"] is None:
        return found
    instrument = lists[row["list"]]
    if row["age"] == "unsure":
        return found | of_unknown_age(row, lists)
    finding = alone(row, instrument)
    found |= {s.id: str(finding.item_set(s.id)) for s in instrument.item_sets if s.id != "eleven"}
    found |= {item.id: str(finding.item(item.id)) for item in instrument.eleven.items}
    found |= {name: str(finding.dimension(name)) for name in finding.lower.dimensions}
    return found | {
        "forced_labour": str(finding.forced_labour),
        "trafficking": str(finding.trafficking),
        "conclusion_lower": finding.lower.conclusion.id,
        "conclusion_upper": finding.upper.conclusion.id,
        "known": len(instrument.open_codes - finding.unknown),
    }


def of_unknown_age(row: Row, lists: Mapping[str, Instrument]) -> Row:
    """Return the results that hold whichever of the lists for the person's form applies."""
    child = lists[row["list"]]
    adults = [
        one
        for one in lists.values()
        if one.population is Population.ADULT and one.exploitation is child.exploitation
    ]
    every = [alone(row, one) for one in (child, *adults)]
    states = {
        "forced_labour": [one.forced_labour for one in every],
        "trafficking": [one.trafficking for one in every],
        **{s.id: [f.item_set(s.id) for f in every] for s in child.item_sets if s.id != "eleven"},
        **{item.id: [f.item(item.id) for f in every] for item in child.eleven.items},
    }
    if all(one.instrument.scored for one in every):
        names = every[0].lower.dimensions
        states |= {name: [f.dimension(name) for f in every] for name in names}
    agreed = {name: found[0] if len(set(found)) == 1 else "undetermined"
              for name, found in states.items()}  # fmt: skip
    found: Row = {name: str(state) for name, state in agreed.items()}
    return found | {"known": len(child.open_codes - every[0].unknown)}


def blocked(rows: Iterable[Row], lists: Mapping[str, Instrument]) -> dict[tuple[str, str], int]:
    """For each code and result: persons in whom one yes would make it certain, one by one."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["list"] is None or row["age"] == "unsure":
            continue
        instrument = lists[row["list"]]
        finding = alone(row, instrument)
        for code in finding.unknown:
            after = outcome(instrument, finding.yes | {code})
            certain = {**after.dimensions, "forced_labour": after.forced_labour}
            before = {**finding.lower.dimensions, "forced_labour": finding.lower.forced_labour}
            certain["trafficking"] = after.conclusion.positive
            before["trafficking"] = finding.lower.conclusion.positive
            found.update((code, name) for name in certain if certain[name] and not before[name])
    return dict(found)


def on_polars(frame: pl.DataFrame) -> Frame:
    return nw.from_native(frame.lazy())


def rows_of(frame: Frame) -> list[Row]:
    found: list[Row] = frame.to_native().collect().to_dicts()
    return found


def tried(
    frame: Frame, lists: Mapping[str, Instrument], collect: Callable[[Frame], Mapping[str, int]]
) -> dict[tuple[str, str], int]:
    whole = add_up(table(collect(program)) for program in programs(frame, lists))
    return {(code, result): n for code, result, n in whole.iter_rows()}


@settings(max_examples=40)
@given(answers(), st.booleans())
def test_polars_agrees_with_the_single_person_engine(frame: pl.DataFrame, words: bool) -> None:
    found = rows_of(findings(on_polars(frame), SHIPPED, dictionary=words))
    assert found == [expected(row, SHIPPED) for row in frame.to_dicts()]


@settings(max_examples=25)
@given(answers())
def test_blocking_unknowns_agree_with_trying_each_yes(frame: pl.DataFrame) -> None:
    found = tried(on_polars(frame), SHIPPED, collect_polars)
    assert found == blocked(frame.to_dicts(), SHIPPED)


def test_a_list_of_an_institution_is_assessed_by_its_own_rules(library: Library) -> None:
    lists, codes = lists_of(library), ["EX10", "EX02", "EX03", "EX09", "DR01", "CD02", "CR04"]
    chance = random.Random(SEED)
    rows = [person(row, chance.choice(list(lists)), codes, chance) for row in range(200)]
    rows.append(person(200, "own_adults", [], chance) | {"EX10": 1, "EX03": 1, "EX09": 0})
    frame = frame_of(rows, codes)
    found = rows_of(findings(on_polars(frame), lists))
    assert found == [expected(row, lists) for row in frame.to_dicts()]
    assert found[-1]["exploitation"] == "yes"
    assert tried(on_polars(frame), lists, collect_polars) == blocked(frame.to_dicts(), lists)


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=9), st.integers(0, 6))
def test_at_least_counts_as_counting_does(facts: list[bool | None], least: int) -> None:
    row = pl.DataFrame(
        {str(n): pl.Series([known], dtype=pl.Boolean) for n, known in enumerate(facts)}
    )
    frame: Frame = nw.from_native(row.lazy())
    held = frame.with_columns(at_least(least, [nw.col(name) for name in row.columns]).alias("held"))
    sure, possible = facts.count(True), facts.count(True) + facts.count(None)
    wanted = True if sure >= least else (None if possible >= least else False)
    assert held.to_native().collect()["held"].item() is wanted


def value_of(row: Row, attribute: str) -> str | None:
    if attribute == "all":
        return "all"
    own_group = attribute == "list" and row["list"] is not None and row["age"] == "unsure"
    found: str | None = f"{AGE_UNKNOWN}{row['list']}" if own_group else row[attribute]
    return found


@settings(max_examples=15)
@given(answers())
def test_counts_are_those_of_the_findings(frame: pl.DataFrame) -> None:
    found = findings(on_polars(frame), SHIPPED, dictionary=True).to_native()
    rows = found.collect().to_dicts()
    counted = {row[:4]: row[4] for row in aggregate(found, ["sex", "trafficking"]).iter_rows()}
    wanted = Counter(
        (attribute, value_of(row, attribute), result, row[result])
        for row in rows
        for attribute in ("all", "list", "age", "sex", "trafficking")
        for result in (*state_columns(SHIPPED), "conclusion_lower", "conclusion_upper")
    )
    assert counted == dict(wanted)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(not has_java(), reason="Spark needs Java 17 or newer")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_spark_agrees_with_the_single_person_engine(library: Library, tmp_path: Path) -> None:
    lists, chance = lists_of(library), random.Random(SEED)
    codes = [*chance.sample(CODES, 80), "EX10"]
    names = [*lists, None]
    frame = frame_of([person(r, names[r % 6], codes, chance) for r in range(360)], codes)
    frame.write_parquet(tmp_path / "answers.parquet")
    spark: Frame = nw.from_native(spark_session().read.parquet(str(tmp_path / "answers.parquet")))
    found = [row.asDict() for row in findings(spark, lists).to_native().collect()]
    assert found == [expected(row, lists) for row in frame.to_dicts()]
    own = [row for row in frame.to_dicts() if row["list"] == "own_adults"]
    only_own = {"own_adults": lists["own_adults"]}
    assert tried(spark, only_own, collect_spark) == blocked(own, lists)

"""The exported tables, read by a second runtime that knows nothing but the JSON."""

import itertools
import json
from typing import Any

import pytest

from manumit.assessment import Answer, counts
from manumit.assessment.tables import VECTORS, rule_tables
from manumit.instruments import Counts, Strength, shipped_library

LISTS = shipped_library().list_ids


@pytest.fixture(name="tables", params=LISTS)
def _tables(request: pytest.FixtureRequest) -> dict[str, Any]:
    exported = rule_tables(shipped_library().instrument(request.param))
    read: dict[str, Any] = json.loads(json.dumps(exported))
    return read


def outcome_from(tables: dict[str, Any], present: set[str]) -> dict[str, Any]:
    """A small runtime: count, cap, look up, look up again."""
    dimensions = {}
    for dimension in tables["dimensions"]:
        cell: Any = tables["dimension_table"]["positive"]
        for grade in ("strong", "medium", "weak"):
            number = sum(code in present for code in dimension[grade])
            cell = cell[min(number, tables["dimension_table"]["caps"][grade])]
        dimensions[dimension["id"]] = cell is not None
    sets: dict[str, bool] = {}
    forced_labour = False
    for set_id, items in tables["item_sets"].items():
        sets[set_id] = any(
            item["id"] in present
            or any(code in present for code in item["codes"])
            or any(dimensions[d] for d in item["dimensions"])
            or (item["forced_labour"] and forced_labour)
            for item in items
        )
        forced_labour = all(sets.get(name, False) for name in tables["forced_labour"]["all"])
    facts = dimensions | sets
    index = sum(facts[fact] << bit for bit, fact in enumerate(tables["conclusion_table"]["facts"]))
    return {
        "dimensions": dimensions,
        "sets": sets,
        "forced_labour": forced_labour,
        "conclusion": tables["conclusion_table"]["rows"][index],
    }


def state(lower: bool, upper: bool) -> str:
    if lower:
        return "yes"
    return "undetermined" if upper else "no"


def test_a_runtime_that_knows_only_the_tables_meets_every_vector(tables: dict[str, Any]) -> None:
    assert len(tables["test_vectors"]) == VECTORS
    for vector in tables["test_vectors"]:
        answers = vector["answers"]
        yes = {code for code, answer in answers.items() if answer == "yes"}
        settled = {code for code, answer in answers.items() if answer != "unknown"}
        unknown = (set(tables["open_codes"]) | answers.keys()) - settled
        lower, upper = outcome_from(tables, yes), outcome_from(tables, yes | unknown)
        expected = vector["expect"]
        for name in ("dimensions", "sets"):
            assert {
                key: state(lower[name][key], upper[name][key]) for key in lower[name]
            } == expected[name]
        assert state(lower["forced_labour"], upper["forced_labour"]) == expected["forced_labour"]
        assert [lower["conclusion"], upper["conclusion"]] == expected["conclusion"]


def test_vectors_reach_every_row_and_state(tables: dict[str, Any]) -> None:
    rows = {row for vector in tables["test_vectors"] for row in vector["expect"]["conclusion"]}
    states = {vector["expect"]["forced_labour"] for vector in tables["test_vectors"]}
    assert len(rows) >= 3
    assert states == {"yes", "no", "undetermined"}


@pytest.mark.parametrize("list_id", ["adult_labour", "child_labour"])
def test_the_dimension_table_equals_the_rule_over_all_states(list_id: str) -> None:
    """Every count of present indicators that each dimension can have."""
    instrument = shipped_library().instrument(list_id, special=True)
    rule = instrument.dimension_rule
    assert rule is not None
    table = rule_tables(instrument)["dimension_table"]
    for dimension in instrument.dimensions:
        every = {i.code for i in instrument.in_dimension(dimension.id)}
        most = counts(instrument, dimension.id, every)
        for strong, medium, weak in itertools.product(
            range(most.strong + 1), range(most.medium + 1), range(most.weak + 1)
        ):
            cell = table["positive"][min(strong, table["caps"][Strength.STRONG])][
                min(medium, table["caps"][Strength.MEDIUM])
            ][min(weak, table["caps"][Strength.WEAK])]
            met = rule.clause_met(Counts(strong, medium, weak))
            assert (cell is not None) is (met is not None)


@pytest.mark.parametrize("list_id", LISTS)
def test_the_conclusion_table_equals_the_rows_over_all_states(list_id: str) -> None:
    instrument = shipped_library().instrument(list_id)
    table = rule_tables(instrument)["conclusion_table"]
    for values in itertools.product((False, True), repeat=len(table["facts"])):
        index = sum(value << bit for bit, value in enumerate(values))
        facts = dict(zip(table["facts"], values, strict=True))
        assert table["rows"][index] == instrument.conclusions.conclude(facts).id


def test_vectors_are_the_same_from_run_to_run() -> None:
    instrument = shipped_library().instrument("adult_labour")
    assert rule_tables(instrument) == rule_tables(instrument)
    answers = rule_tables(instrument)["test_vectors"][0]["answers"]
    assert set(answers.values()) <= set(Answer)

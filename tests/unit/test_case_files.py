"""The worked cases as files: complete, valid, and written in codes that exist.

What they expect of the engine is tested where the engine is.
"""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

ROOM = files("manumit.instruments")
CASES = ROOM / "data" / "cases"
FILE_NAMES = sorted(entry.name for entry in CASES.iterdir() if entry.name.endswith(".yaml"))
IN_THE_REFERENCE_TABLE = {"1", "2", "3a", "3b", "4", "5", "6", "9", "11", "12"}
DIMENSIONS = {
    "deceptive_recruitment",
    "coercive_recruitment",
    "recruitment_abuse_vulnerability",
    "exploitation",
    "coercion_destination",
    "abuse_vulnerability_destination",
}


def load(*parts: str) -> Any:
    return yaml.safe_load(ROOM.joinpath("data", *parts).read_text(encoding="utf-8"))


def indicators(list_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load("lists", list_id.replace("_", "-") + ".yaml")["indicators"]
    return found


def item_ids() -> set[str]:
    names = (
        "forced-labour-2018.yaml",
        "labour-law.yaml",
        "trafficking-elements.yaml",
        "eleven-indicators.yaml",
    )
    sets = [found for name in names for found in load("rules", name)["sets"]]
    return {item["id"] for found in sets for item in found["items"]}


def rows(table_id: str) -> set[str]:
    tables = load("rules", "conclusions.yaml")["tables"]
    return {row["id"] for table in tables if table["id"] == table_id for row in table["rows"]}


@pytest.fixture(params=FILE_NAMES)
def case(request: pytest.FixtureRequest) -> Any:
    return load("cases", request.param)


def test_every_case_of_the_reference_table_that_can_be_scored_is_here() -> None:
    assert {load("cases", name)["number"] for name in FILE_NAMES} == IN_THE_REFERENCE_TABLE


def test_ids_and_numbers_are_unique() -> None:
    found = [load("cases", name) for name in FILE_NAMES]
    assert len({case["id"] for case in found}) == len(FILE_NAMES)
    assert len({case["number"] for case in found}) == len(FILE_NAMES)


def test_a_file_stands_under_the_number_of_its_case() -> None:
    prefixes = {name: name.split("-", 1)[0].lstrip("0") for name in FILE_NAMES}
    assert {name: load("cases", name)["number"] for name in FILE_NAMES} == prefixes


def test_a_case_is_valid_against_its_schema(case: Any) -> None:
    schema = json.loads((ROOM / "schema" / "case.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(case, schema, cls=jsonschema.Draft202012Validator)


def test_its_codes_are_indicators_of_its_list_or_items_and_answered_once(case: Any) -> None:
    codes = [answer["code"] for answer in case["answers"]]
    known = {indicator["code"] for indicator in indicators(case["list"])} | item_ids()
    assert set(codes) <= known
    assert len(set(codes)) == len(codes)


def test_no_answer_reveals_migration_status(case: Any) -> None:
    special = {found["code"] for found in indicators(case["list"]) if "special" in found}
    assert {"RV02", "RV14", "VD05", "DR06"} == special
    assert special.isdisjoint(answer["code"] for answer in case["answers"])


def test_children_are_read_with_the_list_for_children(case: Any) -> None:
    expected = "child_labour" if case["number"] in {"3a", "3b", "4"} else "adult_labour"
    assert case["list"] == expected


def test_its_source_is_known(case: Any) -> None:
    assert case["source"] in load("sources.yaml")["sources"]


def test_it_states_all_six_dimensions_and_a_conclusion_both_ways(case: Any) -> None:
    closed, still_open = case["expect"]["closed"], case["expect"]["open"]
    assert set(closed) == {"dimensions", "conclusion", "forced_labour", "labour_law"}
    assert set(still_open) == {
        "dimensions",
        "conclusion_lower",
        "conclusion_upper",
        "forced_labour",
    }
    assert set(closed["dimensions"]) == set(still_open["dimensions"]) == DIMENSIONS
    conclusions = {
        closed["conclusion"],
        still_open["conclusion_lower"],
        still_open["conclusion_upper"],
    }
    assert conclusions <= rows(case["list"])


def test_what_is_unknown_never_turns_into_a_no(case: Any) -> None:
    """Every answer in these files is a yes, so nothing can be ruled out while the rest is open."""
    closed, still_open = case["expect"]["closed"], case["expect"]["open"]
    assert {answer["answer"] for answer in case["answers"]} == {"yes"}
    bounds = {"yes": "yes", "no": "undetermined"}
    assert still_open["dimensions"] == {
        name: bounds[value] for name, value in closed["dimensions"].items()
    }
    assert still_open["forced_labour"] == bounds[closed["forced_labour"]]
    assert still_open["conclusion_lower"] == closed["conclusion"]

"""A mapping file: what it says, and every mistake in it, with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from manumit.errors import InputError, Problem
from manumit.exchange import (
    ExchangeCode,
    Mapping,
    load_mapping,
    mapping_schema,
    shipped_mapping,
    shipped_mappings,
)
from manumit.instruments import Library, shipped_library

type Load = Callable[[str], Mapping]

WHOLE = """\
schema: manumit/mapping/1
id: small
title: "A small file"
unknown: ["-9"]
value_maps:
  flag: {1: yes, 0: no}
assumptions:
  here: "The file does not say when; counted as at work."
answers:
  - {column: threats, codes: [CD11], values: flag, assumption: here}
  - {column: free, codes: [IN08], values: {Y: yes, N: no,"": unknown}, unknown: [D], reversed: true}
  - column: hours
    codes: [EX01]
    bands:
      - {from: 0, below: 60, as: no}
      - {from: 60, below: 168, as: yes}
age:
  sources:
    - {column: years, bands: [{from: 0, below: 18, as: child}, {from: 18, below: 120, as: adult}]}
exploitation:
  rules:
    - {when: [{column: kind, is: [sex]}], list: sexual}
    - {when: [{any_of: [kind], is: [organs]}], list: none, because: "no list was published for it."}
  otherwise: labour
attributes:
  sex: {column: sex, values: {F: Women, M: Men}}
  year: {column: year, as_is: true}
  sector: {flags: [{column: farm, is: [1], as: agriculture}]}
notes:
  - text: "{n} of {total} have no age."
    count: [{column: years, recorded: false}]
ignore:
  - {columns: [name], because: "Nobody needs it."}
translations:
  - {en: "for {n}", fr: "pour {n}"}
  - {en: Women, fr: Femmes}
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def from_text(text: str) -> Mapping:
        path = tmp_path / "small.yaml"
        path.write_text(text, "utf-8")
        return load_mapping(path, shipped_library())

    return from_text


def changed(old: str, new: str) -> str:
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


def test_a_whole_mapping_is_understood(load: Load) -> None:
    mapping = load(WHOLE)
    assert mapping.codes == ("CD11", "IN08", "EX01")
    assert mapping.attributes == ("sex", "sector", "year")
    assert mapping.assumptions == ("The file does not say when; counted as at work.",)
    assert mapping.columns == (
        "threats", "free", "hours", "years", "sex", "year", "farm", "kind",
    )  # fmt: skip
    assert mapping.lists["child_sexual"] == "child_sexual"
    assert mapping.other_languages["fr"]["Women"] == "Femmes"
    assert mapping.answers[1].translation.unknown == {"", "-9", "D"}


def test_a_column_may_say_itself_that_a_number_is_unknown(load: Load) -> None:
    text = changed('unknown: ["-9"]', 'unknown: ["99"]')
    problems = problems_of(load, text)  # 99 hours, and 99 years
    assert [(problem.code, problem.place.field) for problem in problems] == [
        ("X105", "answers[2].bands"),
        ("X105", "age.sources[0].bands"),
    ]
    text = text.replace("column: years, bands", "column: years, unknown: [99], bands")
    text = text.replace("column: hours", "column: hours\n    unknown: [99]")
    assert load(text).age.sources[0].unknown == {"", "99"}


def test_numbers_in_a_value_map_are_the_text_of_the_file(load: Load) -> None:
    mapping = load(changed("{1: yes, 0: no}", "{01: yes, 0x2: no, 3.0: unknown}"))
    assert mapping.answers[0].translation.words == {"01": "yes", "0x2": "no"}
    assert "3.0" in mapping.answers[0].translation.unknown


CASES: tuple[tuple[ExchangeCode, str, str, int], ...] = (
    (ExchangeCode.NOT_A_MAPPING, "schema: manumit/mapping/1", "schema: manumit/case/1", 1),
    (ExchangeCode.SCHEMA_VIOLATION, "list: sexual", "list: other", 22),
    (ExchangeCode.SCHEMA_VIOLATION, "reversed: true", "reverse: true", 11),
    (ExchangeCode.SCHEMA_VIOLATION, "{Y: yes, N: no", "{Y: jes, N: no", 11),
    (ExchangeCode.SCHEMA_VIOLATION, "{1: yes, 0: no}", "{1: yes, 0: perhaps}", 10),
    (ExchangeCode.SCHEMA_VIOLATION, "{1: yes, 0: no}", '{1: yes, "1": no}', 6),
    (ExchangeCode.SCHEMA_VIOLATION, ', because: "no list was published for it."', "", 23),
    (ExchangeCode.UNKNOWN_CODE, "codes: [CD11]", "codes: [CD99]", 10),
    (ExchangeCode.SPECIAL_CODE, "codes: [CD11]", "codes: [CD11, VD05]", 10),
    (ExchangeCode.VALUE_TWICE, "{1: yes, 0: no}", "{1: yes, 0: no, -9: no}", 10),
    (ExchangeCode.VALUE_TWICE, "unknown: [D]", "unknown: [N]", 11),
    (ExchangeCode.VALUE_TWICE, 'unknown: ["-9"]', 'unknown: ["45"]', 15),
    (ExchangeCode.UNKNOWN_NAME, "values: flag", "values: flags", 10),
    (ExchangeCode.UNKNOWN_NAME, "assumption: here", "assumption: there", 10),
    (ExchangeCode.EMPTY_AS_ANSWER, '"": unknown', '"": no', 11),
    (ExchangeCode.BANDS, "{from: 60, below: 168", "{from: 59, below: 168", 15),
    (ExchangeCode.BANDS, "{from: 60, below: 168", "{from: 60, below: 60", 15),
    (ExchangeCode.COLUMN_TWICE, "hours\n    codes: [EX01]", "free\n    codes: [IN08]", 13),
    (ExchangeCode.IGNORED_AND_USED, "columns: [name]", "columns: [farm]", 33),
    (ExchangeCode.BAD_NOTE, "{n} of {total}", "{n} of {all}", 30),
    (ExchangeCode.BAD_NOTE, "{n} of {total}", "{n of {total}", 30),
    (ExchangeCode.BAD_NOTE, "{n} of {total}", "{n.__class__}", 30),
    (ExchangeCode.BAD_NOTE, "{n} of {total}", "{n:>1000000}", 30),
    (ExchangeCode.BAD_LIST, "attributes:", "lists: {adult_labour: adult_sexual}\nattributes:", 25),
    (ExchangeCode.BAD_LIST, "attributes:", "lists: {adult_labour: nowhere}\nattributes:", 25),
    (ExchangeCode.BAD_TRANSLATION, "pour {n}", "pour tous", 35),
    (ExchangeCode.BAD_TRANSLATION, "fr: Femmes", "fr: 'Femmes {n}'", 36),
    (ExchangeCode.SPARE, "en: Women", f"en: {'Women ' * 20}", 36),
    (ExchangeCode.SPARE, ", assumption: here", "", 8),
    (ExchangeCode.SPARE, "flag: {1: yes, 0: no}", "flag: {1: yes, 0: no}\n  idle: {1: yes}", 7),
)  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "line"), CASES)
def test_a_mistake_is_named_with_its_line(
    load: Load, code: ExchangeCode, old: str, new: str, line: int
) -> None:
    problems = problems_of(load, changed(old, new))
    assert (code.code, line) in {(p.code, p.place.row) for p in problems}, problems
    assert all(problem.do for problem in problems)


def problems_of(load: Load, text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load(text)
    return caught.value.problems


def test_every_problem_is_told_at_once(load: Load) -> None:
    text = changed("codes: [CD11]", "codes: [CD99]").replace("columns: [name]", "columns: [farm]")
    assert [problem.code for problem in problems_of(load, text)] == ["X103", "X110"]


@pytest.mark.parametrize(("text", "code"), [("a: [", "I102"), ("a: 1\na: 2", "I102"), ("", "X101")])
def test_what_is_no_yaml_is_told_as_such(load: Load, text: str, code: str) -> None:
    assert problems_of(load, text)[0].code == code


def test_a_mapping_that_is_not_there() -> None:
    with pytest.raises(InputError, match="I101"):
        load_mapping(Path("nowhere.yaml"), shipped_library())


def test_no_special_code_can_be_mapped(load: Load) -> None:
    """R-34: what reveals migration status enters no table."""
    library = shipped_library()
    special = {c for i in library.list_ids for c in library.instrument(i).special_codes}
    assert special == {"DR06", "RV02", "RV14", "VD05"}
    for code in special:
        problems = problems_of(load, changed("codes: [CD11]", f"codes: [{code}]"))
        assert [problem.code for problem in problems] == ["X104"]


def test_an_institutions_own_list_can_stand_in(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "schema: manumit/indicator-list/1\nid: our_adults\nextends: adult_labour\n"
        'source: P1\nedition: "2026"\nchecked_on: 2026-01-01\nread: P1\n',
        "utf-8",
    )
    try:
        library = Library.load(own)
    except InputError as error:
        pytest.fail(str(error))
    path = tmp_path / "small.yaml"
    path.write_text(changed("attributes:", "lists: {adult_labour: our_adults}\nattributes:"))
    assert load_mapping(path, library).lists["adult_labour"] == "our_adults"


@pytest.mark.parametrize("name", shipped_mappings())
def test_shipped_mappings_load_and_say_where_the_data_come_from(name: str) -> None:
    mapping = load_mapping(shipped_mapping(name), shipped_library())
    assert mapping.id == name
    assert mapping.notes
    assert {"title", "publisher", "terms"} <= mapping.source.keys()


def test_a_mapping_that_is_not_shipped() -> None:
    with pytest.raises(InputError, match=r"X113.*ctdc, demo"):
        shipped_mapping("ctdcc")


def test_the_schema_allows_nothing_it_does_not_name() -> None:
    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, dict):
            nested = [found for value in node.values() for found in objects(value)]
            return [node, *nested] if node.get("type") == "object" else nested
        return [found for item in node for found in objects(item)] if isinstance(node, list) else []

    assert all("additionalProperties" in found for found in objects(mapping_schema()))

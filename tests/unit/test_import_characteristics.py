"""By what figures tell people apart: a mapping brings in the platform's own codes alone."""

from pathlib import Path
from typing import Any

import pytest

from htcds_records import lines_text, taken_in
from manumit.errors import InputError
from manumit.exchange import load_mapping, shipped_mapping
from manumit.exchange.filerows import FileRow
from manumit.exchange.loading import mapping_schema
from manumit.instruments import shipped_library
from manumit.web.kernel.reasons import read_reasons

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "old-register.yaml"


def record(**fields: Any) -> FileRow:
    """A record of HTCDS as an import reads it."""
    person = {name: one for name, one in fields.items() if name.startswith("prs")}
    victim = {name: one for name, one in fields.items() if name.startswith("vic")}
    whole = {}
    if person:
        whole["Person"] = (person,)
    if victim:
        whole["Person - Victim Context"] = (victim,)
    return taken_in(lines_text(whole), "records.jsonl")


def test_the_schema_has_the_codes_of_the_platform() -> None:
    lists = read_reasons("manumit.web.cases")
    part = mapping_schema()["properties"]["file"]["properties"]["characteristics"]["properties"]
    named = {
        "sex": part["sex"]["properties"]["values"]["additionalProperties"]["enum"],
        "form_of_exploitation":
            part["forms"]["items"]["properties"]["values"]["additionalProperties"]["enum"],
    }  # fmt: skip
    for name, codes in named.items():
        assert set(codes) == {*lists[name].today(), "unknown"}, name


@pytest.mark.parametrize(
    ("gender", "sex"),
    [
        ("Feminine", "female"), ("Masculine", "male"), ("NonConforming", ""),
        # The weakest code that the wording supports (decision 5): it says no sex.
        ("TransgenderFeminine", ""), ("TransgenderMasculine", ""), ("NonSpecifiedUnknown", ""),
    ],
)  # fmt: skip
def test_of_a_gender_no_more_is_taken_than_it_says(gender: str, sex: str) -> None:
    assert record(prs_Gender=gender).sex == sex


@pytest.mark.parametrize(
    ("countries", "nationality"),
    [(("MD",), "MD"), (("MD", "RO"), ""), (("MDA",), ""), (("NO",), ""), (("ZZ",), "")],
    ids=["one", "two", "three-letters", "perhaps-no", "no-country"],
)
def test_of_several_countries_none_is_taken(countries: tuple[str, ...], nationality: str) -> None:
    assert record(prs_Citizenship=countries).nationality == nationality


def test_every_form_is_taken_as_the_weakest_code_and_child_labour_as_none() -> None:
    every = record(vic_TypeOfExploitation=("ForcedLabour", "ForcedAdoption", "ChildLabour"))
    assert every.forms == ("forced_labour", "other")
    assert record(vic_TypeOfExploitation=("ChildLabour",)).forms == ()


def test_what_a_record_does_not_say_stays_unknown() -> None:
    row = record(prs_FirstName="Invented")
    assert (row.sex, row.nationality, row.forms) == ("", "", ())


@pytest.mark.proves("imports")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{f: female,", "{f: irregular,"),
        ("nationality: {column: country}", "nationality: {column: permit, values: {x: no_permit}}"),
        ("nationality: {column: country}", "nationality: {column: country, values: {x: ZZ}}"),
        ("nationality: {column: country}", "nationality: {column: country, values: {x: EU}}"),
        ("id: old_register", f"id: {'o' * 101}"),
        ("{labour: forced_labour,", "{labour: undocumented,"),
    ],
)
def test_no_word_outside_the_lists_can_be_named(tmp_path: Path, old: str, new: str) -> None:
    """R-34: codes are those of the lists, and of countries; an id is no place for a text."""
    text = EXAMPLE.read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "mapping.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        load_mapping(path, shipped_library())
    assert {one.code for one in caught.value.problems} == {"X102"}
    assert load_mapping(shipped_mapping("htcds"), shipped_library()).file_part is not None

"""Which of the 84 fields are written, and why each of the others is not: the list and the code."""

import csv
import datetime as dt
import io

import pytest

from manumit.exchange import load_mapping, shipped_mapping
from manumit.exchange.htcds import Known, fields, lines_of, record_of, table_of, written_rules
from manumit.exchange.htcds.written import EVIDENCE
from manumit.instruments import shipped_library

BORN, LANGUAGE = dt.date(1999, 5, 2), "ben"
EVERY_CODE = frozenset(
    code for one in shipped_library().list_ids for code in shipped_library().instrument(one).codes
)
EVERYTHING = Known(EVERY_CODE, BORN, LANGUAGE)
# By hand, from domain.md, R-34, R-52 and section 2: what never leaves in a file in clear.
NEVER = (
    "prs_FirstName", "prs_SecondName", "prs_Email", "prs_MobilePhone", "prs_MailingStreet",
    "prs_IdentityNumber", "prs_Citizenship", "vic_Vulnerabilities", "vic_DetailsOfVulnerabilities",
    "vic_TraffickingStatus", "org_Name", "org_ShippingStreet", "cas_CaseOwner", "cco_CaseComment",
    "hte_City", "spl_ActionPlan", "con_Consent",
)  # fmt: skip
STATUS = {"RV02", "RV14", "VD05", "DR06"}


@pytest.mark.proves("htcds-records")
def test_every_field_is_written_or_has_a_reason_and_none_is_both() -> None:
    rules = written_rules()
    assert rules.fields.keys() | rules.not_written.keys() == fields().keys()
    assert rules.fields.keys() & rules.not_written.keys() == set()
    assert [name for name, why in rules.not_written.items() if len(why) < 20] == []


def test_a_field_that_stands_nowhere_would_be_found() -> None:
    assert written_rules().not_written.keys() | {"planted"} != fields().keys()


@pytest.mark.proves("htcds-records")
def test_the_code_writes_what_the_list_says_and_nothing_else() -> None:
    assert {line.name for line in lines_of(EVERYTHING)} == written_rules().fields.keys()


@pytest.mark.parametrize("name", NEVER)
def test_what_never_leaves_has_a_reason(name: str) -> None:
    assert name in written_rules().not_written


def test_every_value_of_a_list_is_written_or_has_a_reason_and_none_is_both() -> None:
    for one in written_rules().fields.values():
        if one.source == EVIDENCE:
            assert one.values.keys() | one.lost.keys() == set(fields()[one.name].values), one.name
            assert one.values.keys() & one.lost.keys() == set(), one.name
            instead = {lost.written_as for lost in one.lost.values()} - {None}
            assert instead <= one.values.keys(), one.name


@pytest.mark.proves("htcds-records")
def test_a_value_rests_on_codes_that_there_are_and_none_tells_of_status() -> None:
    rest = {
        code
        for one in written_rules().fields.values()
        for value in one.values.values()
        for code in value.codes
    }
    assert rest <= EVERY_CODE
    assert rest & STATUS == set()


def test_what_a_written_value_is_taken_in_as_is_what_it_rests_on() -> None:
    """Else it would come back as another value."""
    mapping = load_mapping(shipped_mapping("htcds"), shipped_library())
    taken_in = {one.translation.column: set(one.codes) for one in mapping.answers}
    for one in written_rules().fields.values():
        for value, rule in one.values.items():
            assert taken_in[f"{one.name}.{value}"] <= rule.codes, value
        for value, lost in one.lost.items():
            codes = taken_in.get(f"{one.name}.{value}", set())
            found = {name for name, rule in one.values.items() if rule.codes & codes}
            assert found == ({lost.written_as} if lost.written_as else set()), value


def test_what_is_not_known_is_written_nowhere() -> None:
    assert lines_of(Known()) == ()
    assert [line.key for line in lines_of(Known(frozenset({"CD02"})))] == [
        "vic_MethodsOfControl.DebtBondage"
    ]


def test_who_somebody_is_and_a_threat_with_papers_are_off_unless_chosen() -> None:
    """By hand, from ADR 37: whoever has the file may be the one the person fled from."""
    off = {line.key for line in lines_of(EVERYTHING) if line.off}
    assert off == {
        "prs_Birthdate",
        "prs_PrimaryLanguage",
        "vic_MethodsOfControl.ThreatsLawEnforcement",
    }


def test_a_table_holds_the_lines_that_were_chosen_and_no_other_column() -> None:
    chosen = [line for line in lines_of(EVERYTHING) if not line.off]
    (row,) = csv.DictReader(io.StringIO(table_of(chosen)))
    assert row.keys() == {"vic_MethodsOfControl", "vic_TypeOfExploitation"}
    assert str(BORN) not in table_of(chosen)
    assert "ThreatsLawEnforcement" not in table_of(chosen)


def test_no_line_shows_what_it_holds() -> None:
    for line in lines_of(EVERYTHING):
        assert str(BORN) not in repr(line)
    assert "ben" not in repr(EVERYTHING)


def test_values_of_one_field_stand_together_in_the_order_of_the_standard() -> None:
    record = record_of(lines_of(Known(frozenset({"PU04", "PU02"}))))
    (item,) = record["Person - Victim Context"]
    assert item == {"vic_TypeOfExploitation": ("ForcedLabour", "Servitude")}


def test_nothing_that_is_taken_in_is_said_to_be_recorded_nowhere() -> None:
    part = load_mapping(shipped_mapping("htcds"), shipped_library()).file_part
    assert part is not None
    taken_in = {column.partition(".")[0] for column in part.columns}
    assert {"prs_Gender", "prs_Citizenship"} <= taken_in
    reasons = written_rules().not_written
    claimed = {name for name in taken_in & reasons.keys() if "recorded nowhere" in reasons[name]}
    assert claimed == set()

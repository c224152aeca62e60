"""Every text of an estimate exists in each language, and none is left that nothing says."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.instruments.texts import placeholders
from manumit.prevalence.answer.assumptions import Verdict
from manumit.prevalence.answer.codes import AnswerCode
from manumit.prevalence.answer.methods import METHODS
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.report.page import DEFLATES, INFLATES
from manumit.prevalence.report.view import METHOD_COLUMNS, OTHER_COLUMNS
from manumit.prevalence.results import Grade

ROOM = Path(str(files("manumit.prevalence")))
LANGUAGES = ("fr", "es", "ar")
ASSUMPTIONS = ("closed", "matching", "independence", "catchability", "definition", "outside")
KINDS = ("wald", "log-normal", "profile", "percentile", "bca", "posterior", "imputation", "mover")
VARIATIONS = ("omit", "merge", "missed", "false")
SECTIONS = ("methods", "robustness", "referral", "strata")


def pack(tag: str) -> dict[str, str]:
    """The texts of one language by id."""
    path = ROOM / "report/texts" / tag / "estimate.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {
        text_id.removeprefix("estimate/"): entry["label"]
        for text_id, entry in found["entries"].items()
    }


def wanted() -> set[str]:
    """Every id that something says, read off the source but for those that it puts together."""
    source = "\n".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    plain = set(re.findall(r'\.text\(\s*"([a-z_]+)"', source))
    plain |= set(re.findall(r'EvidenceText\(\s*"(says_[a-z_]+)"', source))
    plain |= set(re.findall(r'"((?:says|do|grade|answer|is|not)_[a-z_]+)"', source)) & set(
        pack("en")
    )
    return {
        *plain,
        *(f"method_{one}" for one in METHODS),
        *(f"kind_{one}" for one in KINDS),
        *(f"assume_{one}" for one in ASSUMPTIONS),
        *(f"broken_{one}" for one in ASSUMPTIONS),
        *(f"verdict_{one}" for one in Verdict),
        *(f"grade_{one}" for one in Grade),
        *(f"grade_is_{one}" for one in Grade),
        *(f"inflates_{one}" for one in INFLATES),
        *(f"deflates_{one}" for one in DEFLATES),
        *(f"vary_{one}" for one in VARIATIONS),
        *(f"pair_{one}" for one in ("attract", "avoid", "even", "unknown")),
        *(f"{one}_lead" for one in SECTIONS),
        *SECTIONS,
        *METHOD_COLUMNS,
        *OTHER_COLUMNS,
        *("inflates", "deflates", "says_closed", "says_definition"),
        *("says_no_closed", "says_no_definition"),
        *("pair_head", "both", "expected", "says", "assumption", "data_say", "if_not"),
        *("number", "comma", "semicolon", "answer"),
    }


def reasons() -> set[str]:
    """Codes that have a short reason."""
    return {one.removeprefix("reason_") for one in pack("en") if one.startswith("reason_")}


def test_every_text_that_is_said_exists_and_every_text_is_said() -> None:
    there = {one for one in pack("en") if not one.startswith("reason_")}
    assert wanted() - there == set()
    assert there - wanted() == set()


def test_every_reason_is_one_of_a_code_and_those_of_the_command_all_have_one() -> None:
    codes = {one.code for one in (*PrevalenceCode, *AnswerCode)}
    assert reasons() <= codes
    assert {one.code for one in AnswerCode} <= reasons()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_has_the_same_texts_with_the_same_values(tag: str) -> None:
    english, own = pack("en"), pack(tag)
    assert own.keys() == english.keys()
    for text_id, text in own.items():
        assert sorted(placeholders(text)) == sorted(placeholders(english[text_id])), text_id


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_text_is_left_in_english(tag: str) -> None:
    same = {one for one, text in pack(tag).items() if text == pack("en")[one]}
    assert same <= {"comma", "colon", "semicolon", "percent", "number", "total", "period",
                    "version", "captures", "kind_log-normal", "kind_bca"}  # fmt: skip

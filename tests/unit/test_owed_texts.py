"""Every text of a reckoning exists in each language, and none is left that nothing says."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.instruments.texts import placeholders
from manumit.terms import shipped_law, shipped_laws
from manumit.terms.law.file import KINDS, WEEKDAYS
from manumit.terms.law.rules import Sure
from manumit.terms.statement.group_view import NOTES
from manumit.terms.units import DAYS
from manumit.terms.wages.ending import AT_END
from manumit.terms.wages.group import State
from manumit.terms.wages.left_open import AGE_AT_END, NOTICE_DAYS, NOTICE_PAID_DAYS
from manumit.terms.wages.owed_signs import Fact
from manumit.terms.wages.suppositions import (
    AVERAGING_BEGINS,
    CALLED_IN,
    DEDUCTED_DAYS,
    HOURS_PER_WEEK,
    MIXED,
    NO_REST_DAY,
    PAID_ON,
    PAYS_FOR,
    SECOND_REST_DAY,
    TIMES_OF_DAY,
    WEEK_BEGINS,
)

TERMS = Path(str(files("manumit.terms")))
SAYS = tuple(f"statement/{one}.py" for one in ("owed_view", "owed_words", "group_view"))
EXTRA_PAY = ("piece_work", "bonus", "allowance", "premium")
# A payment without a day, a deduction that a rule speaks of, hours averaged over several weeks.
VARIANTS = {"not_allowed_rule", "paid_unknown", "paid_oldest_unknown", "interest_paid_late_unknown",
            "hours_between_averaged", "overtime_averaged", "overtime_on_top_averaged"}  # fmt: skip
# One of each of these in a period: they never stand several under a sum.
ALONE = {*EXTRA_PAY, *AT_END, "interest", "uprated", "leave", "late_penalty", "thirteenth_month",
         "too_much_together"}  # fmt: skip
LANGUAGES = ("fr", "es", "ar")


def pack(tag: str) -> dict[str, str]:
    """The texts of one language by id."""
    found: dict[str, Any] = yaml.safe_load((TERMS / "texts" / tag / "owed.yaml").read_text("utf-8"))
    return {text_id: entry["label"] for text_id, entry in found["entries"].items()}


def kinds_of_lines() -> set[str]:
    """The text ids of lines that the engine makes, read off its source."""
    sources = [path.read_text("utf-8") for path in TERMS.rglob("*.py")]
    source = "\n".join(one for one in sources if "from manumit.terms.wages.lines import" in one)
    found = set(re.findall(r'(?:what=|_line\(\s*)"([a-z_]+)"', source))
    found |= set(re.findall(r'"(overtime\w*|paid\w*)"', source))
    return found | set(EXTRA_PAY) | set(AT_END)


def facts() -> set[str]:
    """What rules of the shipped laws ask for, with its answers."""
    asked = {(n, v) for law in shipped_laws() for n, f in shipped_law(law).facts.items()
             for v in f.values}  # fmt: skip
    questions = {f"ask_{name}" for name, _ in asked}  # on the form about the work
    asked |= {("rest_day", day) for day in (*WEEKDAYS, NO_REST_DAY)}
    asked |= {(PAYS_FOR, one) for one in ("all_hours", "agreed_hours", MIXED)}
    open_ended = {
        f"fact_{one}"
        for one in (
            HOURS_PER_WEEK,
            DEDUCTED_DAYS,
            WEEK_BEGINS,
            NOTICE_DAYS,
            NOTICE_PAID_DAYS,
            AGE_AT_END,
            SECOND_REST_DAY,
            TIMES_OF_DAY,
            PAID_ON,
            AVERAGING_BEGINS,
            CALLED_IN,
        )
    }
    values = {f"{name}_{value}" for name, value in asked}
    return {f"fact_{name}" for name, _ in asked} | questions | values | open_ended


def wanted() -> set[str]:
    """Every id that something says, but for the words of what was taken off."""
    source = "\n".join((TERMS / name).read_text("utf-8") for name in SAYS)
    plain = set(re.findall(r'"owed/([a-z_]*[a-z])"', source))
    columns = {name for found in re.findall(r'for one in \(([^)]*)\)', source)
               for name in re.findall(r'"(\w+)"', found)}  # fmt: skip
    firm = {f"firm_{one}" for one in columns} & {one.removeprefix("owed/") for one in pack("en")}
    lines = kinds_of_lines()
    return {
        *plain,
        *(columns - {one.removeprefix("firm_") for one in firm} | {"taken"}),
        *firm,
        *(f"state_{one}" for one in State),
        *(f"note_{one}" for one in (*NOTES, "asked")),
        *(f"line_{one}" for one in lines | VARIANTS),
        *(f"kind_{one}" for one in lines - ALONE),
        *(f"sure_{one}" for one in Sure),
        *(f"says_{one}" for one in Fact),
        *(f"rules_{one}" for one in KINDS),
        *(f"unit_{one}" for one in DAYS),
        *(f"per_{one}" for one in ("hour", "day", "week", "month")),
        "warn_invented", "warn_memory", "title", "due", "taken", "paid", "more",
        *facts(),
    }  # fmt: skip


def test_the_source_tells_its_lines() -> None:
    assert {"salary", "overtime", "paid", "paid_oldest", "interest", "leave"} <= kinds_of_lines()


def test_every_text_that_is_said_exists_and_every_text_is_said() -> None:
    ids = {text_id.removeprefix("owed/") for text_id in pack("en")}
    assert wanted() - ids == set()
    assert {one for one in ids - wanted() if not one.startswith("of_")} == set()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_every_text_with_the_same_values(tag: str) -> None:
    english, own = pack("en"), pack(tag)
    assert own.keys() == english.keys()
    wrong = [one for one in english if placeholders(own[one]) != placeholders(english[one])]
    assert wrong == []

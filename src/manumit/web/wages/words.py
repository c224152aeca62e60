"""What the pages say about what was entered, ready for their templates."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.errors import InputError, Problem
from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.codes import TermsCode
from manumit.terms.owed_words import law_name
from manumit.terms.rules import Sure
from manumit.web.pages.languages import Language
from manumit.web.visits.services import LONGEST_IDLE
from manumit.web.wages.codes import WagesCode
from manumit.web.wages.entered import (
    DEDUCTIONS,
    PAYMENTS,
    WORK_LINES,
    Entered,
    Field,
    Kind,
    Written,
    fields,
)
from manumit.web.wages.reckoning import LARGEST

OPTIONS = {
    "pay_period": "wages/every_",
    "rest_day": "owed/rest_day_",
    "per": "wages/per_",
    "days": "owed/rest_day_",
    "of": "owed/of_",
    "consent": "wages/consent_",
}
"""Beginnings of the texts of choices, by the name of the field or the last part of it."""
NEEDED = frozenset({"pay_period", "per"})
SHOWN_PAYMENTS = 3
BY_CODE: Mapping[str, str] = {
    code.value.code: f"wages/wrong_{name}"
    for code, name in (
        (TermsCode.NOT_AN_ACCOUNT, "no_account"),
        (TermsCode.NOT_A_DATE, "day"),
        (TermsCode.ENDS_BEFORE, "ends_before"),
        (TermsCode.NOT_A_NUMBER, "number"),
        (TermsCode.UNKNOWN_LAW, "law"),
        (TermsCode.TOO_MANY_HOURS, "hours"),
        (TermsCode.OTHER_CURRENCY, "currency"),
        (TermsCode.OUTSIDE_WORK, "outside"),
        (TermsCode.NO_WAGE, "no_wage"),
        (TermsCode.WAGES_MEET, "wages_meet"),
        (TermsCode.NO_BEGINNING, "no_beginning"),
        (WagesCode.NO_SUCH_FILE, "shape"),
        (WagesCode.TOO_LONG, "long"),
        (WagesCode.TOO_OPEN, "open"),
    )
}
MISSING = "wages/wrong_missing"
BY_KIND: Mapping[Kind, str] = {
    Kind.DAY: "wages/wrong_day",
    Kind.NUMBER: "wages/wrong_number",
    Kind.CHOICE: MISSING,
}
"""For what has no text of its own: by what the field takes."""
OTHERWISE = "wages/wrong_other"


def today() -> dt.date:
    """The day up to which is reckoned."""
    return timezone.now().date()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with what stands in it.

    Attributes:
        label, hint, unknown, wrong: ids of texts; ``hint`` and ``wrong`` may be empty.
        unknown: what an empty choice means.
    """

    name: str
    kind: Kind
    label: str
    hint: str
    value: str
    options: tuple[Option, ...]
    unknown: str
    wrong: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One of several lines that may be left empty.

    Attributes:
        filled: whether something was entered in it, or something is wrong with it.
    """

    number: int
    fields: tuple[FieldView, ...]
    filled: bool


@dataclass(frozen=True, slots=True)
class LawView:
    """Rules that may be chosen; ``note`` is in English."""

    id: str
    name: str
    note: str
    invented: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class WrongLine:
    """Something that is wrong with a file: its code, its line, its place, and a text."""

    code: str
    row: int | None
    place: str
    text: str


def start(
    language: Language, entered: Entered | None, *, lost: bool, wrong: Iterable[WrongLine] = ()
) -> dict[str, Any]:
    """The first page.

    Args:
        language: of the page.
        entered: what was entered before.
        lost: what the browser holds can't be opened any more.
        wrong: with a file that was sent.
    """
    chosen = "" if entered is None else entered.get("law")
    laws = [_law(shipped_law(name), language, chosen) for name in shipped_laws()]
    return {
        "laws": sorted(laws, key=lambda one: (one.invented, one.name)),
        "lost": lost,
        "minutes": _minutes(),
        "kilobytes": LARGEST // 1000,
        "wrong": list(wrong),
    }


def _minutes() -> int:
    return int(LONGEST_IDLE.total_seconds() // 60)


def _law(law: Law, language: Language, chosen: str) -> LawView:
    invented = all(rule.sure is Sure.INVENTED for rule in law.rules)
    return LawView(law.id, law_name(law, language.tag), law.note, invented, law.id == chosen)


def form(
    entered: Entered, law: Law, language: Language, wrong: Mapping[str, str]
) -> dict[str, Any]:
    """The page with all fields.

    Args:
        entered: what stands in them.
        law: that was chosen.
        language: of the page.
        wrong: texts by field.
    """
    shown = {one.name: _field(one, entered, wrong) for one in fields()}
    facts = [f"about_{name}" for name in law.facts]
    named = ("from", "until", "pay_period", "rest_day", "amount", "amount_to", "per", "week_hours")
    return {
        "law": _law(law, language, law.id),
        "currency": law.currency,
        "minutes": _minutes(),
        "facts": [shown[name] for name in facts],
        "work_fields": [shown[name] for name in named[:4]],
        "wage_fields": [shown[name] for name in named[4:]],
        "hours": _lines("work", WORK_LINES, shown),
        "payments": _lines("paid", PAYMENTS, shown),
        "deductions": _lines("deducted", DEDUCTIONS, shown),
        "shown_payments": SHOWN_PAYMENTS,
        "work_complete": shown["work_complete"],
        "pay_complete": shown["pay_complete"],
        "wrong": [one for one in shown.values() if one.wrong],
        "wrong_elsewhere": wrong.get("", ""),
    }


def _lines(key: str, most: int, shown: Mapping[str, FieldView]) -> list[LineView]:
    found = []
    for at in range(most):
        own = tuple(one for name, one in shown.items() if name.startswith(f"{key}_{at}_"))
        found.append(LineView(at + 1, own, any(one.value or one.wrong for one in own)))
    return found


def _field(field: Field, entered: Entered, wrong: Mapping[str, str]) -> FieldView:
    key = _key(field.name)
    value = entered.get(field.name)
    return FieldView(
        name=field.name,
        kind=field.kind,
        label=f"owed/fact_{key}" if field.name.startswith("about_") else f"wages/field_{key}",
        hint=f"wages/hint_{key}" if key in HINTS else "",
        value=value,
        options=tuple(_options(field, key, value)),
        unknown="wages/choose" if field.name in NEEDED else "wages/not_known",
        wrong=wrong.get(field.name, ""),
    )


HINTS = frozenset(
    {"from", "until", "rest_day", "amount", "amount_to", "week_hours", "work_from", "work_days",
     "work_hours", "work_complete", "pay_complete", "paid_for", "deducted_consent"}
)  # fmt: skip
"""Fields with a hint."""


def _key(name: str) -> str:
    """``paid_3_amount`` is called ``paid_amount``, ``about_age`` is ``age``."""
    if name.startswith("about_"):
        return name.removeprefix("about_")
    return "_".join(part for part in name.split("_") if not part.isdigit())


def _options(field: Field, key: str, value: str) -> Iterator[Option]:
    if field.name.startswith("about_"):
        stem = f"owed/{key}_"
    else:
        stem = OPTIONS.get(key) or OPTIONS.get(key.rpartition("_")[2], "")
    chosen = value.split(",") if field.kind is Kind.DAYS else [value]
    if field.kind in (Kind.CHOICE, Kind.DAYS) and stem:
        for one in field.values:
            yield Option(one, f"{stem}{one}", one in chosen)


def wrong_in_form(error: InputError, written: Written) -> dict[str, str]:
    """What is wrong with what was entered: texts by field; under no name what has no field."""
    kinds = {field.name: field.kind for field in fields()}
    found: dict[str, str] = {}
    for problem in error.problems:
        name = written.field(problem.place.field or "") or ""
        text = BY_CODE.get(problem.code) or BY_KIND.get(kinds.get(name, Kind.MARK), OTHERWISE)
        found.setdefault(name, text)
    return found


def wrong_in_file(problems: Iterable[Problem], most: int = 20) -> Iterator[WrongLine]:
    """What is wrong with a file, the first of it."""
    for problem, _ in zip(problems, range(most), strict=False):
        text = BY_CODE.get(problem.code, "wages/wrong_schema")
        yield WrongLine(problem.code, problem.place.row, problem.place.field or "", text)


def all_needed(entered: Entered) -> dict[str, str]:
    """Choices without which nothing can be reckoned."""
    return {name: MISSING for name in sorted(NEEDED) if not entered.get(name)}

"""Template contexts of the pages of a form."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.errors import InputError, Problem
from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.codes import TermsCode
from manumit.terms.contract.file import CompareCode
from manumit.terms.costs.file import CostsCode
from manumit.terms.costs.rules import shipped_corridor
from manumit.terms.law.rules import Sure
from manumit.terms.statement.owed_words import law_name
from manumit.web.account_sheets.account import law_of, unasked
from manumit.web.account_sheets.calculation import LARGEST
from manumit.web.account_sheets.codes import WageCheckCode
from manumit.web.account_sheets.fields import DAYS_SEPARATOR, Entered, Field, Kind, Written
from manumit.web.account_sheets.parts import Group, Part
from manumit.web.account_sheets.sheets import WAGES, Sheet
from manumit.web.ui.languages import Language, library

BY_CODE: Mapping[str, str] = {
    code.code: f"wage_check/wrong_{name}"
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
        (TermsCode.NOT_COVERED, "not_covered"),
        (TermsCode.COVERED_FOR_SOME, "covered_for_some"),
        (CompareCode.TOO_MUCH, "too_much"),
        (CompareCode.NOTHING_TO_COMPARE, "nothing_to_compare"),
        (CompareCode.NO_CURRENCY, "code"),
        (CostsCode.NO_CURRENCY, "code"),
        (CostsCode.TOO_MUCH_BACK, "too_much_back"),
        (CostsCode.LATER, "later"),
        (WageCheckCode.NO_SUCH_FILE, "shape"),
        (WageCheckCode.TOO_LONG, "long"),
        (WageCheckCode.TOO_OPEN, "open"),
    )
}
MISSING = "wage_check/wrong_missing"
BY_KIND: Mapping[Kind, str] = {
    Kind.DAY: "wage_check/wrong_day",
    Kind.NUMBER: "wage_check/wrong_number",
    Kind.CLOCK: "wage_check/wrong_time",
    Kind.CODE: "wage_check/wrong_code",
    Kind.CHOICE: MISSING,
}
"""For what has no text of its own: by what the field takes."""
OTHERWISE = "wage_check/wrong_other"
CORRIDORS = "corridor/"
"""Stem of choices that are no texts, but names of rules."""


def today() -> dt.date:
    """Return the day up to which wages are calculated."""
    return timezone.now().date()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field: the id of its text, or else what it is called."""

    value: str
    label: str
    chosen: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its value.

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
class GroupView:
    """Lines of the same fields; ``title``: the text of the title of each."""

    title: str
    lines: tuple[LineView, ...]
    open: int


@dataclass(frozen=True, slots=True)
class PartLink:
    """Another page of the form.

    Attributes:
        title: the id of its text.
        filled: whether something was entered on it.
    """

    id: str
    title: str
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
    """Something that is wrong with a file: its line, its place, and a text."""

    row: int | None
    place: str
    text: str


def start(
    language: Language, entered: Entered | None, *, lost: bool, wrong: Iterable[WrongLine] = ()
) -> dict[str, Any]:
    """Return the first page.

    Args:
        language: of the page.
        entered: what was entered before.
        lost: what the browser holds can't be opened any more.
        wrong: with a file that was sent.
    """
    chosen = "" if entered is None else entered.get("law")
    return {
        "laws": laws(language, chosen),
        "held": entered is not None,
        "lost": lost,
        "kilobytes": LARGEST // 1000,
        "wrong": list(wrong),
    }


def laws(language: Language, chosen: str) -> list[LawView]:
    """Return the shipped rules, invented ones last."""
    found = [_law(shipped_law(name), language, chosen) for name in shipped_laws()]
    return sorted(found, key=lambda one: (one.invented, one.name))


def _law(law: Law, language: Language, chosen: str) -> LawView:
    invented = all(rule.sure is Sure.INVENTED for rule in law.rules)
    return LawView(law.id, law_name(law, language.tag), law.note, invented, law.id == chosen)


def form(
    entered: Entered, law: Law, language: Language, wrong: Mapping[str, str]
) -> dict[str, Any]:
    """Return the first page about what is owed, which is enough for most.

    Args:
        entered: the values of the form.
        law: that was chosen.
        language: of the page.
        wrong: texts by field.
    """
    first, *others = WAGES.parts()
    hidden = unasked(law)
    fields = [one for one in first.single if not one.name.startswith("about_")][1:]
    fields = [one for one in fields if one.text not in hidden]
    facts = [one for one in first.single if one.name.removeprefix("about_") in law.facts]
    shown = _fields(fields, entered, wrong, language)
    at = next(at for at, one in enumerate(fields) if one.name == "amount")
    hours, calls, payments, deductions = (
        _group(one.without(hidden), entered, wrong, language) for one in first.groups
    )
    work_complete, never_called_in, pay_complete = _fields(first.after, entered, wrong, language)
    return {
        "law": _law(law, language, law.id),
        "currency": law.currency,
        "part": first,
        "facts": _fields(facts, entered, wrong, language),
        "work_fields": shown[:at],
        "wage_fields": shown[at:],
        "hours": hours,
        "calls": calls,
        "never_called_in": never_called_in,
        "payments": payments,
        "deductions": deductions,
        "work_complete": work_complete,
        "pay_complete": pay_complete,
        "more": [_link(one, entered) for one in others if _asks(one, hidden)],
        **_wrong(first, entered, wrong, language),
    }


def part(
    sheet: Sheet, shown: Part, entered: Entered, language: Language, wrong: Mapping[str, str]
) -> dict[str, Any]:
    """Return any other page of a form; arguments as above."""
    before, after = sheet.beside(shown)
    hidden = unasked(law_of(entered))
    single = [one for one in shown.single if one.text not in hidden]
    return {
        "sheet": sheet,
        "part": shown,
        "number": sheet.parts().index(shown) + 1,
        "of": 0 if sheet.whole else len(sheet.parts()),
        "title": f"wage_check/part_{shown.id}",
        "single": _fields(single, entered, wrong, language),
        "groups": [_group(one, entered, wrong, language) for one in shown.groups],
        "after": _fields(shown.after, entered, wrong, language),
        "before": before,
        "next": after,
        **_wrong(shown, entered, wrong, language),
    }


def _wrong(
    shown: Part, entered: Entered, wrong: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """Return what is wrong on this page, and whether something is wrong that has no field on it."""
    here = _fields(shown.fields(), entered, wrong, language)
    known = {one.name for one in here}
    elsewhere = [text for name, text in wrong.items() if name not in known]
    return {
        "wrong": [one for one in here if one.wrong],
        "wrong_elsewhere": elsewhere[0] if elsewhere else "",
    }


def _asks(part: Part, hidden: frozenset[str]) -> bool:
    """Return whether any field of a page changes something under the rules that were chosen."""
    return any(one.text not in hidden for one in part.fields())


def _link(part: Part, entered: Entered) -> PartLink:
    return PartLink(part.id, f"wage_check/part_{part.id}", entered.any_of(part.fields()))


def _group(
    group: Group, entered: Entered, wrong: Mapping[str, str], language: Language
) -> GroupView:
    lines = []
    for at, line in enumerate(group.lines, start=1):
        own = tuple(_fields(line, entered, wrong, language))
        lines.append(LineView(at, own, any(one.value or one.wrong for one in own)))
    return GroupView(f"wage_check/{group.id}_line", tuple(lines), group.open)


def _fields(
    fields: Iterable[Field], entered: Entered, wrong: Mapping[str, str], language: Language
) -> list[FieldView]:
    return [_field(one, entered, wrong, language) for one in fields]


def _field(
    field: Field, entered: Entered, wrong: Mapping[str, str], language: Language
) -> FieldView:
    value, hint = entered.get(field.name), f"wage_check/hint_{field.text}"
    about = field.name.startswith("about_")
    return FieldView(
        name=field.name,
        kind=field.kind,
        label=f"owed/ask_{field.text}" if about else f"wage_check/field_{field.text}",
        hint=hint if library().texts.all_of(hint, "label", "en") else "",
        value=value,
        options=tuple(_options(field, value, language)),
        unknown="wage_check/choose" if field.needed else "wage_check/not_known",
        wrong=wrong.get(field.name, ""),
    )


def _options(field: Field, value: str, language: Language) -> Iterator[Option]:
    if field.kind not in (Kind.CHOICE, Kind.DAYS):
        return
    chosen = value.split(DAYS_SEPARATOR) if field.kind is Kind.DAYS else [value]
    for one in field.values:
        if field.stem == CORRIDORS:
            names = shipped_corridor(one).names
            yield Option(one, "", one in chosen, names.get(language.tag, names["en"]))
        else:
            yield Option(one, f"{field.stem}{one}", one in chosen)


def wrong_in_form(error: InputError, written: Written, sheet: Sheet) -> dict[str, str]:
    """Return the error texts by field; those without a field have an empty name."""
    kinds = {field.name: field.kind for field in sheet.fields()}
    found: dict[str, str] = {}
    for problem in error.problems:
        name = written.field(problem.place.field or "") or ""
        text = BY_CODE.get(problem.code) or BY_KIND.get(kinds.get(name, Kind.MARK), OTHERWISE)
        found.setdefault(name, text)
    return found


def wrong_in_file(problems: Iterable[Problem], most: int = 20) -> Iterator[WrongLine]:
    """Yield what is wrong with a file, the first of it."""
    for problem, _ in zip(problems, range(most), strict=False):
        text = BY_CODE.get(problem.code, "wage_check/wrong_schema")
        yield WrongLine(problem.place.row, problem.place.field or "", text)


def all_needed(sheet: Sheet, entered: Entered) -> dict[str, str]:
    """Return the errors for missing required fields."""
    needed = (one for one in sheet.fields() if one.needed and not entered.get(one.name))
    return {one.name: BY_KIND[one.kind] for one in needed} | dict(sheet.lacks(entered))

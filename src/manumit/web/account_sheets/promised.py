"""The form about what was promised, signed and real, and the file of terms that it makes."""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from manumit.assessment import Age, Answer
from manumit.terms.account import Per
from manumit.terms.law.file import WEEKDAYS
from manumit.web.account_sheets.fields import Entered, Field, Kind, Written
from manumit.web.account_sheets.parts import Part

SCHEMA = "manumit/terms-of-work/1"
PROMISED, SIGNED, ACTUAL = "promised", "signed", "actual"
VERSIONS = (PROMISED, SIGNED, ACTUAL)
ORIGINS = ("oral_promise", "advert", "offer")
ANSWERS = (Answer.YES, Answer.NO)
REST_DAYS = ("none", "changing", *WEEKDAYS)
HOLDERS = ("worker", "employer", "agency", "other")
PAYERS = ("employer", "agency", "shared", "worker")
NUMBERS = ("hours_per_day", "days_per_week", "overtime_rate", "notice_by_worker",
           "notice_by_employer")  # fmt: skip
A_MONTH = "month"


@functools.cache
def parts() -> tuple[Part, ...]:
    """Return what was promised, what was signed, and how it is."""
    return tuple(Part(version, tuple(_fields(version))) for version in VERSIONS)


def _fields(version: str) -> Iterator[Field]:
    if version == PROMISED:
        yield Field("currency", Kind.CODE, "currency", needed=True)
        yield Field("age", Kind.CHOICE, "terms_age", (Age.ADULT, Age.CHILD), "wage_check/age_")
        yield Field("origin", Kind.CHOICE, "terms_origin", ORIGINS, "compare/origin_")
    yield Field(f"{version}_date", Kind.DAY, f"{version}_date")
    if version == SIGNED:
        yield Field("informed", Kind.CHOICE, "terms_informed", ANSWERS, "answer/")
        yield Field("pressed", Kind.CHOICE, "terms_pressed", ANSWERS, "answer/")
    yield from (_field(version, name, kind, *more) for name, kind, *more in _CLAUSES)


def _field(version: str, name: str, kind: Kind, *more: Any) -> Field:
    return Field(f"{version}_{name}", kind, f"terms_{name}", *more)


_CLAUSES: tuple[tuple[Any, ...], ...] = (
    ("employer", Kind.TEXT),
    ("place", Kind.TEXT),
    ("wage", Kind.NUMBER),
    ("per", Kind.CHOICE, tuple(Per), "wage_check/per_"),
    ("in_hand", Kind.CHOICE, ANSWERS, "answer/"),
    ("hours_per_day", Kind.NUMBER),
    ("days_per_week", Kind.NUMBER),
    ("rest_day", Kind.CHOICE, REST_DAYS, "compare/word_"),
    ("overtime_rate", Kind.NUMBER),
    ("deductions", Kind.NUMBER),
    ("housing", Kind.CHOICE, ANSWERS, "answer/"),
    ("housing_cost", Kind.NUMBER),
    ("persons_per_room", Kind.NUMBER),
    ("food", Kind.CHOICE, ANSWERS, "answer/"),
    ("food_cost", Kind.NUMBER),
    ("meals_per_day", Kind.NUMBER),
    ("notice_by_worker", Kind.NUMBER),
    ("notice_by_employer", Kind.NUMBER),
    ("return_travel", Kind.CHOICE, PAYERS, "compare/word_"),
    ("held_by", Kind.CHOICE, HOLDERS, "wage_check/holder_"),
    ("given_back", Kind.CHOICE, ANSWERS, "answer/"),
)
"""What is asked of each version: name, kind, values, and the texts of these."""


def written(entered: Entered, today: dt.date) -> Written:
    """Return the versions of which something was entered; the day says nothing here."""
    del today
    return _Versions(entered).written()


def lacks(entered: Entered) -> Mapping[str, str]:
    """Return a comparison needs two versions, one of them promised or signed."""
    versions = [one for one in VERSIONS if entered.any_of(_clauses(one))]
    enough = len(versions) > 1
    return {} if enough else {"": "wage_check/wrong_nothing_to_compare"}


class _Versions:
    def __init__(self, entered: Entered) -> None:
        self.entered, self.get = entered, entered.get
        self.fields = {"currency": "currency", "age": "age"}

    def written(self) -> Written:
        """Return all of it."""
        versions = [one for one in VERSIONS if self.entered.any_of(_clauses(one))]
        data = {
            "schema": SCHEMA,
            "age": self.get("age") or Age.UNSURE,
            "currency": self.get("currency"),
            "versions": [self._version(one, at) for at, one in enumerate(versions)],
        }
        return Written(data, self.fields)

    def _version(self, version: str, at: int) -> dict[str, Any]:
        place = f"versions[{at}]"
        self.fields[place] = f"{version}_wage"
        self.fields[f"{place}.date"] = f"{version}_date"
        origin = {PROMISED: self.get("origin") or ORIGINS[0], SIGNED: "contract"}
        found: dict[str, Any] = {
            "id": version,
            "origin": origin.get(version, ACTUAL),
            "date": self.get(f"{version}_date") or "unknown",
            "informant": "worker",
            "terms": self._terms(version, f"{place}.terms"),
        }
        if version == SIGNED:
            found["agreed"] = {
                "in_writing": Answer.YES,
                "informed": self.get("informed") or Answer.UNKNOWN,
                "under_pressure": self.get("pressed") or Answer.UNKNOWN,
            }
        return found

    def _terms(self, version: str, place: str) -> dict[str, Any]:
        def at(path: str, name: str) -> str:
            self.fields[f"{place}.{path}"] = f"{version}_{name}"
            return self.get(f"{version}_{name}")

        def number(path: str, name: str) -> str:
            at(path, name)
            return self.entered.number(f"{version}_{name}")

        found: dict[str, Any] = {one: at(one, one) for one in ("employer", "place", "rest_day")}
        found |= {one: number(one, one) for one in NUMBERS}
        found["return_travel"] = at("return_travel", "return_travel")
        wage, per = number("wage.amount", "wage"), at("wage.per", "per")
        if wage or per:
            in_hand = at("wage.after_deductions", "in_hand") or Answer.UNKNOWN
            found["wage"] = {
                "amount": wage or "unknown", "per": per, "after_deductions": in_hand,
            }  # fmt: skip
        if taken := number("deductions[0].amount", "deductions"):
            found["deductions"] = [{"for": "all", "amount": taken, "per": A_MONTH}]
        for thing, count in (("housing", "persons_per_room"), ("food", "meals_per_day")):
            cost = number(f"{thing}.cost.amount", f"{thing}_cost")
            found[thing] = _given(
                given=at(f"{thing}.given", thing),
                cost={"amount": cost, "per": A_MONTH} if cost else None,
                **{count: number(f"{thing}.{count}", count)},
            )
        if holder := at("documents.held_by", "held_by"):
            back = at("documents.given_back_on_request", "given_back")
            found["documents"] = _given(held_by=holder, given_back_on_request=back)
        return _given(**found)


def _given(**values: Any) -> dict[str, Any]:
    """Return what is known of it."""
    return {key: value for key, value in values.items() if value}


def _clauses(version: str) -> Iterator[Field]:
    return (_field(version, name, kind, *more) for name, kind, *more in _CLAUSES)

"""The form about somebody's work and pay, and the account that it makes."""

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any

from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.account import Consent, PayPeriod, Per
from manumit.terms.laws import WEEKDAYS
from manumit.web.wages.fields import DAYS_SEPARATOR, YES, Entered, Field, Kind, Lines, Written
from manumit.web.wages.parts import Group, Part

SCHEMA = "manumit/account/1"
WORK_LINES, PAYMENTS, DEDUCTIONS = 3, 12, 3
ABSENCES, HOLIDAYS, THINGS, EXTRAS = 4, 6, 3, 4
SHOWN_PAYMENTS = 3
KINDS = (
    "advance", "cooperative", "damage", "documents", "fine", "food", "housing", "insurance", "loan",
    "overpayment", "recruitment_cost", "shortage", "social_insurance", "social_security", "tax",
    "tools", "training", "transport", "uniform", "union_dues",
)  # fmt: skip
"""What may have been taken off: the kinds that have a text (``owed/of_...``)."""
GIVEN = ("food", "housing", "tools", "transport", "uniform")
EXTRA = ("piece_work", "bonus", "allowance", "premium")


def law_of(entered: Entered) -> Law | None:
    """The rules that were chosen."""
    name = entered.get("law")
    return shipped_law(name) if name in shipped_laws() else None


@functools.cache
def parts() -> tuple[Part, ...]:
    """What everybody is asked, then what only some have to tell, one thing on a page."""
    return (
        Part("work", tuple(_singles()), tuple(_groups()), tuple(_marks())),
        Part("wage_after", tuple(_second_wage())),
        Part("absent", groups=(_lines("absent", ABSENCES, "from", "until"),)),
        Part(
            "holidays",
            (Field("leave_taken", Kind.NUMBER, "leave_taken"),),
            (_lines("holiday", HOLIDAYS, "day", open_from_start=2),),
        ),
        Part("extra", groups=(Group("extra", tuple(map(_extra, range(EXTRAS)))),)),
        Part("in_kind", groups=(Group("in_kind", tuple(map(_thing, range(THINGS)))),)),
    )


def _lines(key: str, most: int, *days: str, open_from_start: int = 1) -> Group:
    lines = (
        tuple(Field(f"{key}_{at}_{day}", Kind.DAY, f"{key}_{day}") for day in days)
        for at in range(most)
    )
    return Group(key, tuple(lines), open_from_start)


def _singles() -> Iterator[Field]:
    yield Field("law", Kind.CHOICE, "law", shipped_laws())
    facts: dict[str, list[str]] = {}
    for law in map(shipped_law, shipped_laws()):
        for name, fact in law.facts.items():
            facts.setdefault(name, []).extend(fact.values)
    for name, values in sorted(facts.items()):
        told = tuple(dict.fromkeys(values))
        yield Field(f"about_{name}", Kind.CHOICE, name, told, f"owed/{name}_")
    yield Field("from", Kind.DAY, "from")
    yield Field("until", Kind.DAY, "until")
    yield Field(
        "pay_period", Kind.CHOICE, "pay_period", tuple(PayPeriod), "wages/every_", needed=True
    )
    yield Field("rest_day", Kind.CHOICE, "rest_day", WEEKDAYS, "owed/rest_day_")
    yield from _wage("", needed=True)


def _wage(suffix: str, *, needed: bool) -> Iterator[Field]:
    yield Field(f"amount{suffix}", Kind.NUMBER, "amount")
    yield Field(f"amount{suffix}_to", Kind.NUMBER, "amount_to")
    yield Field(f"per{suffix}", Kind.CHOICE, "per", tuple(Per), "wages/per_", needed=needed)
    yield Field(f"week_hours{suffix}", Kind.NUMBER, "week_hours")


def _second_wage() -> Iterator[Field]:
    yield Field("wage_2_from", Kind.DAY, "wage_from")
    yield from _wage("_2", needed=False)


def _groups() -> Iterator[Group]:
    yield Group("work", tuple(map(_work, range(WORK_LINES))))
    yield Group("paid", tuple(map(_paid, range(PAYMENTS))), SHOWN_PAYMENTS)
    yield Group("deducted", tuple(map(_deducted, range(DEDUCTIONS))))


def _marks() -> Iterator[Field]:
    yield Field("work_complete", Kind.MARK, "work_complete", (YES,))
    yield Field("pay_complete", Kind.MARK, "pay_complete", (YES,))


def _work(at: int) -> tuple[Field, ...]:
    key = f"work_{at}"
    return (
        Field(f"{key}_from", Kind.DAY, "work_from"),
        Field(f"{key}_until", Kind.DAY, "work_until"),
        Field(f"{key}_days", Kind.DAYS, "work_days", WEEKDAYS, "owed/rest_day_"),
        Field(f"{key}_hours", Kind.NUMBER, "work_hours"),
        Field(f"{key}_hours_to", Kind.NUMBER, "work_hours_to"),
    )


def _paid(at: int) -> tuple[Field, ...]:
    key = f"paid_{at}"
    return (
        Field(f"{key}_for", Kind.DAY, "paid_for"),
        Field(f"{key}_on", Kind.DAY, "paid_on"),
        Field(f"{key}_amount", Kind.NUMBER, "paid_amount"),
    )


def _deducted(at: int) -> tuple[Field, ...]:
    key, consents = f"deducted_{at}", tuple(Consent)
    return (
        Field(f"{key}_for", Kind.DAY, "deducted_for"),
        Field(f"{key}_of", Kind.CHOICE, "deducted_of", KINDS, "owed/of_"),
        Field(f"{key}_amount", Kind.NUMBER, "deducted_amount"),
        Field(f"{key}_consent", Kind.CHOICE, "deducted_consent", consents, "wages/consent_"),
    )


def _extra(at: int) -> tuple[Field, ...]:
    key = f"extra_{at}"
    return (
        Field(f"{key}_of", Kind.CHOICE, "extra_of", EXTRA, "wages/extra_"),
        Field(f"{key}_from", Kind.DAY, "extra_from"),
        Field(f"{key}_until", Kind.DAY, "extra_until"),
        Field(f"{key}_amount", Kind.NUMBER, "extra_amount"),
    )


def _thing(at: int) -> tuple[Field, ...]:
    key = f"in_kind_{at}"
    return (
        Field(f"{key}_of", Kind.CHOICE, "in_kind_of", GIVEN, "owed/of_"),
        Field(f"{key}_from", Kind.DAY, "in_kind_from"),
        Field(f"{key}_until", Kind.DAY, "in_kind_until"),
        Field(f"{key}_value", Kind.NUMBER, "in_kind_value"),
    )


def written(entered: Entered, today: dt.date) -> Written:
    """The account that was entered, reckoned up to a day."""
    return _Account(entered, today).written()


class _Account:
    def __init__(self, entered: Entered, today: dt.date) -> None:
        self.entered, self.today, self.get = entered, today, entered.get
        self.lines = Lines(entered)

    def written(self) -> Written:
        """All of it; what nobody told is left out."""
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "law": self.get("law"),
            "asked_on": self.today.isoformat(),
            "about": dict(self._about()),
            "employment": self._employment(),
            "complete": {
                "work": self.get("work_complete") == YES,
                "pay": self.get("pay_complete") == YES,
            },
            "wages": list(self._wages()),
            "work": [self._work(at) for at in self._used("work", WORK_LINES)],
            "paid": [self._paid(at) for at in self._used("paid", PAYMENTS)],
            "deducted": [self._deducted(at) for at in self._used("deducted", DEDUCTIONS)],
            "absent": [self._days(f"absent_{at}") for at in self._used("absent", ABSENCES)],
            "extra_pay": [self._extra(at) for at in self._used("extra", EXTRAS, "extra_pay")],
            "in_kind": [self._thing(at) for at in self._used("in_kind", THINGS)],
        }
        optional = ("absent", "extra_pay", "in_kind")
        told = {key: value for key, value in data.items() if value or key not in optional}
        return Written(told, self._fixed() | self.lines.fields)

    def _fixed(self) -> dict[str, str]:
        return {
            "employment.from": "from",
            "employment": "from",
            "employment.until": "until",
            "employment.pay_period": "pay_period",
            "employment.leave_days_taken": "leave_taken",
            "asked_on": "from",
            **{
                f"wages[{at}]{place}": f"{name}{'_2' if at else ''}"
                for at in range(2)
                for place, name in ((".amount", "amount"), (".per", "per"), ("", "amount"),
                                    (".hours_per_week", "week_hours"))
            },
            "wages[0].until": "wage_2_from",
            "wages[1].from": "wage_2_from",
        }  # fmt: skip

    def _used(self, key: str, most: int, place: str = "") -> Iterator[int]:
        otherwise = {"work": "hours", "absent": "from", "in_kind": "value"}.get(key, "amount")
        parts = ("from", "until", "days", "hours", "for", "on", "of", "amount", "consent")
        names = {part: part for part in parts} | {"": otherwise, "value_per_day": "value"}
        return self.lines.used(key, most, place or key, names)

    def _about(self) -> Iterator[tuple[str, str]]:
        law = law_of(self.entered)
        for name, fact in ({} if law is None else law.facts).items():
            if (value := self.get(f"about_{name}")) in fact.values:
                yield name, value

    def _employment(self) -> dict[str, Any]:
        days = self.lines.used("holiday", HOLIDAYS, "employment.holidays", {"": "day"})
        optional = {
            "rest_day": self.get("rest_day"),
            "holidays": [self.get(f"holiday_{at}_day") for at in days],
            "leave_days_taken": self.entered.number("leave_taken"),
        }
        return {
            "from": self.get("from") or "unknown",
            "until": self.get("until") or "still",
            "pay_period": self.get("pay_period"),
            **{key: value for key, value in optional.items() if value},
        }

    def _wages(self) -> Iterator[dict[str, str]]:
        """The wage, and the one that came after it, each for its days."""
        begins, second = self.get("wage_2_from"), self.entered.any_of(_second_wage())
        yield self._wage("") | ({"until": _day_before(begins)} if second else {})
        if second:
            yield {"from": begins} | self._wage("_2")

    def _wage(self, suffix: str) -> dict[str, str]:
        return {
            "amount": self.entered.range(f"amount{suffix}"),
            "per": self.get(f"per{suffix}"),
            "hours_per_week": self.entered.amount(f"week_hours{suffix}"),
        }

    def _work(self, at: int) -> dict[str, Any]:
        """Hours over some days; over the whole work where no days are told."""
        days = self.get(f"work_{at}_days")
        return {
            **self._days(f"work_{at}"),
            **({"days": days.split(DAYS_SEPARATOR)} if days else {}),
            "hours": self.entered.range(f"work_{at}_hours"),
        }

    def _days(self, key: str) -> dict[str, str]:
        """From one day to another; the whole work where none is told."""
        return {
            "from": self.get(f"{key}_from") or self.get("from"),
            "until": self.get(f"{key}_until") or self.get("until") or self.today.isoformat(),
        }

    def _paid(self, at: int) -> dict[str, Any]:
        days = {key: self.get(f"paid_{at}_{key}") for key in ("for", "on")}
        amount = self.entered.amount(f"paid_{at}_amount")
        return {key: day for key, day in days.items() if day} | {"amount": amount}

    def _deducted(self, at: int) -> dict[str, Any]:
        return {
            "for": self.get(f"deducted_{at}_for"),
            "of": self.get(f"deducted_{at}_of"),
            "amount": self.entered.amount(f"deducted_{at}_amount"),
            "consent": self.get(f"deducted_{at}_consent") or Consent.UNKNOWN,
        }

    def _extra(self, at: int) -> dict[str, Any]:
        return {
            **self._days(f"extra_{at}"),
            "amount": self.entered.amount(f"extra_{at}_amount"),
            "of": self.get(f"extra_{at}_of"),
        }

    def _thing(self, at: int) -> dict[str, Any]:
        return {
            **self._days(f"in_kind_{at}"),
            "of": self.get(f"in_kind_{at}_of"),
            "value_per_day": self.entered.amount(f"in_kind_{at}_value"),
        }


def _day_before(day: str) -> str:
    """The last day of the wage before; what is no day stays as it was typed, and is told."""
    try:
        return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day

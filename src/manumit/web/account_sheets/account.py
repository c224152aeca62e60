"""The form about somebody's work and pay, and the account that it makes."""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.account import Consent, PayPeriod, Per
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import (
    CallInHours,
    EndOfService,
    Fact,
    NightPremium,
    PayForAllHours,
    RestDayWork,
)
from manumit.terms.wages.averaging import averaging_rules
from manumit.web.account_sheets.fields import (
    DAYS_SEPARATOR,
    YES,
    Entered,
    Field,
    Kind,
    Lines,
    Written,
)
from manumit.web.account_sheets.parts import Group, Part

SCHEMA = "manumit/account/1"
WORK_LINES, CALLS, PAYMENTS, DEDUCTIONS = 3, 6, 12, 3
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
PAYS_FOR = ("all_hours", "agreed_hours")
FROM, UNTIL = (Field(name, Kind.DAY, name) for name in ("from", "until"))
AMOUNT = Field("amount", Kind.NUMBER, "amount")
EMPLOYMENT = (
    "second_rest_day", "notice_days", "notice_paid_days", "age_at_end", "service_from",
    "week_begins", "averaging_begins",
)  # fmt: skip
"""Fields about the work that only some rules ask for; files give them the same names."""
CLAIM = ("filed_on", "conciliation_from", "conciliation_until", "acknowledged_on")
TIMES = frozenset({"work_begins", "work_ends", "work_break"})
"""Texts of the fields for the times of a day."""


def law_of(entered: Entered) -> Law | None:
    """Return the rules that were chosen."""
    name = entered.get("law")
    return shipped_law(name) if name in shipped_laws() else None


@functools.cache
def unasked(law: Law | None) -> frozenset[str]:
    """Return the texts of the fields that change nothing under the rules that were chosen."""
    if law is None:
        return frozenset()
    kinds = {type(one) for one in law.rules}
    second = any(isinstance(one, RestDayWork) and one.which == "second" for one in law.rules)
    at_end = [one for one in law.rules if isinstance(one, EndOfService)]
    limits = [one for one in law.rules if isinstance(one, Limitation)]
    stops = any(one.after_conciliation_months is not None for one in limits)
    asked: Mapping[frozenset[str], bool] = {
        frozenset({"second_rest_day"}): second,
        frozenset({"notice_days"}): any(one.less_notice for one in at_end),
        frozenset({"notice_paid_days"}): any(one.service_with_notice for one in at_end),
        frozenset({"age_at_end"}): any(one.ages for one in at_end),
        frozenset({"service_from"}): bool(at_end),
        frozenset({"week_begins"}): law.week_by_employer,
        frozenset({"averaging_begins"}): bool(averaging_rules(law)),
        frozenset({"filed_on"}): bool(limits),
        frozenset({"conciliation_from", "conciliation_until"}): stops,
        frozenset({"acknowledged_on"}): any(one.renewed_by_acknowledgement for one in limits),
        frozenset({"pays_for"}): PayForAllHours in kinds,
        frozenset({"called_in_day", "never_called_in"}): CallInHours in kinds,
        TIMES: NightPremium in kinds and bool(law.time_zone),
    }
    return frozenset[str]().union(*(texts for texts, matters in asked.items() if not matters))


def contradicts(entered: Entered) -> Mapping[str, str]:
    """Return texts for entries that exclude each other, by field."""
    hidden, found = unasked(law_of(entered)), dict[str, str]()
    second = entered.get("second_rest_day")
    if second and second == entered.get("rest_day") and "second_rest_day" not in hidden:
        found["second_rest_day"] = "wage_check/wrong_same_day"
    for at in range(WORK_LINES if not hidden >= TIMES else 0):
        times = any(entered.get(f"work_{at}_{one}") for one in ("begins", "ends"))
        hours = next(
            (name for name in (f"work_{at}_hours", f"work_{at}_hours_to") if entered.get(name)), ""
        )
        if times and hours:
            found[hours] = "wage_check/wrong_hours_and_times"
        elif entered.get(f"work_{at}_break") and not times:
            found[f"work_{at}_begins"] = "wage_check/wrong_time"
    days = [f"called_in_{at}_day" for at in range(CALLS) if entered.get(f"called_in_{at}_day")]
    if days and entered.get("never_called_in") and "called_in_day" not in hidden:
        found[days[0]] = "wage_check/wrong_called_in"
    return found


@functools.cache
def parts() -> tuple[Part, ...]:
    """Return what everybody is asked, then what only some have to tell, one thing on a page."""
    extra = Field("of", Kind.CHOICE, "", EXTRA, "wage_check/extra_")
    thing, value = Field("of", Kind.CHOICE, "", GIVEN, "owed/of_"), Field("value", Kind.NUMBER, "")
    day = Field("day", Kind.DAY, "")
    return (
        Part("work", tuple(_singles()), tuple(_groups(day)), tuple(_marks())),
        Part("wage_after", tuple(_second_wage())),
        Part("absent", groups=(_lines("absent", ABSENCES, FROM, UNTIL),)),
        Part(
            "holidays",
            (Field("leave_taken", Kind.NUMBER, "leave_taken"),),
            (_lines("holiday", HOLIDAYS, day, open_from_start=2),),
        ),
        Part("extra", groups=(_lines("extra", EXTRAS, extra, FROM, UNTIL, AMOUNT),)),
        Part("in_kind", groups=(_lines("in_kind", THINGS, thing, FROM, UNTIL, value),)),
        Part("claim", tuple(Field(name, Kind.DAY, name) for name in CLAIM)),
    )


def _lines(key: str, most: int, *fields: Field, open_from_start: int = 1) -> Group:
    """Return lines of the same fields, whose names and texts begin with a key."""
    lines = (
        tuple(
            replace(one, name=f"{key}_{at}_{one.name}", text=f"{key}_{one.name}") for one in fields
        )
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
        choices = tuple(dict.fromkeys(values))
        yield Field(f"about_{name}", Kind.CHOICE, name, choices, f"owed/{name}_")
    yield from (FROM, UNTIL)
    yield Field(
        "pay_period", Kind.CHOICE, "pay_period", tuple(PayPeriod), "wage_check/every_", needed=True
    )
    yield Field("rest_day", Kind.CHOICE, "rest_day", WEEKDAYS, "owed/rest_day_")
    for name in ("second_rest_day", "week_begins"):
        yield Field(name, Kind.CHOICE, name, WEEKDAYS, "owed/rest_day_")
    yield Field("notice_days", Kind.NUMBER, "notice_days")
    yield Field("notice_paid_days", Kind.NUMBER, "notice_paid_days")
    yield Field("age_at_end", Kind.NUMBER, "age_at_end")
    yield Field("service_from", Kind.DAY, "service_from")
    yield Field("averaging_begins", Kind.DAY, "averaging_begins")
    yield from _wage("", needed=True)


def _wage(suffix: str, *, needed: bool) -> Iterator[Field]:
    yield Field(f"amount{suffix}", Kind.NUMBER, "amount")
    yield Field(f"amount{suffix}_to", Kind.NUMBER, "amount_to")
    yield Field(f"per{suffix}", Kind.CHOICE, "per", tuple(Per), "wage_check/per_", needed=needed)
    yield Field(f"week_hours{suffix}", Kind.NUMBER, "week_hours")
    yield Field(f"pays_for{suffix}", Kind.CHOICE, "pays_for", PAYS_FOR, "owed/pays_for_")


def _second_wage() -> Iterator[Field]:
    yield Field("wage_2_from", Kind.DAY, "wage_from")
    yield from _wage("_2", needed=False)


def _groups(day: Field) -> Iterator[Group]:
    of, consents = Field("of", Kind.CHOICE, "", KINDS, "owed/of_"), tuple(Consent)
    consent = Field("consent", Kind.CHOICE, "", consents, "wage_check/consent_")
    days_for, days_on = (Field(name, Kind.DAY, "") for name in ("for", "on"))
    days = Field("days", Kind.DAYS, "", WEEKDAYS, "owed/rest_day_")
    hours = (Field(name, Kind.NUMBER, "") for name in ("hours", "hours_to"))
    times = (Field(name, Kind.CLOCK, "") for name in ("begins", "ends"))
    pause = Field("break", Kind.NUMBER, "")
    yield _lines("work", WORK_LINES, FROM, UNTIL, days, *hours, *times, pause)
    yield _lines("called_in", CALLS, day, open_from_start=2)
    yield _lines("paid", PAYMENTS, days_for, days_on, AMOUNT, open_from_start=SHOWN_PAYMENTS)
    yield _lines("deducted", DEDUCTIONS, days_for, of, AMOUNT, consent)


def _marks() -> Iterator[Field]:
    for name in ("work_complete", "never_called_in", "pay_complete"):
        yield Field(name, Kind.MARK, name, (YES,))


def written(entered: Entered, today: dt.date) -> Written:
    """Return the account that was entered, up to a day."""
    return _Account(entered, today).written()


class _Account:
    def __init__(self, entered: Entered, today: dt.date) -> None:
        self.entered, self.today, self.get = entered, today, entered.get
        self.lines = Lines(entered)
        self.hidden = unasked(law_of(entered))

    def written(self) -> Written:
        """Return the account without empty parts."""
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
        data["claim"] = self._claim()
        optional = ("absent", "extra_pay", "in_kind", "claim")
        given = {key: value for key, value in data.items() if value or key not in optional}
        given |= self._called_in()
        return Written(given, self._fixed() | self.lines.fields)

    def _called_in(self) -> dict[str, list[str]]:
        """Return the days of a call, or that there was none; nothing if nobody said so."""
        if "called_in_day" in self.hidden:
            return {}
        days = self.lines.used("called_in", CALLS, "called_in", {"": "day"})
        found = [self.get(f"called_in_{at}_day") for at in days]
        return {"called_in": found} if found or self.get("never_called_in") else {}

    def _claim(self) -> dict[str, Any]:
        """Return what was done to claim, as far as the law asks for it."""
        filed_on, begins, until, acknowledged_on = (
            "" if name in self.hidden else self.get(name) for name in CLAIM
        )
        found: dict[str, Any] = {"filed_on": filed_on} if filed_on else {}
        if begins or until:
            found["conciliation"] = {"from": begins, "until": until or "still"}
        return found | ({"acknowledged_on": [acknowledged_on]} if acknowledged_on else {})

    def _fixed(self) -> dict[str, str]:
        return {
            "claim.filed_on": "filed_on",
            "claim.conciliation": "conciliation_from",
            "claim.conciliation.until": "conciliation_until",
            "claim.acknowledged_on": "acknowledged_on",
            "employment.from": "from",
            "employment": "from",
            "employment.until": "until",
            "employment.pay_period": "pay_period",
            "employment.leave_days_taken": "leave_taken",
            **{f"employment.{one}": one for one in EMPLOYMENT},
            "asked_on": "from",
            **{f"about.{name}": f"about_{name}" for name in self._law_facts()},
            "about": next((f"about_{name}" for name in self._law_facts()), "law"),
            **{
                f"wages[{at}]{place}": f"{name}{'_2' if at else ''}"
                for at in range(2)
                for place, name in ((".amount", "amount"), (".per", "per"), ("", "amount"),
                                    (".hours_per_week", "week_hours"), (".pays_for", "pays_for"))
            },
            "wages[0].until": "wage_2_from",
            "wages[1].from": "wage_2_from",
        }  # fmt: skip

    def _used(self, key: str, most: int, place: str = "") -> Iterator[int]:
        otherwise = {"work": "hours", "absent": "from", "in_kind": "value"}.get(key, "amount")
        parts = ("from", "until", "days", "hours", "for", "on", "of", "amount", "consent")
        names = {part: part for part in parts} | {"": otherwise, "value_per_day": "value"}
        if key == "work":
            names |= {"starts_at": "begins", "ends_at": "ends", "break_hours": "break"}
        return self.lines.used(key, most, place or key, names)

    def _law_facts(self) -> Mapping[str, Fact]:
        law = law_of(self.entered)
        return {} if law is None else law.facts

    def _about(self) -> Iterator[tuple[str, str]]:
        """The facts that this law asks for; an answer that only another law knows is refused."""
        for name in self._law_facts():
            if value := self.get(f"about_{name}"):
                yield name, value

    def _employment(self) -> dict[str, Any]:
        days = self.lines.used("holiday", HOLIDAYS, "employment.holidays", {"": "day"})
        optional = {
            "rest_day": self.get("rest_day"),
            "holidays": [self.get(f"holiday_{at}_day") for at in days],
            "leave_days_taken": self.entered.number("leave_taken"),
            **{one: self.entered.number(one) for one in EMPLOYMENT if one not in self.hidden},
        }
        return {
            "from": self.get("from") or "unknown",
            "until": self.get("until") or "still",
            "pay_period": self.get("pay_period"),
            **{key: value for key, value in optional.items() if value},
        }

    def _wages(self) -> Iterator[dict[str, str]]:
        """Yield the wage, and the one that came after it, each for its days."""
        begins, second = self.get("wage_2_from"), self.entered.any_of(_second_wage())
        yield self._wage("") | ({"until": _day_before(begins)} if second else {})
        if second:
            yield {"from": begins} | self._wage("_2")

    def _wage(self, suffix: str) -> dict[str, str]:
        pays_for = "" if "pays_for" in self.hidden else self.get(f"pays_for{suffix}")
        return {
            "amount": self.entered.range(f"amount{suffix}"),
            "per": self.get(f"per{suffix}"),
            "hours_per_week": self.entered.amount(f"week_hours{suffix}"),
            **({"pays_for": pays_for} if pays_for else {}),
        }

    def _work(self, at: int) -> dict[str, Any]:
        """Return the hours of some days, or of the whole work if none are given."""
        days = self.get(f"work_{at}_days")
        return {
            **self._days(f"work_{at}"),
            **({"days": days.split(DAYS_SEPARATOR)} if days else {}),
            **(self._times(at) or {"hours": self.entered.range(f"work_{at}_hours")}),
        }

    def _times(self, at: int) -> dict[str, str]:
        """Return the times of the work of each day; nothing if none were entered, or matter."""
        begins, ends = (self.get(f"work_{at}_{one}") for one in ("begins", "ends"))
        if self.hidden >= TIMES or not (begins or ends):
            return {}
        pause = self.entered.number(f"work_{at}_break")
        return {"starts_at": begins, "ends_at": ends, **({"break_hours": pause} if pause else {})}

    def _days(self, key: str) -> dict[str, str]:
        """Return the first and last day, or those of the whole work if none are given."""
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
    """Return the day before; an invalid date is returned unchanged and reported later."""
    try:
        return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day

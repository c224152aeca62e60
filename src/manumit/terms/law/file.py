"""Loads the rules of a jurisdiction: the shipped ones, or an institution's own."""

import functools
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import resources
from itertools import combinations, permutations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from manumit.errors import Place
from manumit.terms.codes import TermsCode
from manumit.terms.law import rules
from manumit.terms.law.beside import not_beside
from manumit.terms.law.limitation import Limitation
from manumit.terms.law.rules import Law, Rule, Sure
from manumit.terms.reading import Reader, Steps, number, read_source, schema, violations
from manumit.terms.units import months_after

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def shipped_laws() -> tuple[str, ...]:
    """The jurisdictions that come with manumit."""
    folder = Path(str(resources.files("manumit.terms") / "law"))
    return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "currencies"))


@functools.cache
def shipped_law(name: str) -> Law:
    """One of them.

    Raises:
        InputError: W106.
    """
    if name not in shipped_laws():
        raise TermsCode.UNKNOWN_LAW.error(Place(), law=name, known=", ".join(shipped_laws()))
    return read_law(Path(str(resources.files("manumit.terms") / "law" / f"{name}.yaml")))


def read_law(path: Path) -> Law:
    """Reads and checks one file of rules.

    Args:
        path: a YAML file, ``schema: manumit/wage-law/1``.

    Raises:
        InputError: I101, I102, W101 to W104, W201 to W203, every problem at once.
    """
    source = read_source(path, "law")
    reader = Reader(source)
    data = source.data
    found = tuple(
        _rule(reader, one, ("rules", at))
        for at, one in enumerate(data["rules"])
        if _is_rule(reader, one, ("rules", at))
    )
    coverage = tuple(
        _coverage(reader, one, ("coverage", at)) for at, one in enumerate(data.get("coverage", ()))
    )
    left_out = tuple(
        rules.NotCovered(one["text"], _where(reader, one, ("not_covered", at)))
        for at, one in enumerate(data.get("not_covered", ()))
    )
    facts = _facts(reader)
    reader.finish()
    refuse_meeting(reader, found, _meet)
    _refuse_together(reader, found)
    checked = reader.day(data["checked"], "checked")
    if "time_zone" in data and not _is_time_zone(data["time_zone"]):
        reason = "This is no time zone; write it like Asia/Manila"
        reader.wrong(TermsCode.RULE_VIOLATION, "time_zone", reason=reason)
    reader.finish()
    return Law(
        id=data["id"],
        names=data["names"],
        note=data.get("note", ""),
        currency=data["currency"],
        checked=checked,
        stale_from=months_after(checked, int(data["check_every_months"])),
        week_begins=WEEKDAYS.index(data["week_begins"]),
        week_by_employer=data.get("week_by_employer", False),
        shifts=data.get("shifts", "first_day"),
        round_rates=data.get("round_rates", False),
        facts=facts,
        sources={name: rules.Source(**one) for name, one in data["sources"].items()},
        rules=found,
        coverage=coverage,
        not_covered=left_out,
        time_zone=data.get("time_zone", ""),
    )


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _is_rule(reader: Reader, data: Mapping[str, Any], at: tuple[str | int, ...]) -> bool:
    definitions = schema("law")["$defs"]
    own = definitions["kinds"].get(data["kind"])
    if own is None:
        known = ", ".join(sorted(definitions["kinds"]))
        reader.wrong(
            TermsCode.RULE_VIOLATION, *at, "kind", reason=f"There are these kinds of rules: {known}"
        )
        return False
    common = definitions["every_rule"]
    wanted = {
        "$defs": definitions,
        "type": "object",
        "required": [*common["required"], *own.get("required", [])],
        "properties": {**common["properties"], **own["properties"]},
        "additionalProperties": False,
        **{key: value for key, value in own.items() if key == "oneOf"},
    }
    found = list(violations(reader.source, wanted, data, at))
    reader.problems.extend(found)
    return not found


def common_of(reader: Reader, data: Mapping[str, Any], at: Steps) -> dict[str, Any]:
    """What every rule has, of a pay law or of a corridor: for the fields of :class:`Rule`."""
    begins = reader.day(data["from"], *at, "from")
    ends = reader.day(data["until"], *at, "until") if "until" in data else None
    if ends is not None and ends <= begins:
        reader.wrong(TermsCode.ENDS_BEFORE, *at, "until")
    if data["source"] not in reader.source.data["sources"]:
        reader.wrong(TermsCode.NO_SOURCE, *at, "source", source=data["source"])
    return {
        "id": data["id"],
        "valid_from": begins,
        "valid_until": ends,
        "article": data["article"],
        "source": data["source"],
        "sure": Sure(data["sure"]),
        "note": data.get("note", ""),
        "where": {name: frozenset(values) for name, values in data.get("where", {}).items()},
    }


def _rule(reader: Reader, data: Mapping[str, Any], at: Steps) -> Rule:
    common = common_of(reader, data, at)
    common["where"] = _where(reader, data, at)
    common["below_minimum"] = data.get("below_minimum", "")
    rule = BUILDERS[data["kind"]](data, common)
    if isinstance(rule, Limitation) and rule.changed_by & rule.unchanged_by:
        reason = "The rule already says what this changes"
        reader.wrong(TermsCode.RULE_VIOLATION, *at, "unchanged_by", reason=reason)
    return rule


def _coverage(reader: Reader, data: Mapping[str, Any], at: Steps) -> rules.Coverage:
    common = common_of(reader, {"id": data["kind"], **data}, at)
    common["where"] = _where(reader, data, at)
    return rules.Coverage(**common, kind=data["kind"], of=data.get("of"))


def _facts(reader: Reader) -> Mapping[str, rules.Fact]:
    """The facts on which rules depend; W201 for a value of a wage that no fact has."""
    found = {}
    for name, one in reader.source.data.get("facts", {}).items():
        by_wage = {per: tuple(values) for per, values in one.get("by_wage", {}).items()}
        for per, values in by_wage.items():
            for value in sorted(set(values) - set(one["values"])):
                at, reason = ("facts", name, "by_wage", per), f"'{name}' is never '{value}'"
                reader.wrong(TermsCode.RULE_VIOLATION, *at, reason=reason)
        found[name] = rules.Fact(one["asks"], tuple(one["values"]), by_wage)
    return found


def _where(reader: Reader, data: Mapping[str, Any], at: Steps) -> Mapping[str, frozenset[str]]:
    """The facts on which a part of the file depends; W201 for a value that no fact has."""
    found = {name: frozenset(values) for name, values in data.get("where", {}).items()}
    for name, values in found.items():
        known = reader.source.data.get("facts", {}).get(name, {}).get("values", [])
        for value in sorted(values - set(known)):
            reason = f"'{name}' is never '{value}'"
            reader.wrong(TermsCode.RULE_VIOLATION, *at, "where", name, reason=reason)
    return found


def refuse_meeting(
    reader: Reader, found: tuple[Rule, ...], meet: Callable[[Rule, Rule], bool]
) -> None:
    """No two rules may have one id, or speak of the same, on one day.

    Args:
        reader: gathers W203.
        found: in the order of the file.
        meet: whether two of them speak of the same.
    """
    for one, other in combinations(found, 2):
        day = max(one.valid_from, other.valid_from)
        same = one.id == other.id or meet(one, other)
        if same and one.holds_on(day) and other.holds_on(day):
            reader.wrong(TermsCode.RULE_TWICE, "rules", found.index(other), rule=other.id, day=day)


def _refuse_together(reader: Reader, found: tuple[Rule, ...]) -> None:
    """W201 for rules for the same people that are not worked out beside each other."""
    for one, other in permutations(found, 2):
        reason = not_beside(one, other)
        day = max(one.valid_from, other.valid_from)
        if reason and one.holds_on(day) and other.holds_on(day) and not _apart(one, other):
            at = "rules", found.index(other)
            reader.wrong(TermsCode.RULE_VIOLATION, *at, reason=reason.format(rule=one.id))


def _meet(one: Rule, other: Rule) -> bool:
    """Whether they are of one kind, for the same people."""
    return _speaks_of(one) == _speaks_of(other) and not (
        _apart(one, other) or _for_other_service(one, other) or _for_other_service(other, one)
    )


def _for_other_service(one: Rule, other: Rule) -> bool:
    """Whether the first holds only for shorter service than the second."""
    before = getattr(one, "before_months", None)
    return before is not None and before <= getattr(other, "after_months", 0)


def _speaks_of(rule: Rule) -> tuple[object, ...]:
    return (type(rule), *(getattr(rule, name, None) for name in ("of", "per", "kinds", "which")))


def _apart(one: Rule, other: Rule) -> bool:
    """Whether some fact keeps them from holding for the same person."""
    return any(not one.where[name] & other.where[name] for name in one.where.keys() & other.where)


def _fraction(data: Mapping[str, Any], key: str) -> Any:
    return number(data[key]) if key in data else None


def _count(data: Mapping[str, Any], key: str) -> int | None:
    return int(data[key]) if key in data else None


def _pairs(data: Mapping[str, Any], key: str, first: str, second: str) -> tuple[Any, ...]:
    return tuple(sorted((number(one[first]), number(one[second])) for one in data.get(key, ())))


def _unless_agreed(data: Mapping[str, Any], key: str) -> Fraction | None:
    return None if data.get(key, "agreed") == "agreed" else number(data[key])


def _day_of_year(text: str) -> tuple[int, int]:
    """Month and day; the schema lets none through that some year lacks."""
    month, day = text.split("-")
    return int(month), int(day)


def _end_of_service(
    kind: type[rules.EndOfService], data: Mapping[str, Any], common: Mapping[str, Any]
) -> rules.EndOfService:
    day_of = data.get("day_of", {})
    return kind(
        **common,
        after_months=int(data["after_months"]),
        before_months=_count(data, "before_months"),
        steps=(
            _pairs(data, "steps", "from_year", "units")
            or _pairs(data, "days_per_year", "from_year", "days")
        ),
        unit=data.get("unit", "day"),
        counted=data.get("counted", "each_year"),
        years=data.get("years", "share"),
        ages=_pairs(data, "ages", "from_age", "times"),
        most_years=_fraction(data, "most_years"),
        most_months_of_wage=_fraction(data, "most_months_of_wage"),
        most_unit=_fraction(data, "most_unit"),
        day_of=(day_of["of"], number(day_of["days"])) if day_of else None,
        counts=frozenset(data.get("counts", ())),
        without_absences=data.get("without_absences", False),
        less_notice=data.get("less_notice", False),
        service_with_notice=data.get("service_with_notice", False),
    )


def _multiples(data: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    """Pairs of the overtime hour from which, and the multiple; one multiple alone is for all."""
    if isinstance(data, str):
        return ((Fraction(0), number(data)),)
    return _pairs({"times": data}, "times", "from", "times")


type Build = Callable[[Mapping[str, Any], Mapping[str, Any]], Rule]

BUILDERS: Mapping[str, Build] = {
    "excluded": lambda data, common: rules.Excluded(**common, kinds=frozenset(data["kinds"])),
    "minimum_wage": lambda data, common: rules.MinimumWage(
        **common,
        per=data["per"],
        amount=number(data["amount"]),
        tested_over=data["tested_over"],
        rate_on=data.get("rate_on", "last_day"),
        salaried_hours=data.get("salaried_hours", "worked"),
        counts=frozenset(data.get("counts", ("piece_work", "bonus"))),
    ),
    "hourly_rate": lambda data, common: rules.HourlyRate(
        **common,
        weeks_per_year=_fraction(data, "weeks_per_year"),
        hours_per_week=_unless_agreed(data, "hours_per_week"),
        days_per_month=_fraction(data, "days_per_month"),
        hours_per_day=_unless_agreed(data, "hours_per_day"),
    ),
    "daily_rate": lambda data, common: rules.DailyRate(
        **common,
        weeks_per_year=_fraction(data, "weeks_per_year"),
        days_per_month=_fraction(data, "days_per_month"),
    ),
    "overtime": lambda data, common: rules.Overtime(
        **common,
        per=data["per"],
        above=number(data["above"]),
        times=_multiples(data["times"]),
        base=data["base"],
        most_hourly_base=_fraction(data, "most_hourly_base"),
        weeks=int(data["weeks"]) if "weeks" in data else None,
        incomplete=data.get("incomplete"),
    ),
    "pay_for_all_hours": lambda _, common: rules.PayForAllHours(**common),
    "premium_credited": lambda _, common: rules.PremiumCredited(**common),
    "rest_day_work": lambda data, common: rules.RestDayWork(
        **common,
        times=_multiples(data["times"]) if "times" in data else (),
        which=data.get("which", "weekly"),
        steps=_pairs(data, "steps", "up_to", "day_wages"),
        beyond_times=_fraction(data, "beyond_times"),
    ),
    "night_premium": lambda data, common: rules.NightPremium(
        **common,
        from_hour=number(data["from_hour"]),
        until_hour=number(data["until_hour"]),
        share=number(data["share"]),
        base=data["base"],
    ),
    "holiday_work": lambda data, common: rules.HolidayWork(
        **common,
        times=_fraction(data, "times"),
        day_wages=_fraction(data, "day_wages"),
        beyond_times=_fraction(data, "beyond_times"),
    ),
    "paid_holiday": lambda data, common: rules.PaidHoliday(
        **common, day_wages=number(data["day_wages"])
    ),
    "part_of_period": lambda data, common: rules.PartOfPeriod(**common, by=data["by"]),
    "payment_due": lambda data, common: rules.PaymentDue(**common, days=int(data["days"])),
    "leave": lambda data, common: rules.Leave(
        **common,
        days_per_year=_fraction(data, "days_per_year"),
        weeks_per_year=_fraction(data, "weeks_per_year"),
        counted=data.get("counted", "share_of_year"),
        whole_days=data.get("whole_days", False),
        of=data.get("of", "service"),
        after_months=int(data["after_months"]),
        more_each_year=_fraction(data, "more_each_year") or number("0"),
        most=_fraction(data, "most"),
        steps=_pairs(data, "steps", "from_year", "days"),
        before_months=_count(data, "before_months"),
    ),
    "deduction": lambda data, common: rules.Deduction(
        **common,
        of=data["of"],
        allowed=data["allowed"],
        most_share=_fraction(data, "most_share"),
        not_below_minimum=data.get("not_below_minimum", False),
        below_minimum_per_day=_fraction(data, "below_minimum_per_day"),
    ),
    "deductions_together": lambda data, common: rules.DeductionsTogether(
        **common,
        most_share=number(data["most_share"]),
        not_counting=frozenset(data["not_counting"]),
    ),
    "in_kind": lambda data, common: rules.InKind(
        **common,
        of=data["of"],
        most_per_day=_fraction(data, "most_per_day"),
        most_share=_fraction(data, "most_share"),
        counts_for=data.get("counts_for", "wage"),
    ),
    "end_of_service": functools.partial(_end_of_service, rules.EndOfService),
    "notice_pay": functools.partial(_end_of_service, rules.NoticePay),
    "severance_pay": functools.partial(_end_of_service, rules.SeverancePay),
    "guaranteed_hours": lambda data, common: rules.GuaranteedHours(
        **common, share=number(data["share"])
    ),
    "call_in_hours": lambda data, common: rules.CallInHours(
        **common,
        hours=number(data["hours"]),
        normal_day_above=_fraction(data, "normal_day_above"),
        offered=data["offered"],
    ),
    "thirteenth_month": lambda data, common: rules.ThirteenthMonth(
        **common,
        share=number(data["share"]),
        due=_day_of_year(data["due"]),
        after_months=int(data.get("after_months", "0")),
        counts=frozenset(data.get("counts", ())),
    ),
    "interest": lambda data, common: rules.Interest(
        **common,
        per_year=number(data["per_year"]),
        also_paid_late=data.get("also_paid_late", False),
    ),
    "late_penalty": lambda data, common: rules.LatePenalty(
        **common,
        of=data["of"],
        per=data["per"],
        amount=_fraction(data, "amount"),
        day_wages=_fraction(data, "day_wages"),
        after_days=int(data.get("after_days", "0")),
        most=_fraction(data, "most"),
    ),
    "added_damages": lambda data, common: rules.AddedDamages(
        **common, share=number(data["share"]), of=frozenset(data["of"])
    ),
    "uprated_minimum": lambda _, common: rules.UpratedMinimum(**common),
    "limitation": lambda data, common: Limitation(
        **common,
        months=int(data["months"]),
        after_end_months=_count(data, "after_end_months"),
        from_due_day=data.get("from_due_day", False),
        series=data.get("series", False),
        back_months=_count(data, "back_months"),
        after_conciliation_months=_count(data, "after_conciliation_months"),
        renewed_by_acknowledgement=data.get("renewed_by_acknowledgement", False),
        unchanged_by=frozenset(data.get("unchanged_by", ())),
        of=frozenset(data.get("of", ())),
    ),
    "presumed_length": lambda data, common: rules.PresumedLength(
        **common, months=int(data["months"])
    ),
}
"""How each kind is built of what its schema has let through."""

KINDS: Mapping[str, type[Rule]] = {
    "minimum_wage": rules.MinimumWage,
    "overtime": rules.Overtime,
    "rest_day_work": rules.RestDayWork,
    "night_premium": rules.NightPremium,
    "holiday_work": rules.HolidayWork,
    "paid_holiday": rules.PaidHoliday,
    "leave": rules.Leave,
    "end_of_service": rules.EndOfService,
    "notice_pay": rules.NoticePay,
    "severance_pay": rules.SeverancePay,
    "thirteenth_month": rules.ThirteenthMonth,
    "late_penalty": rules.LatePenalty,
    "guaranteed_hours": rules.GuaranteedHours,
    "call_in_hours": rules.CallInHours,
}
"""Kinds of rules from which work may be excluded."""

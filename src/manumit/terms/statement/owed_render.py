"""Render a wage account as plain text, as one HTML page, and as a document for programs."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from manumit.instruments import Library
from manumit.terms.law.rules import Law, Rule
from manumit.terms.numbers import digits, shown
from manumit.terms.statement.group_view import FirmView
from manumit.terms.statement.owed_view import (
    Amounts,
    LineView,
    OwedView,
    PartView,
    PeriodView,
    RuleView,
    owed_view,
)
from manumit.terms.statement.render import environment
from manumit.terms.wages.claim_days import ClaimDay, claim_days
from manumit.terms.wages.lines import Line, Period, Shown
from manumit.terms.wages.owed import Owed, Statement

JSON_FORMAT = "manumit/owed/1"
PARTS = ("due", "taken_off", "paid", "added")


def owed_text(found: Owed, library: Library, language: str = "en") -> str:
    """Return the wage account as plain text; arguments as for the view."""
    seen = owed_view(found, library, language)
    lines = [seen.title, *(f"  {_phrase(seen, label, value)}" for label, value in seen.head), ""]
    lines += [_phrase(seen, label, _range(one, seen)) for label, one in seen.totals]
    lines += ["", seen.notice, "", seen.warnings_title]
    lines += [*(f"  - {one}" for one in seen.warnings), "", seen.details_title]
    for period in seen.periods:
        lines += _period_lines(period, seen)
    lines += ["", seen.rules_title, *(f"  {_rule_line(rule)}" for rule in seen.rules)]
    return "\n".join(lines) + "\n"


def firm_text(seen: FirmView) -> str:
    """Return the report on a firm as plain text: its sums and deductions; no single worker."""
    lines = [seen.title, seen.file, *(_phrase(seen, label, text) for label, text in seen.head), ""]
    lines += [
        seen.counts_title,
        *(f"  {_phrase(seen, label, text)}" for label, text in seen.counts),
    ]
    lines += ["", *(_phrase(seen, label, _range(one, seen)) for label, one in seen.totals), ""]
    if seen.deductions:
        lines += [seen.deductions_title, *_taken_off(seen), ""]
    lines += [seen.warnings_title, *(f"  - {one}" for one in seen.warnings), "", seen.notice]
    return "\n".join(lines) + "\n"


def _taken_off(seen: FirmView) -> Iterator[str]:
    order, kind, *columns = seen.deduction_columns
    for one in seen.deductions:
        yield f"  - {_phrase(seen, order, one.order)}"
        yield f"    {_phrase(seen, kind, one.kind)}"
        cells = (one.workers, one.left, _both(one.taken, seen), _both(one.unlawful, seen))
        for label, cell in zip(columns, cells, strict=True):
            yield f"    {_phrase(seen, label, cell)}"


def _phrase(seen: OwedView | FirmView, label: str, text: str) -> str:
    return seen.colon.format(label=label, text=text)


def _range(amounts: Amounts, seen: OwedView | FirmView) -> str:
    """Return ``270.00 XXD``, ``270.00 XXD to 300.00 XXD`` or ``270.00 XXD or more``."""
    if isinstance(seen, OwedView) and not amounts.most[-1:].isdigit():
        return seen.or_more.format(low=f"{amounts.least} {seen.currency}")
    if _units(amounts.least) > _units(amounts.most):
        return _both(amounts, seen)
    low, high = (f"{one} {seen.currency}" for one in amounts)
    return low if amounts.same else seen.between.format(low=low, high=high)


def _units(amount: str) -> int:
    """Return a written amount in the smallest units of its currency, to compare it with another."""
    return int("".join(sign for sign in amount if sign in "-0123456789"))


def _both(amounts: Amounts, seen: OwedView | FirmView) -> str:
    """Return ``270.00 XXD`` or ``270.00 / 300.00 XXD``, of which either may be smaller."""
    return f"{' / '.join(dict.fromkeys(amounts))} {seen.currency}"


def _period_lines(period: PeriodView, seen: OwedView) -> Iterator[str]:
    barred = f" ({period.barred})" if period.barred else ""
    yield f"  {period.heading}{barred}"
    for part in period.parts:
        yield from _part_lines(part, seen)
    yield f"    {_phrase(seen, seen.owed_title, _both(period.owed, seen))}"
    if period.more is not None:
        yield from _part_lines(period.more, seen)
    yield from (f"    {note}" for note in period.notes)


def _part_lines(part: PartView, seen: OwedView) -> Iterator[str]:
    yield f"    {_phrase(seen, part.title, _both(part.amounts, seen))}"
    for line in part.lines:
        rule = "" if line.rule is None else f" [{line.rule}: {line.article}]"
        yield f"      - {_line(line, seen)}{rule}"
        yield from (f"        - {_line(one, seen)}" for one in line.lines)


def _line(line: LineView, seen: OwedView) -> str:
    return _phrase(seen, _both(line.amounts, seen), " / ".join(line.sentences))


def _rule_line(rule: RuleView) -> str:
    parts = (rule.article, rule.source, rule.address, rule.sure, rule.validity, rule.note)
    return f"[{rule.number}] {'; '.join(part for part in parts if part)}"


def owed_html(found: Owed, library: Library, language: str = "en") -> str:
    """Return the wage account as one HTML page without script, which opens period by period."""
    return owed_view_html(owed_view(found, library, language))


def owed_view_html(seen: OwedView) -> str:
    """Return the page of a view, such as one that was stored."""
    return environment().get_template("owed.html").render(seen=seen)


def firm_html(seen: FirmView) -> str:
    """Return the report on a firm as one HTML page without script."""
    return environment().get_template("firm.html").render(seen=seen)


def owed_json(found: Owed, *, indent: int | None = None) -> str:
    """Return the wage account for programs: text ids, numbers and rules, no words of any language.

    Format ``manumit/owed/1``. Amounts and numbers are texts, exact: ``75.00``, ``12``, ``1392/7``.
    """
    law, account = found.law, found.account
    used: dict[str, Rule] = {}
    document: dict[str, Any] = {
        "format": JSON_FORMAT,
        "worker": account.worker,
        "law": law.id,
        "currency": law.currency,
        "asked_on": account.asked_on.isoformat(),
        "checked": law.checked.isoformat(),
        "stale_from": law.stale_from.isoformat(),
        "stale": found.stale,
        "facts_not_told": list(found.asked),
        "open_above": found.open_above,
        "not_covered": list(found.uncovered),
        "days_not_recorded": found.unrecorded,
        "pay_complete": account.pay_complete,
        "least": _json_statement(found.least, law, used),
        "most": _json_statement(found.most, law, used),
    }
    document["claim_by"] = [_json_claim_day(one, used) for one in claim_days(found)]
    document["rules"] = {name: _json_rule(rule, law) for name, rule in sorted(used.items())}
    return json.dumps(document, indent=indent, ensure_ascii=False)


def _json_statement(end: Statement, law: Law, used: dict[str, Rule]) -> dict[str, Any]:
    return {
        "from": end.span.first.isoformat(),
        "until": end.span.last.isoformat(),
        "supposed": dict(end.supposed),
        "presumed": _used(end.presumed, used),
        "owed": _money(end.owed, law),
        "added": _money(end.added, law),
        "barred": _money(end.barred, law),
        "claimable": _money(end.claimable, law),
        "periods": [_json_period(one, law, used) for one in end.periods],
    }


def _json_period(one: Period, law: Law, used: dict[str, Rule]) -> dict[str, Any]:
    return {
        "from": one.days.first.isoformat(),
        "until": one.days.last.isoformat(),
        "due_on": one.due_on.isoformat(),
        "owed": _money(one.owed, law),
        "barred": _used(one.barred, used),
        **{part: [_json_line(line, law, used) for line in getattr(one, part)] for part in PARTS},
    }


def _json_claim_day(one: ClaimDay, used: dict[str, Rule]) -> dict[str, Any]:
    return {
        "from": one.days.first.isoformat(),
        "until": one.days.last.isoformat(),
        "kind": one.kind.name.lower(),
        "rule": _used(one.rule, used),
        "last_day": one.last_day.isoformat(),
    }


def _json_line(line: Line, law: Law, used: dict[str, Rule]) -> dict[str, Any]:
    return {
        "what": line.what,
        "amount": _money(line.amount, law),
        "counts": line.counts,
        "rule": _used(line.rule, used),
        "numbers": {name: _exact(value) for name, value in line.numbers.items()},
    }


def _used(rule: Rule | None, used: dict[str, Rule]) -> str | None:
    if rule is None:
        return None
    used[rule.id] = rule
    return rule.id


def _json_rule(rule: Rule, law: Law) -> dict[str, Any]:
    source = law.sources[rule.source]
    return {
        "article": rule.article,
        "source": source.title,
        "address": source.address,
        "sure": rule.sure,
        "from": rule.valid_from.isoformat(),
        "until": None if rule.valid_until is None else rule.valid_until.isoformat(),
        "note": rule.note,
    }


def _money(amount: Fraction, law: Law) -> str:
    return shown(amount, digits(law.currency))


def _exact(value: Shown) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, Fraction | int):
        return value.isoformat()
    text = shown(Fraction(value))
    return text if Fraction(text) == value else str(value)

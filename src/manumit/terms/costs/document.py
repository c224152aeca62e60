"""Write costs, indicator and debts for programs: codes and exact numbers, no words."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from manumit.terms.costs.debt import DebtLine, DebtStatement
from manumit.terms.costs.indicator import Group, Indicator, Interval, Months
from manumit.terms.costs.judge import CostsFound, Judged, Practice, Repayment
from manumit.terms.numbers import Range
from manumit.terms.ranges import written

JSON_FORMAT = "manumit/costs-found/1"


def costs_json(
    found: CostsFound,
    counted: Indicator,
    debts: Iterable[DebtStatement],
    *,
    indent: int | None = None,
) -> str:
    """Return all results of a ledger as JSON data; arguments as for ``costs_text``."""
    document = {
        "format": JSON_FORMAT,
        "asked_on": found.costs.asked_on.isoformat(),
        "rules": [
            {"id": one.id, "checked": one.checked.isoformat(), "stale": one in found.stale}
            for one in found.corridors
        ],
        "items": [_item(one) for one in found.judged],
        "repayments": [_repayment(one) for one in found.repayments],
        "practices": [_practice(one) for one in found.practices],
        "open": {currency: written(amount) for currency, amount in found.open.items()},
        "indicator": _indicator(counted),
        "debts": [_debt(one) for one in debts],
    }
    return json.dumps(document, indent=indent, ensure_ascii=False)


def _given(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _exact(number: Fraction) -> str:
    return written(Range.exactly(number))


def _item(one: Judged) -> dict[str, Any]:
    return _given(
        {
            "item": one.item.row,
            "worker": one.item.worker,
            "kind": one.item.kind,
            "date": _day(one.item.date),
            "currency": one.item.currency,
            "paid_to": one.item.paid_to,
            "borne_by_worker": one.borne,
            "cost": written(one.cost),
            "ruling": one.ruling,
            "unclear": one.unclear,
            "rule": None if one.rule is None else one.rule.id,
            "forbidden": written(one.forbidden),
            "open": written(one.open),
        }
    )


def _repayment(one: Repayment) -> dict[str, Any]:
    return {
        "worker": one.worker.id,
        "left": one.worker.left,
        "currency": one.currency,
        "items": [item.item.row for item in one.items],
        "forbidden": written(one.forbidden),
        "open": written(one.open),
    }


def _practice(one: Practice) -> dict[str, Any]:
    return _given(
        {
            "job_order": one.job_order,
            "kind": one.kind,
            "currency": one.currency,
            "payees": list(one.payees),
            "workers": list(one.workers),
            "left": list(one.left),
            "to_ask": list(one.to_ask),
            "items": one.items,
            "first": _day(one.first),
            "last": _day(one.last),
            "forbidden": written(one.forbidden),
            "open": written(one.open),
        }
    )


def _indicator(counted: Indicator) -> dict[str, Any]:
    return {
        "workers": [_months(one) for one in counted.workers],
        "left_out": [{"worker": one.worker.id, "why": one.why} for one in counted.left_out],
        "groups": [_group(one) for one in counted.groups],
    }


def _months(one: Months) -> dict[str, Any]:
    return {
        "worker": one.worker.id,
        "cost": _exact(one.cost),
        "earnings": _exact(one.earnings),
        "currency": one.currency,
        "months": _exact(one.months),
        "at_least": one.at_least,
    }


def _group(one: Group) -> dict[str, Any]:
    return _given(
        {
            "by": one.by or None,
            "value": one.value if one.by else None,
            "n": one.n,
            "mean": None if one.mean is None else _exact(one.mean),
            "quartiles": None if one.quartiles is None else list(map(_exact, one.quartiles)),
            "intervals": [_interval(interval) for interval in one.intervals],
            "at_least": one.at_least,
            "left_out": {str(why): count for why, count in one.left_out.items()},
        }
    )


def _interval(one: Interval | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"low": _exact(one.low), "high": _exact(one.high), "coverage": float(one.coverage)}


def _debt(one: DebtStatement) -> dict[str, Any]:
    return _given(
        {
            "id": one.debt.id,
            "worker": one.debt.worker,
            "lender": one.debt.lender,
            "currency": one.debt.currency,
            "until": one.until.isoformat(),
            "lines": [_line(line) for line in one.lines],
            "received": written(one.received),
            "charged": written(one.charged),
            "interest": written(one.interest),
            "credited": written(one.credited),
            "owed": written(one.owed),
            "beyond": written(one.beyond),
            "claimed": None if one.claimed is None else written(one.claimed),
            "too_much": None if one.too_much is None else written(one.too_much),
        }
    )


def _line(one: DebtLine) -> dict[str, Any]:
    return _given(
        {
            "date": one.date.isoformat(),
            "what": one.what,
            "amount": None if one.amount is None else written(one.amount),
            "interest": written(one.interest),
            "rules": [rule.id for rule in one.rules],
            "owed": written(one.owed),
        }
    )

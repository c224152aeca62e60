"""Invented accounts of work, as somebody tells them in a case file."""

import json
from typing import Any

from manumit.assessment import Informant
from manumit.web.cases.accounts import AccountKind, WageAccount

EMPLOYER = "Qzbrickworks-Kiln-zq"
WAGES: dict[str, Any] = {
    "schema": "manumit/account/1",
    "law": "xx",
    "asked_on": "2026-11-20",
    "worker": EMPLOYER,
    "employment": {"from": "2026-06-01", "until": "2026-09-30", "pay_period": "month"},
    "complete": {"work": True, "pay": True},
    "wages": [{"amount": "300", "per": "month", "hours_per_week": "48"}],
    "work": [
        {
            "from": "2026-06-01",
            "until": "2026-09-30",
            "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
            "hours": "10",
        }
    ],
    "paid": [{"for": "2026-06-30", "amount": "100"}],
    "deducted": [{"for": "2026-06-30", "of": "fine", "amount": "50", "consent": "unknown"}],
}
PAID_IN_FULL: dict[str, Any] = {
    **WAGES,
    "paid": [{"for": f"2026-{month:02}-28", "amount": "99999"} for month in (6, 7, 8, 9)],
    "deducted": [],
}
TERMS: dict[str, Any] = {
    "schema": "manumit/terms-of-work/1",
    "currency": "XXD",
    "versions": [
        {
            "id": "promise",
            "origin": "oral_promise",
            "date": "2026-05-01",
            "informant": "worker",
            "terms": {
                "employer": EMPLOYER,
                "wage": {"amount": "450", "per": "month"},
                "hours_per_week": "48",
            },
        },
        {
            "id": "signed",
            "origin": "contract",
            "date": "2026-06-02",
            "agreed": {"in_writing": "yes", "informed": "no", "under_pressure": "yes"},
            "terms": {"wage": {"amount": "360", "per": "month"}, "hours_per_week": "72"},
        },
        {
            "id": "now",
            "origin": "actual",
            "date": "2026-06-03",
            "terms": {"wage": {"amount": "360", "per": "month"}, "hours_per_week": "72"},
        },
    ],
}
COSTS: dict[str, Any] = {
    "schema": "manumit/costs/1",
    "asked_on": "2026-11-20",
    "currency": "XXD",
    "workers": [{"id": "w1", "complete": "yes"}],
    "items": [
        {
            "worker": "w1", "kind": "placement_fee", "date": "2026-05-02", "asked": "900",
            "paid": "900", "paid_by": "worker", "paid_to": "agent-zq", "how": "cash",
        }
    ],
    "debts": [
        {
            "id": "loan-1", "worker": "w1", "lender": "lender-zq", "claimed": "2000",
            "entries": [
                {"date": "2026-05-03", "what": "received", "amount": "500"},
                {"date": "2026-07-03", "what": "deducted", "amount": "200"},
            ],
        }
    ],
}  # fmt: skip
DATA = {AccountKind.WAGES: WAGES, AccountKind.TERMS: TERMS, AccountKind.COSTS: COSTS}


def wage_account(
    kind: AccountKind = AccountKind.WAGES, data: dict[str, Any] | None = None
) -> WageAccount:
    """An account, told by the worker."""
    text = json.dumps(DATA[kind] if data is None else data, indent=1)
    return WageAccount(kind=kind, text=text, informant=Informant.WORKER)

"""The form about what somebody paid to get the work, and about a debt; the ledger that it makes."""

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any

from manumit.assessment import Answer
from manumit.terms.costs.rules import cost_kinds, shipped_corridors
from manumit.web.account_sheets.fields import YES, Entered, Field, Kind, Lines, Written
from manumit.web.account_sheets.parts import Group, Part

SCHEMA = "manumit/costs/1"
ITEMS, ENTRIES = 10, 10
OPEN_ENTRIES = 3
WORKER, DEBT = "W-1", "L-1"
PAYERS = ("worker", "family", "employer", "agency", "other")
HOWS = ("cash", "bank", "deduction", "loan", "work")
ENTRIES_OF = ("received", "charged", "paid", "deducted", "worked")
PERCENT_DIGITS = 2


@functools.cache
def parts() -> tuple[Part, ...]:
    """About the work, the costs, and the debt."""
    return (
        Part("about_costs", tuple(_about())),
        Part(
            "costs",
            groups=(Group("item", tuple(map(_item, range(ITEMS)))),),
            after=(Field("costs_complete", Kind.MARK, "costs_complete", (YES,)),),
        ),
        Part(
            "debt",
            (
                Field("claimed", Kind.NUMBER, "debt_claimed"),
                Field("interest", Kind.NUMBER, "debt_interest"),
            ),
            (Group("entry", tuple(map(_entry, range(ENTRIES))), OPEN_ENTRIES),),
        ),
    )


def _about() -> Iterator[Field]:
    yield Field("currency", Kind.CODE, "currency", needed=True)
    yield Field("corridor", Kind.CHOICE, "corridor", shipped_corridors(), "corridor/")
    yield Field("earned", Kind.NUMBER, "earned")
    yield Field("began", Kind.DAY, "began")


def _item(at: int) -> tuple[Field, ...]:
    key, kinds = f"item_{at}", tuple(cost_kinds().kinds)
    return (
        Field(f"{key}_kind", Kind.CHOICE, "item_kind", kinds, "costs/kind_"),
        Field(f"{key}_date", Kind.DAY, "item_date"),
        Field(f"{key}_paid", Kind.NUMBER, "item_paid"),
        Field(f"{key}_by", Kind.CHOICE, "item_by", PAYERS, "wage_check/payer_"),
        Field(f"{key}_how", Kind.CHOICE, "item_how", HOWS, "costs/how_"),
        Field(f"{key}_repaid", Kind.NUMBER, "item_repaid"),
    )


def _entry(at: int) -> tuple[Field, ...]:
    key = f"entry_{at}"
    return (
        Field(f"{key}_what", Kind.CHOICE, "entry_what", ENTRIES_OF, "costs/what_"),
        Field(f"{key}_date", Kind.DAY, "entry_date"),
        Field(f"{key}_amount", Kind.NUMBER, "entry_amount"),
    )


def written(entered: Entered, today: dt.date) -> Written:
    """Return the ledger of one worker, up to a day."""
    get, number, lines = entered.get, entered.number, Lines(entered)
    fixed = {
        "currency": "currency", "corridor": "corridor", "workers[0].earnings.amount": "earned",
        "workers[0].earnings.began": "began", "workers[0].earnings": "earned",
        "debts[0].claimed": "claimed", "debts[0].agreed_per_year": "interest",
        "debts[0].entries": "entry_0_what",
    }  # fmt: skip
    parts_of_items = {
        "": "kind", "kind": "kind", "date": "date", "paid": "paid", "repaid": "repaid",
        "paid_by": "by", "how": "how",
    }  # fmt: skip
    worker: dict[str, Any] = {
        "id": WORKER,
        "complete": Answer.YES if get("costs_complete") else Answer.UNKNOWN,
    }
    if earned := number("earned"):
        began = {"began": get("began")} if get("began") else {}
        worker["earnings"] = {"amount": earned, "per": "month"} | began
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "asked_on": today.isoformat(),
        "currency": get("currency"),
        "workers": [worker],
        "items": [_cost(entered, at) for at in lines.used("item", ITEMS, "items", parts_of_items)],
    }
    if get("corridor"):
        data["corridor"] = get("corridor")
    debt_lines = {"": "amount", "what": "what", "date": "date", "amount": "amount"}
    used = list(lines.used("entry", ENTRIES, "debts[0].entries", debt_lines))
    if used or get("claimed"):
        data["debts"] = [_debt(entered, used)]
    return Written(data, fixed | lines.fields)


def _cost(entered: Entered, at: int) -> dict[str, str]:
    key = f"item_{at}"
    repaid = entered.number(f"{key}_repaid")
    return {
        "worker": WORKER,
        "kind": entered.get(f"{key}_kind"),
        "date": entered.get(f"{key}_date") or "unknown",
        "paid": entered.amount(f"{key}_paid"),
        "paid_by": entered.get(f"{key}_by") or "unknown",
        "how": entered.get(f"{key}_how") or "unknown",
        **({"repaid": repaid} if repaid else {}),
    }


def _debt(entered: Entered, used: list[int]) -> dict[str, Any]:
    claimed, interest = entered.number("claimed"), entered.number("interest")
    return {
        "id": DEBT,
        "worker": WORKER,
        **({"claimed": claimed} if claimed else {}),
        **({"agreed_per_year": _share(interest)} if interest else {}),
        "entries": [
            {
                "what": entered.get(f"entry_{at}_what"),
                "date": entered.get(f"entry_{at}_date"),
                "amount": entered.amount(f"entry_{at}_amount"),
            }
            for at in used
        ],
    }


def _share(percent: str) -> str:
    """Return per cent as a share; an invalid number is returned unchanged."""
    whole, _, rest = percent.partition(".")
    if not (whole + rest).isdigit():
        return percent
    digits = whole.rjust(PERCENT_DIGITS + 1, "0")
    return f"{digits[:-PERCENT_DIGITS]}.{digits[-PERCENT_DIGITS:]}{rest}"

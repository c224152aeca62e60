"""The answers as entries of the form of everything, so that nobody enters them twice."""

import datetime as dt
from collections.abc import Iterator

from manumit.terms import Law
from manumit.web.account_sheets.account import DEDUCTIONS, KINDS, PAYMENTS
from manumit.web.account_sheets.fields import DAYS_SEPARATOR, YES, Entered
from manumit.web.public.wage_check.conversation.account import Data, accounts
from manumit.web.public.wage_check.conversation.answers import Answers


def entered(answers: Answers, law: Law | None, today: dt.date) -> Entered:
    """Return the entries of the form that the answers make; none where no law is named.

    Facts of which the answers leave several possible stay empty, and so does what is unknown.
    """
    if law is None or not answers.values:
        return Entered({})
    every = accounts(answers, law, today)
    data = every[-1]
    sure = {
        name: value
        for name, value in data["about"].items()
        if all(one["about"].get(name) == value for one in every)
    }
    values = dict(_entries(data)) | {f"about_{name}": value for name, value in sure.items()}
    return Entered({name: value for name, value in values.items() if value})


def _entries(data: Data) -> Iterator[tuple[str, str]]:
    work = data["employment"]
    yield "law", data["law"]
    yield "from", work["from"]
    yield "until", "" if work["until"] == "still" else work["until"]
    yield "pay_period", work["pay_period"]
    yield "rest_day", work.get("rest_day", "")
    wage = data["wages"][0]
    yield "per", wage["per"]
    yield from _range("amount", wage["amount"])
    # The form takes one number of hours a week; a range stays open.
    hours = wage.get("hours_per_week", "")
    yield "week_hours", "" if ".." in hours else _short(hours)
    for at, one in enumerate(data["work"]):
        yield f"work_{at}_days", DAYS_SEPARATOR.join(one["days"])
        yield from _range(f"work_{at}_hours", one["hours"])
    for mark in ("work", "pay"):
        yield f"{mark}_complete", YES if data["complete"][mark] else ""
    exact = [one for one in data["paid"] if ".." not in one["amount"]]
    for at, one in enumerate(exact[:PAYMENTS]):
        yield f"paid_{at}_for", one["for"]
        yield f"paid_{at}_amount", _short(one["amount"])
    known = [one for one in data["deducted"] if one["of"] in KINDS and ".." not in one["amount"]]
    for at, one in enumerate(known[:DEDUCTIONS]):
        for name in ("for", "of", "consent"):
            yield f"deducted_{at}_{name}", one[name]
        yield f"deducted_{at}_amount", _short(one["amount"])


def _range(name: str, text: str) -> Iterator[tuple[str, str]]:
    low, _, high = text.partition("..")
    yield name, _short(low)
    yield f"{name}_to", _short(high)


def _short(number: str) -> str:
    """A number without zeros after its point; an unknown one is an empty field."""
    if number == "unknown":
        return ""
    return number.rstrip("0").rstrip(".") if "." in number else number

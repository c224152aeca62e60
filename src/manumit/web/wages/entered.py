"""What somebody typed, field by field, and the account of their work that it makes.

Fields are kept as they were typed, so that a mistake can be corrected where it was made. They
become an account as a file holds one, and what is wrong with it is found by what reads such files.
"""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.http import QueryDict

from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.account import Consent, PayPeriod, Per
from manumit.terms.laws import WEEKDAYS

SCHEMA = "manumit/account/1"
WORK_LINES, PAYMENTS, DEDUCTIONS = 3, 12, 3
SEPARATOR, DAYS_SEPARATOR = "|", ","
YES = "yes"
PERS = tuple(per for per in Per if per is not Per.PIECE)  # piece work needs more than one number
KINDS = (
    "advance", "cooperative", "damage", "documents", "fine", "food", "housing", "insurance", "loan",
    "overpayment", "recruitment_cost", "shortage", "social_insurance", "social_security", "tax",
    "tools", "training", "transport", "uniform", "union_dues",
)  # fmt: skip
"""What may have been taken off: the kinds that have a text (``owed/of_...``)."""

# People write numbers in the digits and with the signs of their language.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


class Kind(StrEnum):
    """What a field takes."""

    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    MARK = "mark"
    DAYS = "days"


LONGEST = {Kind.DAY: 10, Kind.NUMBER: 20}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Attributes:
        values: that a choice may have.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()

    def taken(self, sent: QueryDict) -> str:
        """What was sent for it, no longer than it may be; a value that is no choice is none."""
        if self.kind is Kind.DAYS:
            marked = set(sent.getlist(self.name))
            return DAYS_SEPARATOR.join(day for day in self.values if day in marked)
        text = sent.get(self.name, "")
        if self.kind in LONGEST:
            return _plain(text)[: LONGEST[self.kind]]
        return text if text in self.values else ""


def _plain(text: str) -> str:
    """Digits as a program reads them; what is no plain sign stands as a question mark."""
    told = "".join(text.translate(_DIGITS).split())
    return "".join(c if "!" <= c <= "~" and c != SEPARATOR else "?" for c in told)


@functools.cache
def fields() -> tuple[Field, ...]:
    """Every field of the form, under whatever law, in the order in which they are kept."""
    return tuple(_fields())


def _fields() -> Iterator[Field]:
    yield Field("law", Kind.CHOICE, shipped_laws())
    facts: dict[str, list[str]] = {}
    for law in map(shipped_law, shipped_laws()):
        for name, fact in law.facts.items():
            facts.setdefault(name, []).extend(fact.values)
    for name, values in sorted(facts.items()):
        yield Field(f"about_{name}", Kind.CHOICE, tuple(dict.fromkeys(values)))
    yield Field("from", Kind.DAY)
    yield Field("until", Kind.DAY)
    yield Field("pay_period", Kind.CHOICE, tuple(PayPeriod))
    yield Field("rest_day", Kind.CHOICE, WEEKDAYS)
    yield Field("amount", Kind.NUMBER)
    yield Field("amount_to", Kind.NUMBER)
    yield Field("per", Kind.CHOICE, PERS)
    yield Field("week_hours", Kind.NUMBER)
    for at in range(WORK_LINES):
        yield Field(f"work_{at}_from", Kind.DAY)
        yield Field(f"work_{at}_until", Kind.DAY)
        yield Field(f"work_{at}_days", Kind.DAYS, WEEKDAYS)
        yield Field(f"work_{at}_hours", Kind.NUMBER)
        yield Field(f"work_{at}_hours_to", Kind.NUMBER)
    yield Field("work_complete", Kind.MARK, (YES,))
    for at in range(PAYMENTS):
        yield Field(f"paid_{at}_for", Kind.DAY)
        yield Field(f"paid_{at}_on", Kind.DAY)
        yield Field(f"paid_{at}_amount", Kind.NUMBER)
    yield Field("pay_complete", Kind.MARK, (YES,))
    for at in range(DEDUCTIONS):
        yield Field(f"deducted_{at}_for", Kind.DAY)
        yield Field(f"deducted_{at}_of", Kind.CHOICE, KINDS)
        yield Field(f"deducted_{at}_amount", Kind.NUMBER)
        yield Field(f"deducted_{at}_consent", Kind.CHOICE, tuple(Consent))


@dataclass(frozen=True, slots=True, repr=False)
class Entered:
    """What was entered; its ``repr`` shows nothing of it.

    Attributes:
        values: by field; a field that was left empty is not among them.
    """

    values: Mapping[str, str]

    @classmethod
    def from_form(cls, sent: QueryDict) -> Self:
        """What a form sent; fields that no form has are passed over."""
        taken = ((field.name, field.taken(sent)) for field in fields())
        return cls({name: value for name, value in taken if value})

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote.

        Raises:
            ValueError: another version of the program wrote it.
        """
        told = zip(fields(), text.split(SEPARATOR), strict=True)
        return cls({field.name: value for field, value in told if value})

    def to_text(self) -> str:
        """All values in the order of the fields: what the browser keeps, sealed."""
        return SEPARATOR.join(self.values.get(field.name, "") for field in fields())

    def get(self, name: str) -> str:
        """The value of a field; empty where nothing was entered."""
        return self.values.get(name, "")

    def under(self, law: str) -> "Entered":
        """The same under the rules of another law."""
        return Entered({**self.values, "law": law} if law in shipped_laws() else self.values)

    @property
    def law(self) -> Law | None:
        """The rules that were chosen."""
        name = self.get("law")
        return shipped_law(name) if name in shipped_laws() else None


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """An account as a file holds it.

    Attributes:
        fields: for each of its places that somebody can correct, the field.
    """

    data: dict[str, Any]
    fields: Mapping[str, str]

    def field(self, place: str) -> str | None:
        """The field in which a place of the account was entered, or the nearest to it."""
        while place:
            if place in self.fields:
                return self.fields[place]
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return None


def written(entered: Entered, today: dt.date) -> Written:
    """The account that was entered, reckoned up to a day."""
    law = entered.law
    lines = _Lines(entered, today)
    told = {} if law is None else law.facts
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "law": entered.get("law"),
        "asked_on": today.isoformat(),
        "about": {
            name: value
            for name, fact in told.items()
            if (value := entered.get(f"about_{name}")) in fact.values
        },
        "employment": {
            "from": entered.get("from") or "unknown",
            "until": entered.get("until") or "still",
            "pay_period": entered.get("pay_period"),
            **({"rest_day": rest} if (rest := entered.get("rest_day")) else {}),
        },
        "complete": {
            "work": entered.get("work_complete") == YES,
            "pay": entered.get("pay_complete") == YES,
        },
        "wages": [
            {
                "amount": _range(entered, "amount"),
                "per": entered.get("per"),
                "hours_per_week": _number(entered.get("week_hours")) or "unknown",
            }
        ],
        "work": [lines.work(at) for at in lines.used("work", WORK_LINES)],
        "paid": [lines.paid(at) for at in lines.used("paid", PAYMENTS)],
        "deducted": [lines.deducted(at) for at in lines.used("deducted", DEDUCTIONS)],
    }
    fixed = {
        "employment.from": "from",
        "employment": "from",
        "employment.until": "until",
        "employment.pay_period": "pay_period",
        "asked_on": "from",
        "wages[0].amount": "amount",
        "wages[0].per": "per",
        "wages[0].hours_per_week": "week_hours",
        "wages[0]": "amount",
    }
    return Written(data, fixed | lines.fields)


class _Lines:
    """Lines that may be left empty, and where each came to stand."""

    def __init__(self, entered: Entered, today: dt.date) -> None:
        self.entered, self.today = entered, today
        self.fields: dict[str, str] = {}

    def used(self, key: str, most: int) -> Iterator[int]:
        """Numbers of the lines in which something was entered."""
        found = [
            at
            for at in range(most)
            if any(name.startswith(f"{key}_{at}_") for name in self.entered.values)
        ]
        for place, at in enumerate(found):
            self.fields |= {
                f"{key}[{place}].{part}": f"{key}_{at}_{part}"
                for part in ("from", "until", "days", "hours", "for", "on", "of", "amount",
                             "consent")
            }  # fmt: skip
            self.fields[f"{key}[{place}]"] = f"{key}_{at}_{'hours' if key == 'work' else 'amount'}"
            yield at

    def work(self, at: int) -> dict[str, Any]:
        """Hours over some days; over the whole work where no days are told."""
        get = self.entered.get
        days = get(f"work_{at}_days")
        return {
            "from": get(f"work_{at}_from") or get("from"),
            "until": get(f"work_{at}_until") or get("until") or self.today.isoformat(),
            **({"days": days.split(DAYS_SEPARATOR)} if days else {}),
            "hours": _range(self.entered, f"work_{at}_hours"),
        }

    def paid(self, at: int) -> dict[str, Any]:
        """A payment."""
        days = {key: self.entered.get(f"paid_{at}_{key}") for key in ("for", "on")}
        amount = _number(self.entered.get(f"paid_{at}_amount")) or "unknown"
        return {key: day for key, day in days.items() if day} | {"amount": amount}

    def deducted(self, at: int) -> dict[str, Any]:
        """Something that was taken off."""
        get = self.entered.get
        return {
            "for": get(f"deducted_{at}_for"),
            "of": get(f"deducted_{at}_of"),
            "amount": _number(get(f"deducted_{at}_amount")) or "unknown",
            "consent": get(f"deducted_{at}_consent") or Consent.UNKNOWN,
        }


def _range(entered: Entered, name: str) -> str:
    low, high = (_number(entered.get(one)) for one in (name, f"{name}_to"))
    if not low:
        return f"0..{high}" if high else "unknown"
    return f"{low}..{high}" if high else low


def _number(text: str) -> str:
    """With a point: a comma before one or two last digits is one, ``1,250`` is not."""
    whole, comma, rest = text.rpartition(",")
    return f"{whole}.{rest}" if comma and whole.isdigit() and len(rest) <= len("50") else text

"""The JSON document in the sealed column of a claim item."""

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.numbers import digits, money, shown
from manumit.web.kernel.money import check_currency, parse_amount
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import is_listed

SCHEMA = "manumit/claim-item/1"
LONGEST_ARTICLE = 200
_DIGEST = re.compile(r"[0-9a-f]{64}|")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item:
    """One claim item as entered; its ``repr`` shows nothing.

    Attributes:
        head: a code of the list ``head``.
        currency: ISO 4217.
        claimed: amount, as typed.
        least, most: bounds from a statement of wages; empty if unknown.
        begins, ends: period of work that the item is for; no end if the work continues.
        article: article of law or clause of the contract that it is based on.
        statement: opaque id of the wage statement that it comes from, if any.
        digest: SHA-256 of that statement, so that a later version is not mistaken for it.
    """

    head: str
    currency: str
    claimed: str
    least: str = ""
    most: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None
    article: str = ""
    statement: uuid.UUID | None = None
    digest: str = ""

    @property
    def number(self) -> Fraction:
        """Return the claimed amount."""
        return Fraction(self.claimed)

    def amount_text(self, which: str) -> str:
        """Return a named amount with its currency; empty if it is unknown."""
        typed: str = getattr(self, which)
        return money(Fraction(typed), self.currency) if typed else ""


def item_to_document(item: Item) -> str:
    """Validate an item and return its JSON document, ready to be sealed.

    Raises:
        InputError: Q102 to Q107.
    """
    if not is_listed("head", item.head):
        raise ClaimCode.NO_HEAD.error(Place(field="head"))
    check_currency(item.currency)
    claimed = parse_amount(item.claimed, item.currency, "claimed")
    least, most = _bound(item, "least"), _bound(item, "most")
    if most is not None and (claimed > most or (least is not None and least > most)):
        raise ClaimCode.NO_BOUNDS.error(Place(field="most"))
    if item.begins is None or (item.ends is not None and item.ends < item.begins):
        raise ClaimCode.NO_PERIOD.error(Place(field="begins"))
    article = item.article.strip()
    if len(article) > LONGEST_ARTICLE:
        raise ClaimCode.TOO_LONG.error(Place(field="article"))
    if _DIGEST.fullmatch(item.digest) is None:
        raise ClaimCode.NO_FACT.error(Place(field="digest"))
    return json.dumps(
        {
            "schema": SCHEMA,
            "head": item.head,
            "currency": item.currency,
            "claimed": _decimal_text(claimed, item.currency),
            "least": _decimal_text(least, item.currency),
            "most": _decimal_text(most, item.currency),
            "begins": item.begins.isoformat(),
            "ends": None if item.ends is None else item.ends.isoformat(),
            "article": article,
            "statement": None if item.statement is None else str(item.statement),
            "digest": item.digest,
        }
    )


def _bound(item: Item, which: str) -> Fraction | None:
    typed: str = getattr(item, which).strip()
    return parse_amount(typed, item.currency, which) if typed else None


def _decimal_text(number: Fraction | None, currency: str) -> str:
    return "" if number is None else shown(number, digits(currency))


def item_from_document(document: str) -> Item:
    """Return the item that a JSON document describes."""
    found = json.loads(document)
    del found["schema"]
    ends, statement = found.pop("ends"), found.pop("statement")
    return Item(
        **found
        | {
            "begins": dt.date.fromisoformat(found["begins"]),
            "ends": None if ends is None else dt.date.fromisoformat(ends),
            "statement": None if statement is None else uuid.UUID(statement),
        }
    )

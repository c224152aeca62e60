"""What stands in the sealed column of a head of a claim."""

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass
from fractions import Fraction

from manumit.errors import Place
from manumit.terms.numbers import digits, money, shown
from manumit.web.kernel.money import amount, check_currency
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.lists import has

SCHEMA = "manumit/claim-item/1"
LONGEST_ARTICLE = 200
_DIGEST = re.compile(r"[0-9a-f]{64}|")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item:
    """One head of a claim as somebody writes it; its ``repr`` shows nothing.

    Attributes:
        head: a code of the list ``head``.
        currency: ISO 4217.
        claimed: what is claimed, as it is typed.
        least, most: bounds of a statement; empty where nobody knows.
        begins, ends: of the work that it is for; no end where it goes on.
        article: of the law, or the clause, that it rests on.
        statement: an opaque id of the statement that it comes from; None where there is none.
        digest: SHA-256 of that statement, so that a later one is not taken for it.
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
        """What is claimed."""
        return Fraction(self.claimed)

    def in_words(self, which: str) -> str:
        """An amount with its currency; empty where it is not known."""
        typed: str = getattr(self, which)
        return money(Fraction(typed), self.currency) if typed else ""


def checked(item: Item) -> str:
    """The document of a head, to be sealed.

    Raises:
        InputError: Q102 to Q107.
    """
    if not has("head", item.head):
        raise ClaimCode.NO_HEAD.error(Place(field="head"))
    check_currency(item.currency)
    claimed = amount(item.claimed, item.currency, "claimed")
    least, most = _bound(item, "least"), _bound(item, "most")
    if most is not None and (claimed > most or (least is not None and least > most)):
        raise ClaimCode.NO_BOUNDS.error(Place(field="most"))
    if item.begins is None or (item.ends is not None and item.ends < item.begins):
        raise ClaimCode.NO_PERIOD.error(Place(field="begins"))
    article = item.article.strip()
    if len(article) > LONGEST_ARTICLE:
        raise ClaimCode.TOO_LONG.error(Place(field="article"), longest=LONGEST_ARTICLE)
    if _DIGEST.fullmatch(item.digest) is None:
        raise ClaimCode.NO_FACT.error(Place(field="digest"))
    return json.dumps(
        {
            "schema": SCHEMA,
            "head": item.head,
            "currency": item.currency,
            "claimed": _written(claimed, item.currency),
            "least": _written(least, item.currency),
            "most": _written(most, item.currency),
            "begins": item.begins.isoformat(),
            "ends": None if item.ends is None else item.ends.isoformat(),
            "article": article,
            "statement": None if item.statement is None else str(item.statement),
            "digest": item.digest,
        }
    )


def _bound(item: Item, which: str) -> Fraction | None:
    typed: str = getattr(item, which).strip()
    return amount(typed, item.currency, which) if typed else None


def _written(number: Fraction | None, currency: str) -> str:
    return "" if number is None else shown(number, digits(currency))


def opened(document: str) -> Item:
    """A head from its document."""
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

"""The one layer of SQL: persons, accused and sums as rows, streamed, and who of them is counted.

Nothing here knows a name, and nothing of a row is kept. Rows come from a cursor of the server in
batches, so that a million of them take the memory of one batch.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from manumit.web.institutions.models import Institution
from manumit.web.kernel.consent.statistics import countable_people
from manumit.web.kernel.consent.verdicts import ConsentReason
from manumit.web.remedies.lists import CONFIRMATION, DENIALS
from manumit.web.statistics.definitions import SEVERAL, UNKNOWN, of, query, rules
from manumit.web.statistics.sealed import codes_of

BATCH = 5_000
PURPOSE = "statistics"
ERASED = "erased"
ADULT = "adult"
OBJECTED = (ConsentReason.REFUSED, ConsentReason.WITHDRAWN)
OF_PERSON = (
    "met", "presumed", "identified", "reflection", "assisted", "handed_over", "remedied",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years, from the first to the last; what happened after the last counts for nothing.

    Attributes:
        first, last: years.
    """

    first: int
    last: int

    @property
    def years(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(range(self.first, self.last + 1))

    @property
    def end(self) -> dt.datetime:
        """The first moment that is not in it."""
        return dt.datetime(self.last + 1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """One person who is counted, once, whatever the number of files.

    Attributes:
        subjects: keys of the person, one for each file: what is claimed leads to one of them.
        days: the first day of each of ``OF_PERSON``; None where it has not happened.
        codes: by dimension: a category, "unknown", or "several" where bodies disagree.
    """

    subjects: tuple[uuid.UUID, ...]
    days: Mapping[str, dt.date | None]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Accused:
    """One proceeding, about one accused.

    Attributes:
        suspected: day of the investigation, or of the record where that has none (``dated``).
        outcome: open, convicted, acquitted or discontinued.
        reason: of a discontinuation; "unknown" where none was given.
    """

    id: uuid.UUID
    suspected: dt.date
    dated: bool
    charged: dt.date | None
    convicted: dt.date | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Amount:
    """What one person, or one accused, has of one kind in one currency.

    Attributes:
        whom: a key of the person, or the proceeding.
    """

    whom: uuid.UUID
    kind: str
    currency: str
    amount: Decimal


@dataclass(slots=True)
class Exclusions:
    """Who is left out, by reason; filled while :func:`persons` is read."""

    reasons: dict[str, int] = field(default_factory=dict)

    def out(self, reason: str) -> None:
        """One person more."""
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def persons(
    period: Period, recipient: uuid.UUID, left: Exclusions, *, opening: bool = True
) -> Iterator[Person]:
    """Everybody who may be counted, in no order.

    Args:
        period: up to its end.
        recipient: the institution that counts: consent is asked towards it.
        left: takes up who may not be.
        opening: whether to open what lies sealed; without it those dimensions are not read.

    Raises:
        InputError: N301, statistics have no legal basis here; V101 to V107, V201.
    """
    every = [one for one in of("dimensions", recorded=True) if one.code != "year"]
    dimensions = [one for one in every if not one.sealed]
    text = query("persons")
    parts = {
        "dimensions": "".join(_dimension(one.code) for one in dimensions),
        "columns": "".join(
            f",\n       min(d_{one.code}.code) AS d_{one.code}" for one in dimensions
        ),
        "joins": "".join(
            f"\nLEFT JOIN d_{one.code} ON d_{one.code}.root = chain.root" for one in dimensions
        ),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    given = rules()
    values = {
        "end": period.end,
        "assisting": list(given.purposes_of_assistance),
        "handing": list(given.purposes_of_handing_over),
        "sheltering": list(given.kinds_of_assistance),
        "confirms": CONFIRMATION,
        "denies": list(DENIALS),
    }
    clear = {one.code: one.absent for one in dimensions}
    sealed = [one.code for one in every if one.sealed and opening]
    country = Institution.objects.get(pk=recipient).country
    for batch in _batches(text, values):
        kept = list(_kept(batch, recipient, left))
        dimensions_of = codes_of([_keys(row) for row in kept], sealed, country)
        for row, codes in zip(kept, dimensions_of, strict=True):
            known = {code: row[f"d_{code}"] or absent for code, absent in clear.items()}
            happened = {name: row[name] for name in OF_PERSON}
            yield Person(tuple(row["subjects"]), happened, known | codes)


def _keys(row: Mapping[str, Any]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Files of a person, with the key of the person in each."""
    return dict(zip(row["files"], row["subjects"], strict=True))


def _dimension(code: str) -> str:
    """The code of each person in a dimension; where files of one person disagree, "several"."""
    return f""",
d_{code} AS (
    SELECT chain.root, CASE WHEN count(DISTINCT given.code) = 1 THEN min(given.code)
        ELSE '{SEVERAL}' END AS code
    FROM chain JOIN ({query(f"dimension_{code}")}) AS given ON given.file = chain.file
    GROUP BY chain.root
)"""  # noqa: S608 - nothing in it was typed by anybody


def _kept(
    batch: list[dict[str, Any]], recipient: uuid.UUID, left: Exclusions
) -> Iterator[dict[str, Any]]:
    """The rows of those who are counted."""
    every = [key for row in batch for key in row["subjects"]]
    children = {key for row in batch if row["child"] for key in row["subjects"]}
    found = countable_people(every, PURPOSE, recipient, children=children)
    for row in batch:
        reason = ERASED if row["erased"] else _reason(row["subjects"], found.reasons)
        if reason:
            left.out(reason)
        else:
            yield row


def _reason(subjects: Collection[uuid.UUID], reasons: Mapping[uuid.UUID, ConsentReason]) -> str:
    """Why a person is left out: a no in any file, or a yes in none; empty where they count."""
    whys = [reasons[key] for key in subjects if key in reasons]
    no = next((why for why in whys if why in OBJECTED), None)
    if no is not None:
        return no.value
    return min(why.value for why in whys) if len(whys) == len(subjects) else ""


def accused(period: Period) -> Iterator[Accused]:
    """Every proceeding that is not erased, in no order."""
    for batch in _batches(query("accused"), {"end": period.end}):
        for row in batch:
            reason = row.pop("reason")
            known = UNKNOWN if reason in ("", "reason_unknown") else reason
            yield Accused(**row, reason="" if reason is None else known)


def amounts(period: Period) -> Iterator[Amount]:
    """What is claimed, ordered, paid; and what the accused have to pay. Each in its own currency.

    Of everybody: whose it is says whether it counts.

    Args:
        period: up to its end.
    """
    values = {"end": period.end, "confirms": CONFIRMATION, "denies": list(DENIALS)}
    for batch in _batches(query("money"), values):
        for row in batch:
            yield Amount(**row)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of non-punishment, without what it is about (R-50).

    Attributes:
        whom: tells persons apart, and is kept nowhere.
        asked: day on which it was recorded or sent.
        decided: day of the decision that stands at the end of the period; None without one.
        decision: open, stopped, or which decision.
    """

    whom: uuid.UUID
    asked: dt.date
    decided: dt.date | None
    decision: str


def checks(period: Period, recipient: uuid.UUID) -> Iterator[Check]:
    """Every check that is not erased, of whoever may be counted, in no order.

    Args:
        period: up to its end.
        recipient: the institution that counts: consent is asked towards it.

    Raises:
        InputError: N301, statistics have no legal basis here.
    """
    unsaid = Exclusions()  # how many checks are left out is shown nowhere
    for batch in _batches(query("checks"), {"end": period.end}):
        for row in _kept(batch, recipient, unsaid):
            yield Check(row["whom"], row["asked"], row["decided"], row["decision"])


@dataclass(frozen=True, slots=True)
class ListedWorker:
    """One worker whom an order to pay of a labour inspectorate lists, with a claim of their own.

    Attributes:
        whom: a key of the claim: what is ordered and paid leads to it.
        employer: a key of the workplace, which is kept nowhere.
        ordered: day of the order.
        payment: not_reported, reported, denied or confirmed, at the end of the period.
        age: adult or unknown: nobody is counted as a child for lack of an age.
    """

    whom: uuid.UUID
    employer: uuid.UUID
    ordered: dt.date
    payment: str
    age: str


def workers(period: Period, recipient: uuid.UUID) -> Iterator[ListedWorker]:
    """Every worker of an order to pay who may be counted and is not erased, in no order.

    Args:
        period: up to its end.
        recipient: the institution that counts: consent is asked towards it.

    Raises:
        InputError: N301, statistics have no legal basis here.
    """
    unsaid = Exclusions()  # of another population than those whom a count says to leave out
    values = {"end": period.end, "confirms": CONFIRMATION, "denies": list(DENIALS)}
    for batch in _batches(query("workers"), values):
        for row in _kept(batch, recipient, unsaid):
            age = UNKNOWN if row["child"] else ADULT
            yield ListedWorker(row["whom"], row["employer"], row["ordered"], row["payment"], age)


def _batches(text: str, values: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(text, values)
        names = None
        while rows := cursor.fetchmany(BATCH):
            names = names or [column[0] for column in cursor.description]
            yield [dict(zip(names, row, strict=True)) for row in rows]

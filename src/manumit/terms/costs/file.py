"""Read what workers were charged and paid for recruitment: ``schema: manumit/costs/1``."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manumit.assessment import Answer
from manumit.errors import Detail, ErrorCode
from manumit.terms.account import Per
from manumit.terms.contract.file import Money
from manumit.terms.costs.rules import CostKinds, cost_kinds
from manumit.terms.numbers import NONE, UNKNOWN, Range
from manumit.terms.reading import Reader, Source, Steps, read_source

SCHEMA_NAME = "costs"
NOBODY_KNOWS = "unknown"


class CostsCode(ErrorCode):
    """Problems of files of costs (W4..)."""

    NO_SUCH_WORKER = Detail(
        "W401", "No worker of the file has this reference.", "Add the worker, or correct it."
    )
    TWICE = Detail("W402", "Two of them have the same id.", "Give each an id of its own.")
    NO_SUCH_KIND = Detail(
        "W403", "There is no such kind of cost.", "Choose the nearest one of: {known}."
    )
    NO_CURRENCY = Detail(
        "W404",
        "This amount has no currency.",
        "Name it here, or once at the top of the file: 'currency: XXX' with the ISO 4217 code.",
    )
    TOO_MUCH_BACK = Detail(
        "W405",
        "More was paid back than was paid.",
        "Correct one of the two, or enter what else was paid.",
    )
    LATER = Detail(
        "W406",
        "This is later than the day of the account.",
        "Correct the date, or 'asked_on' at the top.",
    )
    NO_SIGNS = Detail(
        "W407",
        "No table says what costs and debts mean for the list '{list}'.",
        "Choose one of: {known}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One worker, by a reference.

    Attributes:
        left: the employer; ``complete``: whether every cost of theirs is in the file.
        about: facts on which exceptions and groups depend.
        earnings: of the first month in the first job there; ``began``: its first day.
    """

    id: str
    job_order: str | None = None
    left: Answer = Answer.UNKNOWN
    complete: Answer = Answer.UNKNOWN
    about: Mapping[str, str] = field(default_factory=dict)
    earnings: Money | None = None
    began: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One cost of one worker.

    Attributes:
        row: its place in the file, from 1.
        date: None if unknown.
        asked: None if not recorded; ``paid`` and ``repaid``: what really happened.
        paid_by, how: as the file has them, or ``unknown``.
    """

    row: int
    worker: str
    kind: str
    date: dt.date | None
    currency: str
    paid: Range
    asked: Range | None = None
    repaid: Range = NONE
    paid_by: str = NOBODY_KNOWS
    paid_to: str | None = None
    how: str = NOBODY_KNOWS
    receipt: Answer = Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a debt: ``received``, ``charged``, ``paid``, ``deducted``, ``worked``."""

    date: dt.date
    what: str
    amount: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A debt as recorded.

    Attributes:
        claimed: by the lender; None if unknown.
        agreed_per_year: interest, share of the loan.
    """

    id: str
    worker: str
    currency: str
    entries: tuple[Entry, ...]
    lender: str | None = None
    claimed: Range | None = None
    agreed_per_year: Range = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The content of a whole file."""

    asked_on: dt.date
    corridor: str | None
    group_by: tuple[str, ...]
    workers: tuple[Worker, ...]
    items: tuple[Item, ...]
    debts: tuple[Debt, ...] = ()


def read_costs(path: Path) -> Costs:
    """Read one ledger of costs.

    Raises:
        InputError: I101, I102, W101 to W105, W401 to W406, every problem at once.
    """
    return costs_of(read_source(path, SCHEMA_NAME))


def costs_of(source: Source) -> Costs:
    """Return the ledger in a source that has been read and satisfies the schema.

    Raises:
        InputError: W103 to W105, W401 to W406, every problem at once.
    """
    data, reader = source.data, Reader(source)
    file = _File(reader, data, cost_kinds())
    found = Costs(
        asked_on=file.asked_on,
        corridor=data.get("corridor"),
        group_by=tuple(data.get("group_by", ())),
        workers=tuple(file.worker(one, at) for at, one in enumerate(data["workers"])),
        items=tuple(file.item(one, at) for at, one in enumerate(data.get("items", ()))),
        debts=tuple(file.debt(one, at) for at, one in enumerate(data.get("debts", ()))),
    )
    reader.finish()
    return found


class _File:
    """Reads the parts of a file."""

    def __init__(self, reader: Reader, data: Mapping[str, Any], kinds: CostKinds) -> None:
        self.reader, self.kinds = reader, kinds
        self.asked_on = reader.day(data["asked_on"], "asked_on")
        self.currency: str | None = data.get("currency")
        self.workers = {one["id"] for one in data["workers"]}
        self._twice(data["workers"], "workers")
        self._twice(data.get("debts", ()), "debts")

    def worker(self, data: Mapping[str, Any], at: int) -> Worker:
        place: Steps = ("workers", at)
        earned = data.get("earnings")
        return Worker(
            id=data["id"],
            job_order=data.get("job_order"),
            left=Answer(data.get("left", Answer.UNKNOWN)),
            complete=Answer(data.get("complete", Answer.UNKNOWN)),
            about=data.get("about", {}),
            earnings=None
            if earned is None
            else Money(
                self.reader.range(earned["amount"], *place, "earnings", "amount"),
                Per(earned["per"]),
                self.currency_of(earned, *place, "earnings"),
            ),
            began=None
            if earned is None or "began" not in earned
            else self.day(earned["began"], *place, "earnings", "began"),
        )

    def item(self, data: Mapping[str, Any], at: int) -> Item:
        place: Steps = ("items", at)
        self.known_worker(data["worker"], *place)
        if data["kind"] not in self.kinds.kinds:
            known = ", ".join(self.kinds.kinds)
            self.reader.wrong(CostsCode.NO_SUCH_KIND, *place, "kind", known=known)
        stated = data["date"]
        paid, repaid = (
            self.amount(data, "paid", UNKNOWN, place),
            self.amount(data, "repaid", NONE, place),
        )
        if paid.high is not None and repaid.low > paid.high:
            self.reader.wrong(CostsCode.TOO_MUCH_BACK, *place, "repaid")
        return Item(
            row=at + 1,
            worker=data["worker"],
            kind=data["kind"],
            date=None if stated == NOBODY_KNOWS else self.day(stated, *place, "date"),
            currency=self.currency_of(data, *place),
            asked=self.amount(data, "asked", NONE, place) if "asked" in data else None,
            paid=paid,
            repaid=repaid,
            paid_by=data.get("paid_by", NOBODY_KNOWS),
            paid_to=data.get("paid_to"),
            how=data.get("how", NOBODY_KNOWS),
            receipt=Answer(data.get("receipt", Answer.UNKNOWN)),
        )

    def debt(self, data: Mapping[str, Any], at: int) -> Debt:
        place: Steps = ("debts", at)
        self.known_worker(data["worker"], *place)
        entries = tuple(
            Entry(
                self.day(one["date"], *place, "entries", row, "date"),
                one["what"],
                self.amount(one, "amount", NONE, (*place, "entries", row)),
            )
            for row, one in enumerate(data["entries"])
        )
        return Debt(
            id=data["id"],
            worker=data["worker"],
            currency=self.currency_of(data, *place),
            entries=entries,
            lender=data.get("lender"),
            claimed=self.amount(data, "claimed", NONE, place) if "claimed" in data else None,
            agreed_per_year=self.amount(data, "agreed_per_year", UNKNOWN, place),
        )

    def amount(self, data: Mapping[str, Any], key: str, otherwise: Range, at: Steps) -> Range:
        return self.reader.range(data[key], *at, key) if key in data else otherwise

    def day(self, stated: str, *at: str | int) -> dt.date:
        found = self.reader.day(stated, *at)
        if found > self.asked_on:
            self.reader.wrong(CostsCode.LATER, *at)
        return found

    def currency_of(self, data: Mapping[str, Any], *at: str | int) -> str:
        found: str | None = data.get("currency", self.currency)
        if found is None:
            self.reader.wrong(CostsCode.NO_CURRENCY, *at)
        return found or ""

    def known_worker(self, stated: str, *at: str | int) -> None:
        if stated not in self.workers:
            self.reader.wrong(CostsCode.NO_SUCH_WORKER, *at, "worker")

    def _twice(self, found: Iterable[Mapping[str, Any]], key: str) -> None:
        seen: set[str] = set()
        for at, one in enumerate(found):
            if one["id"] in seen:
                self.reader.wrong(CostsCode.TWICE, key, at, "id")
            seen.add(one["id"])

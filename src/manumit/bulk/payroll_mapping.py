"""Read how a firm's columns record work and pay: ``schema: manumit/payroll-mapping/1``."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manumit.exchange.mapping import Reader
from manumit.terms import Law
from manumit.terms.account import Consent
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.reading import Reader as SourceReader
from manumit.terms.reading import read_source
from manumit.terms.wages.payroll_codes import PayrollCode

CHANGING = ("wage", "per", "hours_per_week", "pays_for")
"""What of a contract may differ from month to month."""
CONTRACT_KEYS = (
    "order", "from", "until", *CHANGING, "pay_period", "rest_day", "leave_days_taken",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value comes from: a column, or the mapping itself.

    Attributes:
        column: None if the value is the same for everybody; ``value``: that value.
        values: what the values of the column mean; empty: as they are.
    """

    column: str | None
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidColumn:
    """A column of payments; ``on`` and ``for_month`` are columns too."""

    column: str
    on: str | None
    for_month: str | None
    empty_is_none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KindColumn:
    """A column of deductions, or of pay beside the wage, of one kind."""

    column: str
    of: str
    consent: Consent
    empty_is_none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollMapping:
    """A payroll mapping, once loaded.

    Attributes:
        by_month: whether a row is a month of a worker, not a day.
        work: hours, and what they are for; None where the file does not hold them.
        contract: by key; ``about``: facts that rules ask for.
    """

    title: str
    reader: Reader
    contracts_reader: Reader
    by_month: bool
    comma: bool
    unknown: frozenset[str]
    worker: str
    period: str
    work_complete: bool
    pay_complete: bool
    work: Cell | None
    work_per: str
    paid: tuple[PaidColumn, ...]
    deducted: tuple[KindColumn, ...]
    extra_pay: tuple[KindColumn, ...]
    contract: Mapping[str, Cell]
    about: Mapping[str, Cell]
    work_days: frozenset[int] | None
    holidays: frozenset[dt.date]
    file: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of deductions, in the order of the mapping."""
        return tuple(dict.fromkeys(one.of for one in self.deducted))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the file, without those of the contract."""
        found = [self.worker, self.period]
        if self.work is not None and self.work.column is not None:
            found.append(self.work.column)
        for one in self.paid:
            found += [name for name in (one.column, one.on, one.for_month) if name is not None]
        found += [one.column for one in (*self.deducted, *self.extra_pay)]
        return tuple(dict.fromkeys(found))

    @property
    def contract_columns(self) -> tuple[str, ...]:
        """Return the columns of the contract, in this file or another."""
        cells = (*self.contract.values(), *self.about.values())
        return tuple(dict.fromkeys(one.column for one in cells if one.column is not None))


def read_payroll_mapping(path: Path, law: Law) -> PayrollMapping:
    """Read and check a payroll mapping.

    Args:
        path: a YAML or JSON file.
        law: whose rules will be applied, for the facts that they ask for.

    Raises:
        InputError: I101, I102, W101 to W103, W515, every problem at once.
    """
    reader = SourceReader(read_source(path, "payroll-mapping"))
    data = reader.source.data
    contract = data["contract"]
    for name in contract.get("about", {}):
        if name not in law.facts:
            known = ", ".join(law.facts) or "nothing"
            reader.wrong(
                PayrollCode.UNKNOWN_FACT, "contract", "about", name,
                law=law.id, name=name, known=known,
            )  # fmt: skip
    holidays = frozenset(
        reader.day(one, "contract", "holidays", at)
        for at, one in enumerate(contract.get("holidays", ()))
    )
    reader.finish()
    work = data.get("work")
    days = contract.get("work_days")
    return PayrollMapping(
        title=data["title"],
        reader=Reader(**data.get("reader", {})),
        contracts_reader=Reader(**data.get("contracts_reader", {})),
        by_month=data["rows"] == "month",
        comma=data.get("decimal") == "comma",
        unknown=frozenset(("", *data.get("unknown", ()))),
        worker=data["worker"],
        period=data["period"],
        work_complete=data["complete"]["work"],
        pay_complete=data["complete"]["pay"],
        work=None if work is None else _cell(work),
        work_per="day" if work is None else work.get("per", "day"),
        paid=tuple(_paid(one) for one in data.get("paid", ())),
        deducted=tuple(_kind(one) for one in data.get("deducted", ())),
        extra_pay=tuple(_kind(one) for one in data.get("extra_pay", ())),
        contract={key: _cell(contract[key]) for key in CONTRACT_KEYS if key in contract},
        about={name: _cell(one) for name, one in contract.get("about", {}).items()},
        work_days=None if days is None else frozenset(WEEKDAYS.index(day) for day in days),
        holidays=holidays,
        file=path.name,
    )


def _cell(data: Mapping[str, Any]) -> Cell:
    return Cell(data.get("column"), data.get("value", ""), data.get("values", {}))


def _paid(data: Mapping[str, Any]) -> PaidColumn:
    return PaidColumn(
        column=data["column"],
        on=data.get("on"),
        for_month=data.get("for"),
        empty_is_none=data.get("empty") == "none",
    )


def _kind(data: Mapping[str, Any]) -> KindColumn:
    return KindColumn(
        column=data["column"],
        of=data["of"],
        consent=Consent(data.get("consent", "unknown")),
        empty_is_none=data.get("empty") == "none",
    )

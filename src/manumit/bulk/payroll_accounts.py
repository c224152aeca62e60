"""Turn the rows of one worker into an account of one person, as if written by hand."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from manumit.bulk.payroll_mapping import CHANGING, Cell, KindColumn, PayrollMapping
from manumit.errors import ErrorCode
from manumit.exchange.tables import RowProblem
from manumit.terms import Law
from manumit.terms.account import (
    DAY,
    Account,
    Deducted,
    Employment,
    ExtraPay,
    Payment,
    PayPeriod,
    Per,
    Span,
    Wage,
)
from manumit.terms.law.file import WEEKDAYS
from manumit.terms.numbers import NONE, UNKNOWN, Range, read_range
from manumit.terms.units import HOURS_OF_A_DAY, months_after
from manumit.terms.wages.days import count_of
from manumit.terms.wages.payroll_codes import PayrollCode

MONTH = re.compile(r"(\d{4})-(\d{2})(?:-01)?")
ANY_HOURS = Range(Fraction(0), HOURS_OF_A_DAY)
LONGEST_ID = 200
"""Most characters of the reference of a worker, or of a job order."""
PAYS_FOR = ("agreed_hours", "all_hours")

type Cells = Mapping[str, str]
type Rows = list[tuple["Row", Span]]


class Row(NamedTuple):
    """One row of the file: its number, and its cells by column."""

    number: int
    cells: Cells


class Days(NamedTuple):
    """The first and the last day that the file covers, and the day of the account."""

    first: dt.date
    last: dt.date
    asked_on: dt.date


class Unreadable(Exception):  # noqa: N818 - it is caught where it is raised for
    """The rows of a worker cannot be made into an account.

    Attributes:
        problems: in the file; ``of_contract``: in the file of contracts.
    """

    def __init__(self, problems: list[RowProblem], of_contract: list[RowProblem]) -> None:
        self.problems, self.of_contract = problems, of_contract
        super().__init__()


def account_of(
    rows: list[Row], contract: Row | None, mapping: PayrollMapping, law: Law, days: Days
) -> Account:
    """Return the account of one worker.

    Work that began before the days of the file counts from the first of them on, but for what is
    due by the length of service.

    Args:
        rows: of the worker, in the order of the file; none if there is only a contract.
        contract: the worker's row in the file of contracts; None if the rows hold the contract.
        mapping: how to read them.
        law: whose rules will be applied; for its facts and its currency.
        days: covered by the file, and the day of the account.

    Raises:
        Unreadable: W502 to W511, W517, W520, every problem of these rows at once.
    """
    return _Making(rows, contract, mapping, law, days).account()


@dataclass(slots=True)
class _Making:
    rows: list[Row]
    contract: Row | None
    mapping: PayrollMapping
    law: Law
    days: Days
    problems: list[RowProblem] = field(default_factory=list)
    of_contract: list[RowProblem] = field(default_factory=list)

    def account(self) -> Account:
        terms = self.rows[0] if self.contract is None else self.contract
        if self.contract is None:
            self._check_agreement()
        employment = self._employment(terms)
        asked_on = self.days.asked_on
        last = min(employment.last or asked_on, asked_on)
        everything = Span(employment.first or dt.date.min, last)
        dated = [(row, span) for row in self.rows if (span := self._dated(row))]
        placed = [(row, part) for row, span in dated if len(part := span.meets(everything))]
        after = [(row, span) for row, span in dated if self._paid_after(row, span, everything)]
        self._check_outside(dated, placed, after)
        self._check_twice(placed)
        account = Account(
            worker="",
            law=self.law.id,
            currency=self.law.currency,
            asked_on=asked_on,
            employment=employment,
            wages=tuple(self._wages(terms, placed, everything)),
            hours=self._hours(placed, employment),
            work_complete=self.mapping.work_complete,
            pay_complete=self.mapping.pay_complete,
            about=self._about(terms),
            extra_pay=tuple(self._extra_pay(placed)),
            payments=tuple(self._payments([*placed, *after], everything)),
            deducted=tuple(self._deducted(placed)),
        )
        if self.problems or self.of_contract:
            raise Unreadable(self.problems, self.of_contract)
        return account

    # The contract

    def _employment(self, row: Row) -> Employment:
        order = self.mapping.contract.get("order")
        if order is not None and len(text_of(row, order)) > LONGEST_ID:
            self._wrong(row, order, PayrollCode.TOO_LONG, most=LONGEST_ID)
        first, last = self._day(row, "from"), self._day(row, "until")
        if first is not None and last is not None and last < first:
            self._wrong(row, self.mapping.contract["until"], PayrollCode.ENDS_BEFORE)
        rest = self._word(row, "rest_day", WEEKDAYS)
        work_days = self.mapping.work_days
        if work_days is None:
            work_days = frozenset(range(len(WEEKDAYS))) - {WEEKDAYS.index(rest) if rest else -1}
        return Employment(
            first=None if first is None else max(first, self.days.first),
            last=last,
            pay_period=PayPeriod(self._word(row, "pay_period", tuple(PayPeriod)) or "month"),
            rest_day=None if rest is None else WEEKDAYS.index(rest),
            work_days=work_days,
            work_days_stated=self.mapping.work_days is not None,
            holidays=self.mapping.holidays,
            leave_days_taken=self._number(row, self.mapping.contract.get("leave_days_taken")),
            service_from=first if first is not None and first < self.days.first else None,
        )

    def _wages(self, terms: Row, placed: Rows, everything: Span) -> Iterator[Wage]:
        """Yield one wage, or in a file that holds it in each month, one for each change of it."""
        monthly = self.contract is None and self.mapping.by_month
        changes: list[tuple[dt.date, Wage]] = []
        for row, span in sorted(placed, key=lambda one: one[1].first) if monthly else ():
            wage = self._wage(row, everything)
            if not changes or _agreed(changes[-1][1]) != _agreed(wage):
                changes.append((span.first, wage))
        if not changes:
            changes = [(everything.first, self._wage(terms, everything))]
        begins = [everything.first, *(first for first, _ in changes[1:])]
        ends = [*(first - DAY for first, _ in changes[1:]), everything.last]
        for (_, wage), first, last in zip(changes, begins, ends, strict=True):
            yield Wage(
                span=Span(first, last), amount=wage.amount, per=wage.per,
                hours_per_week=wage.hours_per_week, pays_for_all=wage.pays_for_all,
            )  # fmt: skip

    def _wage(self, row: Row, everything: Span) -> Wage:
        hours = self.mapping.contract.get("hours_per_week")
        known = hours is not None and text_of(row, hours) not in self.mapping.unknown
        pays_for = self._word(row, "pays_for", PAYS_FOR)
        return Wage(
            span=everything,
            amount=self._number(row, self.mapping.contract["wage"]),
            per=Per(self._word(row, "per", tuple(Per), needed=True) or Per.MONTH),
            hours_per_week=self._number(row, hours) if known else None,
            pays_for_all=None if pays_for is None else pays_for == "all_hours",
        )

    def _about(self, row: Row) -> Mapping[str, str]:
        found = {}
        for name, cell in self.mapping.about.items():
            value = self._known_word(row, cell, self.law.facts[name].values)
            if value is not None:
                found[name] = value
        return found

    def _check_agreement(self) -> None:
        changing = CHANGING if self.mapping.by_month else ()
        cells = [cell for key, cell in self.mapping.contract.items() if key not in changing]
        first = self.rows[0]
        for cell in (*cells, *self.mapping.about.values()):
            for row in self.rows[1:]:
                if text_of(row, cell) != text_of(first, cell):
                    self._wrong(row, cell, PayrollCode.CONTRACT_DIFFERS)

    # The rows

    def _dated(self, row: Row) -> Span | None:
        """Return the days that a row covers."""
        cell = Cell(self.mapping.period)
        text = text_of(row, cell)
        found = span_of(text, self.mapping)
        if found is None:
            wrong = PayrollCode.NOT_A_MONTH if self.mapping.by_month else PayrollCode.NOT_A_DATE
            self._wrong(row, cell, wrong)
        return found

    def _paid_after(self, row: Row, span: Span, everything: Span) -> bool:
        """Return whether a row after the end of the work holds only a payment."""
        if self.mapping.by_month or not everything.last < span.first <= self.days.asked_on:
            return False
        worked = self.mapping.work is not None and self._work(row) not in (UNKNOWN, NONE)
        columns = (*self.mapping.deducted, *self.mapping.extra_pay)
        return not worked and all(row.cells[one.column] in ("", "0") for one in columns)

    def _check_outside(self, dated: Rows, *known: Rows) -> None:
        inside = {id(row) for rows in known for row, _ in rows}
        for row, _ in dated:
            if id(row) not in inside:
                self._wrong(row, Cell(self.mapping.period), PayrollCode.OUTSIDE_WORK)

    def _check_twice(self, placed: Rows) -> None:
        seen: set[Span] = set()
        for row, span in placed if self.mapping.by_month else ():
            if span in seen:
                self._wrong(row, Cell(self.mapping.period), PayrollCode.MONTH_TWICE)
            seen.add(span)

    def _hours(self, placed: Rows, employment: Employment) -> Mapping[dt.date, Range]:
        found: dict[dt.date, Range] = {}
        for row, span in placed if self.mapping.work is not None else ():
            hours = self._work(row)
            if not self.mapping.by_month:
                found[span.first] = _added(found.get(span.first), hours)
                continue
            work_days = employment.work_days
            in_month = count_of(span, work_days)
            shares = {"day": 1, "week": len(work_days), "month": in_month}
            a_day = _divided(hours, shares[self.mapping.work_per] or 1)
            for day in span.days():
                found[day] = a_day if day.weekday() in work_days else NONE
            if (a_day.high or 0) > HOURS_OF_A_DAY:
                self._wrong(row, self.mapping.work, PayrollCode.TOO_MANY_HOURS)
        for row, span in placed:
            if (
                not self.mapping.by_month
                and (found.get(span.first, NONE).high or 0) > HOURS_OF_A_DAY
            ):
                self._wrong(row, self.mapping.work, PayrollCode.TOO_MANY_HOURS)
        return found

    def _work(self, row: Row) -> Range:
        """Return the hours of a row; unknown ones may be any, up to all of a day."""
        return self._number(row, self.mapping.work)

    def _payments(self, placed: Rows, everything: Span) -> Iterator[Payment]:
        for row, span in placed:
            for one in self.mapping.paid:
                amount = self._amount(row, one.column, one.empty_is_none)
                if amount is None:
                    continue
                if self.mapping.by_month:
                    on = None if one.on is None else self._date(row, Cell(one.on))
                    yield Payment(amount=amount, on=on, for_day=span.first)
                    continue
                month = None if one.for_month is None else self._for(row, one.for_month)
                if month is None:
                    yield Payment(amount=amount, on=span.first)
                elif len(part := month.meets(everything)):
                    yield Payment(amount=amount, on=span.first, for_day=part.first)
                elif month.last >= self.days.first:  # the time before the file is left out
                    self._wrong(row, Cell(one.for_month), PayrollCode.OUTSIDE_WORK)

    def _for(self, row: Row, column: str) -> Span | None:
        """Return the month that a payment names."""
        cell = Cell(column)
        text = text_of(row, cell)
        if text in self.mapping.unknown:
            return None
        found = _month(text)
        if found is None:
            self._wrong(row, cell, PayrollCode.NOT_A_MONTH)
        return found

    def _deducted(self, placed: Rows) -> Iterator[Deducted]:
        for _, span, one, amount in self._kinds(placed, self.mapping.deducted):
            yield Deducted(for_day=span.first, of=one.of, amount=amount, consent=one.consent)

    def _extra_pay(self, placed: Rows) -> Iterator[ExtraPay]:
        for _, span, one, amount in self._kinds(placed, self.mapping.extra_pay):
            yield ExtraPay(span=span, amount=amount, of=one.of)

    def _kinds(
        self, placed: Rows, columns: Iterable[KindColumn]
    ) -> Iterator[tuple[Row, Span, KindColumn, Range]]:
        for row, span in placed:
            for one in columns:
                amount = self._amount(row, one.column, one.empty_is_none)
                if amount is not None and amount.high != 0:
                    yield row, span, one, amount

    # Cells

    def _amount(self, row: Row, column: str, empty_is_none: bool) -> Range | None:
        if empty_is_none and row.cells[column] == "":
            return None
        return self._number(row, Cell(column))

    def _number(self, row: Row, cell: Cell | None) -> Range:
        if cell is None:
            return UNKNOWN
        text = text_of(row, cell)
        if text in self.mapping.unknown:
            return UNKNOWN
        found = read_range(text.replace(",", ".") if self.mapping.comma else text)
        if found is None:
            self._wrong(row, cell, PayrollCode.NOT_A_NUMBER)
            return UNKNOWN
        return found

    def _day(self, row: Row, key: str) -> dt.date | None:
        cell = self.mapping.contract.get(key)
        return None if cell is None else self._date(row, cell)

    def _date(self, row: Row, cell: Cell) -> dt.date | None:
        text = text_of(row, cell)
        if text in self.mapping.unknown:
            return None
        found = _one_day(text)
        if found is None:
            self._wrong(row, cell, PayrollCode.NOT_A_DATE)
            return None
        return found.first

    def _word(
        self, row: Row, key: str, known: tuple[str, ...], *, needed: bool = False
    ) -> str | None:
        cell = self.mapping.contract.get(key)
        return None if cell is None else self._known_word(row, cell, known, needed=needed)

    def _known_word(
        self, row: Row, cell: Cell, known: tuple[str, ...], *, needed: bool = False
    ) -> str | None:
        text = text_of(row, cell)
        if text in self.mapping.unknown and not needed:
            return None
        if text not in known:
            self._wrong(row, cell, PayrollCode.NOT_A_WORD, known=", ".join(known))
            return None
        return text

    def _wrong(self, row: Row, cell: Cell | None, code: ErrorCode, **values: object) -> None:
        problems = self.of_contract if row is self.contract else self.problems
        found = RowProblem(row.number, None if cell is None else cell.column, code, values)
        if found not in problems:
            problems.append(found)


def _agreed(wage: Wage) -> tuple[object, ...]:
    return wage.amount, wage.per, wage.hours_per_week, wage.pays_for_all


def began_before(terms: Row, mapping: PayrollMapping, days: Days) -> bool:
    """Return whether the work began before those days, by the row with the contract."""
    begins = _told_day(terms, mapping.contract["from"])
    return begins is not None and begins < days.first


def works_in(terms: Row, mapping: PayrollMapping, days: Days) -> bool:
    """Return whether a contract is for any of those days; one without dates may be."""
    begins, ends = (
        None if cell is None else _told_day(terms, cell)
        for cell in (mapping.contract["from"], mapping.contract.get("until"))
    )
    return (begins is None or begins <= days.last) and (ends is None or ends >= days.first)


def _told_day(row: Row, cell: Cell) -> dt.date | None:
    found = _one_day(text_of(row, cell))
    return None if found is None else found.first


def text_of(row: Row, cell: Cell) -> str:
    """Return a cell, translated by the mapping."""
    text = cell.value if cell.column is None else row.cells[cell.column]
    return cell.values.get(text, text)


def span_of(text: str, mapping: PayrollMapping) -> Span | None:
    """Return the days that a row covers, by the text of its period; None if it is no date."""
    return _month(text) if mapping.by_month else _one_day(text)


def _month(text: str) -> Span | None:
    found = MONTH.fullmatch(text)
    try:
        first = None if found is None else dt.date(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return None if first is None else Span(first, months_after(first, 1) - DAY)


def _one_day(text: str) -> Span | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return Span(day, day)


def _divided(hours: Range, by: int) -> Range:
    if hours.high is None:
        return ANY_HOURS
    if by == 1:
        return hours
    low = hours.low / by
    return Range(low, low if hours.known else hours.high / by)


def _added(one: Range | None, other: Range) -> Range:
    other = ANY_HOURS if other.high is None else other
    if one is None:
        return other
    high = (one.high or Fraction(0)) + (other.high or Fraction(0))
    return Range(one.low + other.low, HOURS_OF_A_DAY if ANY_HOURS in (one, other) else high)

"""Work out what many workers are owed: each distinct pattern of rows once, on all cores."""

import functools
import multiprocessing
import signal
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, NamedTuple

from manumit.bulk.payroll_accounts import (
    Days,
    Row,
    Unreadable,
    account_of,
    began_before,
    span_of,
    text_of,
)
from manumit.bulk.payroll_cells import period_cells, sum_cells
from manumit.bulk.payroll_mapping import PayrollMapping
from manumit.errors import InputError
from manumit.exchange import safe_line
from manumit.exchange.tables import RowProblem
from manumit.terms import Law, owed
from manumit.terms.wages.group import Sums, WorkerPeriod, notes_of, periods_of, rules_of
from manumit.terms.wages.payroll_codes import PayrollCode

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

WORKERS_AT_ONCE = 2_000
MOST_KEPT = 5_000
"""Most patterns to keep: beyond that, computing again costs less than the memory."""
AT_ONCE = 20
"""Patterns that a process is given together."""
WORTH_A_POOL = 300
"""New patterns from which on starting processes takes less time than it saves."""

type Key = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The result of a pattern of rows, which holds for every worker with the same rows.

    Attributes:
        order: the job order; ``left``: whether the work ended by the day of the account.
        lines: of the table of periods, and ``sum_line`` of that of workers, as text, without
            the worker's reference.
        rules: ids of the rules on which any line rests; ``notes``: what is not known.
    """

    order: str
    left: bool
    lines: tuple[str, ...]
    sum_line: str
    sums: Sums
    rules: frozenset[str]
    notes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why rows of a worker cannot be used; ``of_contract``: in the file of contracts."""

    problems: tuple[RowProblem, ...]
    of_contract: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """The rows of one worker, and the contract where that is in a file of its own."""

    worker: str
    rows: list[Row]
    contract: Row | None

    @property
    def terms(self) -> Row:
        """Return the row that holds the contract."""
        return self.contract or self.rows[0]

    @property
    def key(self) -> Key:
        """Return what the result depends on: every cell but the first, the worker's reference."""
        rows = self.rows if self.contract is None else [*self.rows, self.contract]
        return tuple(tuple(row.cells.values())[1:] for row in rows)


def work_out_owed(work: Work, mapping: PayrollMapping, law: Law, days: Days) -> Pattern | Failure:
    """Return what one worker is owed, computed as for a single person's account."""
    try:
        account = account_of(work.rows, work.contract, mapping, law, days)
    except Unreadable as error:
        return Failure(tuple(error.problems), tuple(error.of_contract))
    try:
        found = owed(account, law)
    except InputError as error:
        first = error.problems[0]
        values: dict[str, object] = {"code": first.code, "reason": first.what}
        problem = RowProblem(work.terms.number, None, PayrollCode.NOT_RECKONED, values)
        return Failure((problem,)) if work.contract is None else Failure((), (problem,))
    # The time after the file is unknown: neither work nor payment may be assumed.
    periods = tuple(one for one in periods_of(found) if one.days.first <= days.last)
    sums = Sums.of(periods)
    last = account.employment.last
    order = mapping.contract.get("order")
    order_text = "" if order is None else text_of(work.terms, order)
    return Pattern(
        order=order_text,
        left=last is not None and last <= days.asked_on,
        lines=tuple(safe_line(period_cells(one, mapping.kinds, law.currency)) for one in periods),
        sum_line=safe_line(sum_cells(sums, mapping.kinds, law.currency)),
        sums=sums,
        rules=rules_of(found),
        notes=notes_of(found) | {*_notes(work, periods, mapping, days)},
    )


def _notes(
    work: Work,
    periods: Iterable[WorkerPeriod],
    mapping: PayrollMapping,
    days: Days,
) -> Iterator[str]:
    """Yield what the file leaves out: periods of the work, or its time before the file."""
    texts = (row.cells[mapping.period] for row in work.rows)
    covered = [span for text in texts if (span := span_of(text, mapping)) is not None]
    if any(not one.at_end and not any(len(span.meets(one.days)) for span in covered)
           for one in periods):  # fmt: skip
        yield "no_row"
    if began_before(work.terms, mapping, days):
        yield "before"


class _Batch(NamedTuple):
    """Workers on whose results others wait.

    Attributes:
        keys: of each worker; ``new``: those without a result yet, with what is found of them.
    """

    works: Sequence[Work]
    keys: list[Key]
    new: dict[Key, Work]
    found: Iterable[Pattern | Failure]


class PayrollCalculator:
    """Works out what workers are owed and keeps the result of each pattern.

    Args:
        mapping, law: how, and under what.
        days: covered by the file, and the last one to account for.
        processes: how many at most; 1 for none beside this one.
    """

    def __init__(
        self, mapping: PayrollMapping, law: Law, days: Days, *, processes: int = 1
    ) -> None:
        self._work_out = functools.partial(work_out_owed, mapping=mapping, law=law, days=days)
        self._processes = processes
        self._known: dict[Key, Pattern] = {}
        self._pool: Pool | None = None
        self.patterns = 0

    def results(self, works: Iterable[Work]) -> Iterator[tuple[Work, Pattern | Failure]]:
        """Yield each worker with what is owed, in their order.

        While results are consumed, the other processes work on the next workers.
        """
        waiting = _Batch((), [], {}, ())
        with self._ended():
            for several in batched(works, WORKERS_AT_ONCE, strict=False):
                started = self._started(several, waiting.new)
                yield from self._finished(waiting)
                self._forget(started.keys)
                waiting = started
            yield from self._finished(waiting)

    def _started(self, works: Sequence[Work], asked: Container[Key]) -> _Batch:
        keys = [work.key for work in works]
        new = {
            key: work
            for key, work in zip(keys, works, strict=True)
            if key not in self._known and key not in asked
        }
        self.patterns += len(new)
        return _Batch(works, keys, new, self._all(list(new.values())))

    def _finished(self, batch: _Batch) -> Iterator[tuple[Work, Pattern | Failure]]:
        for key, found in zip(batch.new, batch.found, strict=True):
            if isinstance(found, Pattern):
                self._known[key] = found
        for key, work in zip(batch.keys, batch.works, strict=True):
            # Problems are reported with the rows of each worker.
            yield work, self._known.get(key) or self._work_out(work)

    def _forget(self, needed: Iterable[Key]) -> None:
        if len(self._known) > MOST_KEPT:
            self._known = {key: self._known[key] for key in needed if key in self._known}

    def _all(self, works: list[Work]) -> Iterable[Pattern | Failure]:
        if self._processes > 1 and self._pool is None and len(works) >= WORTH_A_POOL:
            # Spawned, not forked: a copy of this process would hold the locks of its threads.
            context = multiprocessing.get_context("spawn")
            self._pool = context.Pool(self._processes, initializer=_left_to_the_first)
        if self._pool is None:
            return map(self._work_out, works)
        return self._pool.imap(self._work_out, works, chunksize=AT_ONCE)

    @contextmanager
    def _ended(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._pool is not None:
                self._pool.terminate()
                self._pool.join()
                self._pool = None


def _left_to_the_first() -> None:
    """Ignore Ctrl-C in a worker process; the main process ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

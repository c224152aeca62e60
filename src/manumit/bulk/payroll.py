"""Work out from a firm's file what each worker is owed, all of it or nothing."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from manumit.bulk.codes import BulkCode
from manumit.bulk.payroll_accounts import Days, Row, span_of, works_in
from manumit.bulk.payroll_cells import PERIOD_HEADER, WORKER_HEADER, amount_heads
from manumit.bulk.payroll_mapping import PayrollMapping
from manumit.bulk.payroll_owed import Failure, Pattern, PayrollCalculator, Work
from manumit.bulk.payroll_tables import (
    Contracts,
    PayrollTable,
    read_contracts,
    read_payroll,
)
from manumit.errors import InputError, Place
from manumit.exchange import SafeWriter, move_into_place, private_workdir, safe_line
from manumit.exchange.answers import REJECTS_HEADER
from manumit.exchange.problems import Tally
from manumit.exchange.tables import RowProblem
from manumit.terms import Law
from manumit.terms.wages.group import Firm, WorkerSums
from manumit.terms.wages.payroll_codes import PayrollCode

type Progress = Callable[[str, float], None]
type Report = Callable[[Firm, int], bytes]
"""Makes the report of a firm, of which so many workers were left out."""

CSV = ".csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payroll:
    """The input of a job: files, mapping, rules and day.

    Attributes:
        file: one row for each worker and month, or day; ``contracts``: one for each worker.
        asked_on: the day for which it is worked out what is late, and for how long. Periods that
            begin after the last day that the file covers are left out.
    """

    file: Path
    contracts: Path | None
    mapping: PayrollMapping
    law: Law
    asked_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollTargets:
    """Where the outputs go; all of them appear together, at the end.

    Attributes:
        periods: one row for each worker and pay period; ``workers``: one for each worker.
        rejects: with it, workers with a problem in a row are left out and listed here.
    """

    periods: Path
    workers: Path | None = None
    report: Path | None = None
    rejects: Path | None = None

    def check(self, *inputs: Path) -> None:
        """Refuse what would overwrite an input or another output, or cannot be written.

        Raises:
            InputError: B102, B103, W519.
        """
        named = {one.resolve() for one in inputs}
        for target in (self.periods, self.workers, self.report, self.rejects):
            if target is None:
                continue
            if target is not self.report and target.suffix != CSV:
                raise PayrollCode.RESULT_FORMAT.error(Place.in_file(target))
            if target.resolve() in named:
                raise BulkCode.SAME_FILE.error(Place.in_file(target))
            named.add(target.resolve())
            folder = target.resolve().parent
            if not (folder.is_dir() and os.access(folder, os.W_OK)):
                reason = "its folder does not exist or is not writable"
                raise BulkCode.NOT_WRITABLE.error(Place.in_file(target), reason=reason)


@dataclass(frozen=True, slots=True)
class PayrollDone:
    """What a finished job wrote.

    Attributes:
        rejected: workers that were left out; ``patterns``: distinct ones that were worked out.
    """

    firm: Firm
    rejected: int
    patterns: int


def owed_to_files(
    payroll: Payroll,
    targets: PayrollTargets,
    *,
    report: Report | None = None,
    processes: int = 1,
    progress: Progress = lambda _step, _share: None,
) -> PayrollDone:
    """Work out what each worker of a firm is owed, and write tables and report.

    Everything is made in a private folder beside the result, which is removed on every exit, and
    put in place in the end; on any problem, Ctrl-C included, nothing is written.

    Args:
        payroll: files, mapping, rules and day.
        targets: where the outputs go.
        report: makes the report, if ``targets`` has one.
        processes: how many at most. More than one needs a program that can be started anew, with
            its work below ``if __name__ == "__main__"``, as the command can.
        progress: called with the step and its share done.

    Raises:
        InputError: X201 to X220 about the files, W502 to W517 and W520 about rows (at most 20
            of a kind and column, then X399 with the number of the others), B102, B103, W519.
    """
    inputs = [one for one in (payroll.file, payroll.contracts) if one is not None]
    targets.check(*inputs)
    with private_workdir(targets.periods) as folder:
        job = _Job(payroll, targets, folder, processes, progress)
        done = job.run()
        finished = [(job.periods, targets.periods)]
        if targets.workers is not None:
            finished.append((job.workers, targets.workers))
        if targets.rejects is not None:
            finished.append((job.rejects, targets.rejects))
        if targets.report is not None and report is not None:
            progress("Writing the report", 0.0)
            page = folder / "report"
            page.write_bytes(report(done.firm, done.rejected))
            finished.append((page, targets.report))
        for made, target in finished:
            move_into_place(made, target)
        progress("Done", 1.0)
    return done


class _Job:
    """One run, which reads, computes and writes drafts."""

    def __init__(
        self,
        payroll: Payroll,
        targets: PayrollTargets,
        folder: Path,
        processes: int,
        progress: Progress,
    ) -> None:
        self.payroll, self.targets, self.progress = payroll, targets, progress
        self.mapping, self.law = payroll.mapping, payroll.law
        self.periods, self.workers = folder / "periods", folder / "workers"
        self.rejects = folder / "rejects"
        self.folder = folder
        self.processes = processes
        self.firm, self.rejected = Firm(), 0

    def run(self) -> PayrollDone:
        with self.rejects.open("x", encoding="utf-8", newline="") as stream:
            writer = SafeWriter(stream) if self.targets.rejects is not None else None
            if writer is not None:
                writer.row(REJECTS_HEADER)
            tally = Tally(self.payroll.file, writer)
            contracts_tally = Tally(self.payroll.contracts or self.payroll.file, writer)
            table, periods = read_payroll(
                self.payroll.file, self.mapping, tally, self.folder,
                with_contract=self.payroll.contracts is None,
                progress=lambda done, of: self.progress("Reading", done / of if of else 1.0),
            )  # fmt: skip
            contracts = self._contracts(contracts_tally)
            days = self._days(periods)
            calculator = PayrollCalculator(self.mapping, self.law, days, processes=self.processes)
            works = self._works(table, contracts, days, tally)
            self._write(calculator.results(works), table.height, tally, contracts_tally)
        self._check(tally, contracts_tally)
        return PayrollDone(self.firm, self.rejected, calculator.patterns)

    def _days(self, texts: Iterable[str]) -> Days:
        """Return the days that the file covers."""
        found = [span for text in texts if (span := span_of(text, self.mapping)) is not None]
        first = min((one.first for one in found), default=dt.date.min)
        last = max((one.last for one in found), default=dt.date.max)
        return Days(first, last, self.payroll.asked_on)

    def _contracts(self, tally: Tally) -> Contracts | None:
        if self.payroll.contracts is None:
            return None
        return read_contracts(self.payroll.contracts, self.mapping, tally)

    def _check(self, *tallies: Tally) -> None:
        problems = [one for tally in tallies for one in tally.problems()]
        if problems and self.targets.rejects is None:
            raise InputError(problems)
        if not self.firm.count:
            nothing = PayrollCode.NOTHING_LEFT.problem(Place.in_file(self.payroll.file))
            raise InputError([nothing, *problems])

    def _works(
        self, table: PayrollTable, contracts: Contracts | None, days: Days, tally: Tally
    ) -> Iterator[Work]:
        """Yield workers whose rows can be used, with contracts; add the others to ``tally``."""
        seen: set[str] = set()
        for worker, rows in table.workers():
            seen.add(worker)
            bad = {row.number for row in rows if row.number in table.bad}
            if contracts is not None and worker not in contracts.rows:
                problem = RowProblem(rows[0].number, self.mapping.worker, PayrollCode.NO_CONTRACT)
                tally.add([problem] if worker not in contracts.twice else [])
                bad.add(rows[0].number)
            if bad:
                self._reject(rows, bad, tally)
            else:
                yield Work(worker, rows, None if contracts is None else contracts.rows[worker])
        if contracts is not None:
            yield from self._without_rows(contracts, seen, days)

    def _without_rows(self, contracts: Contracts, seen: set[str], days: Days) -> Iterator[Work]:
        """Yield the workers with a contract for these days but no row: perhaps never paid."""
        for worker, row in contracts.rows.items():
            if worker not in seen and works_in(row, self.mapping, days):
                yield Work(worker, [], row)

    def _reject(self, rows: list[Row], reported: set[int], tally: Tally) -> None:
        """Leave a worker out: a sum without one of the rows would be wrong."""
        self.rejected += 1
        if self.targets.rejects is None:
            return  # the whole file is refused because of the other row
        tally.add(
            RowProblem(row.number, None, PayrollCode.OTHER_ROW)
            for row in rows
            if row.number not in reported
        )

    def _write(
        self,
        results: Iterable[tuple[Work, Pattern | Failure]],
        height: int,
        tally: Tally,
        contracts_tally: Tally,
    ) -> None:
        done = 0
        with (
            self.periods.open("x", encoding="utf-8", newline="") as stream,
            self.workers.open("x", encoding="utf-8", newline="") as worker_stream,
        ):
            kinds = self.mapping.kinds
            SafeWriter(stream).row([*PERIOD_HEADER, *amount_heads(kinds)])
            SafeWriter(worker_stream).row([*WORKER_HEADER, *amount_heads(kinds)])
            for work, found in results:
                done += len(work.rows)
                self.progress("Reckoning", done / height)
                if isinstance(found, Failure):
                    tally.add(found.problems)
                    contracts_tally.add(found.of_contract)
                    self._reject(work.rows, {one.row for one in found.problems}, tally)
                    continue
                self._add(work.worker, found, stream, worker_stream)

    def _add(self, worker: str, found: Pattern, periods: TextIO, workers: TextIO) -> None:
        one = WorkerSums(worker=worker, order=found.order, left=found.left, sums=found.sums)
        whose = safe_line((worker, found.order, "yes" if found.left else "no"))
        periods.writelines(f"{whose},{line}\n" for line in found.lines)
        workers.write(f"{whose},{found.sum_line}\n")
        self.firm.add(one, found.rules, found.notes)

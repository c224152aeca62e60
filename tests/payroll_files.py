"""Files of an invented firm, and the account of one of its workers written by hand."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from manumit.bulk.payroll import Payroll, PayrollDone, PayrollTargets, owed_to_files
from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.terms import shipped_law

MAPPING = """
schema: manumit/payroll-mapping/1
id: bakery
title: "Payroll of a bakery (invented)"
rows: month
worker: no
period: month
complete: {work: true, pay: true}
work: {column: hours, per: day}
paid:
  - {column: net, on: paid_on}
deducted:
  - {column: training, of: recruitment_cost, consent: none, empty: none}
  - {column: food, of: food, empty: none}
contract:
  order: {column: order}
  from: {column: start}
  until: {column: end}
  wage: {column: basic}
  per: {value: month}
  hours_per_week: {value: "48"}
  rest_day: {value: sunday}
  leave_days_taken: {value: "0"}
  about: {age: {value: adult}}
"""
COLUMNS = (
    "no", "month", "hours", "net", "paid_on", "training", "food", "order", "start", "end", "basic",
)  # fmt: skip
LAW = shipped_law("xx")

type RowOf = dict[str, str]


def row(no: str, month: str, **cells: str) -> RowOf:
    """A month of a worker, paid in time what was agreed, unless the cells say otherwise."""
    plain = {
        "hours": "8", "net": "1300", "paid_on": f"{month}-28", "order": "JO-1",
        "start": "2025-01-01", "basic": "1300",
    }  # fmt: skip
    return dict.fromkeys(COLUMNS, "") | plain | {"no": no, "month": month} | cells


def write(path: Path, rows: Iterable[RowOf], columns: Iterable[str] = COLUMNS) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run_payroll(
    folder: Path, rows: Iterable[RowOf], *, mapping: str = MAPPING,
    contracts: Path | None = None, asked_on: dt.date = dt.date(2025, 6, 30), **options: Any,
) -> PayrollDone:  # fmt: skip
    """Runs a firm's file; ``periods.csv`` and ``workers.csv`` appear in the folder."""
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    columns = next(iter(rows := list(rows))).keys()
    payroll = Payroll(
        file=write(folder / "firm.csv", rows, columns),
        contracts=contracts,
        mapping=read_payroll_mapping(folder / "mapping.yaml", LAW),
        law=LAW,
        asked_on=asked_on,
    )
    targets = PayrollTargets(
        periods=folder / "periods.csv",
        workers=folder / "workers.csv",
        rejects=folder / "rejects.csv" if options.pop("rejects", False) else None,
    )
    return owed_to_files(payroll, targets, **options)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def account(rows: Iterable[RowOf], asked_on: str) -> str:
    """The account that somebody would write by hand for the rows of one worker."""
    rows = list(rows)
    first = rows[0]
    lines = [
        "schema: manumit/account/1",
        "law: xx",
        f"asked_on: {asked_on}",
        "about: {age: adult}",
        "employment:",
        f"  from: {first['start']}",
        f"  until: {first['end'] or 'still'}",
        "  pay_period: month",
        "  rest_day: sunday",
        '  leave_days_taken: "0"',
        "complete: {work: true, pay: true}",
        "wages:",
        f'  - {{amount: "{first["basic"]}", per: month, hours_per_week: "48"}}',
        "work:",
    ]
    days = [_days(one) for one in rows]
    week = "[monday, tuesday, wednesday, thursday, friday, saturday]"
    lines += [
        f'  - {{from: {a}, until: {b}, days: {week}, hours: "{one["hours"] or "unknown"}"}}'
        for one, (a, b) in zip(rows, days, strict=True)
    ]
    lines.append("paid:")
    for one, (a, _) in zip(rows, days, strict=True):
        on = f"on: {one['paid_on']}, " if one["paid_on"] else ""
        lines.append(f'  - {{{on}for: {a}, amount: "{one["net"] or "unknown"}"}}')
    taken = [
        f'  - {{for: {a}, of: {of}, amount: "{one[column]}", consent: {consent}}}'
        for one, (a, _) in zip(rows, days, strict=True)
        for column, of, consent in (("training", "recruitment_cost", "none"),
                                    ("food", "food", "unknown"))
        if one[column] not in ("", "0")
    ]  # fmt: skip
    return "\n".join([*lines, *(["deducted:", *taken] if taken else [])]) + "\n"


def _days(one: RowOf) -> tuple[dt.date, dt.date]:
    first = dt.date.fromisoformat(f"{one['month']}-01")
    after = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    start = dt.date.fromisoformat(one["start"])
    end = dt.date.fromisoformat(one["end"]) if one["end"] else after
    return max(first, start), min(after, end)

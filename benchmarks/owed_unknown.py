"""Months of workers a second where no fact of the law is known, for each shipped law.

    .venv/bin/python benchmarks/owed_unknown.py [--months N]

One worker of whom only the pay, the hours and what was paid are known, and that the law holds for
the work: all else that the law asks for is left open, so the sum is worked out once for each set of
rules that may apply. Seconds of one processor, so that a machine that others use gives the same.
Invented data test the code.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from manumit.errors import InputError
from manumit.terms import Account, Law, owed, read_account, shipped_law, shipped_laws, size_of

FIRST_YEAR = 2024
STATED = {"covered_work": "yes", "month_pays_for": "all_days"}
"""Without these a law that holds for some work only refuses the account."""
GOAL = 340
"""Rows a second that every law should reach."""


def main() -> int:
    """Measure each law and print its rate; return an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=12, help="months of the account (to 12)")
    months = parser.parse_args().months
    with TemporaryDirectory() as name:
        for law in map(shipped_law, shipped_laws()):
            print(f"{law.id}: {measured(account_of(Path(name), law, months), law, months)}")
    return 0


def measured(account: Account, law: Law, months: int) -> str:
    """Return the rate in words, or why the law refuses the account."""
    try:
        owed(account, law)
    except InputError as error:
        return f"refused ({', '.join(sorted({str(one.code) for one in error.problems}))})"
    begins, times = time.process_time(), 0
    while (spent := time.process_time() - begins) < 1 or not times:
        owed(account, law)
        times += 1
    suppositions, rate = size_of(account, law).suppositions, times * months / spent
    return f"{rate:,.0f} rows/s, {rate / GOAL:.2f} of the goal, {suppositions} suppositions"


def account_of(folder: Path, law: Law, months: int) -> Account:
    """Return a worker's year of which no fact of the law is stated."""
    last = f"{FIRST_YEAR}-{months:02}-28"
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    work = {"from": f"{FIRST_YEAR}-01-01", "until": "still", "pay_period": "month"}
    paid = [
        {"for": f"{FIRST_YEAR}-{month:02}-15", "amount": "1000"} for month in range(1, months + 1)
    ]
    data = {
        "schema": "manumit/account/1",
        "law": law.id,
        "asked_on": last,
        "employment": {**work, "rest_day": "sunday", "leave_days_taken": "0"},
        "about": {name: value for name, value in STATED.items() if name in law.facts},
        "complete": {"work": True, "pay": True},
        "wages": [{"amount": "1300", "per": "month", "hours_per_week": "48"}],
        "work": [{"from": work["from"], "until": last, "days": days, "hours": "9"}],
        "paid": paid,
    }
    path = folder / f"{law.id}.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    return read_account(path, law)


if __name__ == "__main__":
    raise SystemExit(main())

"""A month in a firm's file is reckoned exactly as the account of that one person."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.bulk.payroll_cells import amount_heads, period_cells
from manumit.terms import owed, read_account
from manumit.terms.wages.group import periods_of
from payroll_files import LAW, RowOf, account, read, row, run_payroll

KINDS = ("recruitment_cost", "food")
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04")
hours = st.sampled_from(["8", "9.5", "8..11", "12", "", "0"])
net = st.sampled_from(["1040", "900", "0", "800..1000", ""])
paid_on = st.sampled_from(["2025-02-05", "2025-04-20", ""])
taken = st.sampled_from(["", "0", "45.50", "200"])


@st.composite
def workers(draw: st.DrawFn) -> list[RowOf]:
    end = draw(st.sampled_from(["", "2025-04-17"]))
    start = draw(st.sampled_from(["2025-01-01", "2025-01-15"]))
    return [
        row(
            "W1", month, start=start, end=end, hours=draw(hours), net=draw(net),
            paid_on=draw(paid_on), training=draw(taken), food=draw(taken),
            basic="900", order="JO-1",
        )
        for month in MONTHS
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(workers())
def test_a_month_of_a_firm_is_a_period_of_one_person(rows: list[RowOf]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        run_payroll(folder, rows)
        (folder / "one.yaml").write_text(account(rows, "2025-06-30"), "utf-8")
        alone = owed(read_account(folder / "one.yaml", LAW), LAW)
        heads = ["claim_by", "currency", *amount_heads(KINDS)]
        by_firm = [[one[head] for head in heads] for one in read(folder / "periods.csv")]
        by_hand = [
            [str(cell or "") for cell in period_cells(one, KINDS, "XXD")[7:]]
            for one in periods_of(alone)
            if one.days.first <= dt.date(2025, 4, 30)
        ]
        assert by_firm == by_hand
        assert len(by_firm) >= len(MONTHS)

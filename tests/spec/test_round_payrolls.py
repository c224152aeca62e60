"""Payrolls that answer a round: C81 art. 12(1)(c)(ii), C95 art. 12; domain.md R-03, R-30, R-40."""

import datetime as dt
import functools
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.apps import apps
from django.db import connection

import payroll_files
import rounds_world as rw
from cases_world import from_today, request
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.inspections import order_reading
from manumit.web.inspections.models import InspectionOrder
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.order_claims import services as order_claims
from manumit.web.remedies.models import Claim, RemedyOrder
from manumit.web.rounds import (
    letters,
    payroll_isolated,
    payroll_reading,
    payrolls,
    reading,
    verbs,
)
from manumit.web.rounds.models import LetterAnswer, LetterPayroll, PayrollResult, Round, RoundLetter
from manumit.web.rounds.payroll_isolated import work_out
from manumit.web.rounds.payroll_names import MAPPING, LetterPayrollSpec
from payroll_files import RowOf, row
from rounds_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FIRMS, ANSWERS = 40, 28
SIZES = (*[35] * 8, 31)
"""Workers of the nine firms that underpaid: 311."""
LEFT = (*[7] * 8, 8)
"""Of whom had left: 64."""
TEXTS_ONCE = functools.cache(Library.load)


@dataclass(frozen=True, slots=True)
class Rows:
    """A round of 40 firms whose last day is over."""

    round: Round


def made_rows(w: World) -> Rows:
    rw.firms(w.inspector, FIRMS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters, "order_pdf", lambda *_: b"%PDF-")  # not what is asked here
        return Rows(rw.sent(w.inspector))


_begun, _who, _rows = begun(world, made_rows)


@pytest.fixture(name="at_once")
def calculated_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process of its own does, without the second that its start takes."""

    def here(records: bytes, mapping: bytes, spec: LetterPayrollSpec) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / spec.records).write_bytes(records)
            (folder / MAPPING).write_bytes(mapping)
            try:
                return work_out(folder, replace(spec, languages=("en",)))
            except InputError as error:
                return {"problems": [{"code": one.code} for one in error.problems]}

    monkeypatch.setattr(payrolls, "run_isolated", here)
    monkeypatch.setattr(payroll_isolated, "Library", SimpleNamespace(load=TEXTS_ONCE))


def csv_of(rows: Iterable[RowOf]) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        return payroll_files.write(Path(name) / "firm.csv", rows).read_bytes()


def past_month() -> str:
    """Return a month in the period of the round."""
    return f"{today() - dt.timedelta(days=100):%Y-%m}"


def of_firm(workers: int, left: int = 0, net: str = "900") -> bytes:
    """A month of a firm: so many workers, of whom some left at its end."""
    month = past_month()
    ends = {"end": f"{month}-28"}
    return csv_of(
        row(f"W-{at}zq", month, net=net, **(ends if at < left else {})) for at in range(workers)
    )


def paid_in_full(workers: int = 2) -> bytes:
    return of_firm(workers, net="1300")


def taken(w: World, letter: RoundLetter, records: bytes, **more: Any) -> LetterPayroll:
    return rw.taken(w.inspector, letter, records, **more)


def first(rows: Rows) -> RoundLetter:
    found = rows.round.letters.order_by("place")[0]
    assert isinstance(found, RoundLetter)
    return found


# Sentence 7


@pytest.mark.usefixtures("at_once")
def test_nine_of_28_firms_underpaid_and_the_orders_for_311_workers_open_as_claims(
    w: World, rows: Rows
) -> None:
    """One order for each workplace; a claim for each worker, 64 of whom had left (R-03, R-40)."""
    sent = list(rows.round.letters.order_by("place"))
    files = [of_firm(size, left) for size, left in zip(SIZES, LEFT, strict=True)]
    files += [paid_in_full()] * (ANSWERS - len(files))
    for letter, records in zip(sent[:ANSWERS], files, strict=True):
        taken(w, letter, records)
    assert payrolls.read_due_payrolls() == ANSWERS
    assert payrolls.read_due_payrolls() == 0
    view = reading.round_view(w.inspector, rows.round.pk)
    assert view.counts == {"received": ANSWERS}
    assert view.to_order == FIRMS - ANSWERS
    owing = PayrollResult.objects.filter(owed__gt=0).select_related("payroll")
    assert len(owing) == 9
    form = {one.payroll_id: request() for one in owing}
    made = [
        payrolls.order_payment(w.inspector, rows.round.pk, key, request=form[key]) for key in form
    ]
    assert sum(one.workers or 0 for one in made) == 311
    assert sum(one.owed_left for one in owing) == 64
    assert {(one.kind, one.item, one.visit_id) for one in made} == {
        ("payment", "pay_on_time", None)
    }
    assert [one.amount for one in made] == [one.least for one in owing]
    again = [
        payrolls.order_payment(w.inspector, rows.round.pk, key, request=form[key]) for key in form
    ]
    assert again == made  # sent twice, it orders once
    assert InspectionOrder.objects.count() == 9
    lines = [line for one in owing for line in payrolls.payment_lines(one)]
    assert (len(lines), sum(one.left for one in lines)) == (311, 64)
    assert sum(one.least for one in lines) == sum(one.amount or 0 for one in made)
    assert order_claims.open_claims() == 311
    opened = Claim.objects.filter(order__in=made)
    assert set(opened.values_list("state", flat=True)) == {"decided"}
    assert opened.values("subject").distinct().count() == 311
    for order in made:
        ordered = RemedyOrder.objects.filter(claim__order=order)
        assert ordered.count() == order.workers
        assert sum(one.amount for one in ordered) == order.amount


@pytest.mark.usefixtures("at_once")
def test_the_order_says_how_many_and_its_list_names_each_worker_with_the_sum(
    w: World, rows: Rows
) -> None:
    payroll = taken(w, first(rows), of_firm(3, left=1))
    payrolls.read_payroll(payroll.pk)
    order = payrolls.order_payment(w.inspector, rows.round.pk, payroll.pk, request=request())
    paper = text_of(order_reading.order_paper(order_reading.printed_order(w.inspector, order.pk)))
    assert "Workers: 3. Of these, have left: 1." in " ".join(paper.split())
    assert not [at for at in range(3) if f"W-{at}zq" in paper]  # the names are in the list
    listed = order_reading.payment_paper(w.inspector, order.pk)
    assert listed is not None
    found = text_of(listed)
    assert all(f"W-{at}zq" in found for at in range(3))
    assert "has left" in found
    assert str(order.reference) in found
    with pytest.raises(InputError, match="H413"):
        payrolls.order_payment(w.inspector, rows.round.pk, payroll.pk, request=request())


def text_of(content: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)


# What cannot be read


@pytest.mark.usefixtures("at_once")
def test_a_file_that_cannot_be_read_is_not_nothing_owed_and_stops_no_other(
    w: World, rows: Rows
) -> None:
    one, other, *_ = rows.round.letters.order_by("place")
    bad = taken(w, one, b"no,month\n1,not a month\n")
    good = taken(w, other, of_firm(2))
    assert payrolls.read_due_payrolls() == 2
    seen = payroll_reading.payroll_view(w.inspector, rows.round.pk, bad.pk, "en")
    assert seen is not None
    assert seen.result is not None
    assert seen.result.reading == "unreadable"
    assert seen.problems
    assert all(one["code"] and one["do"] for one in seen.problems)
    assert not seen.may_order
    with pytest.raises(InputError, match="H412"):
        payrolls.order_payment(w.inspector, rows.round.pk, bad.pk, request=request())
    assert LetterAnswer.objects.get(letter=one).answer == "unreadable"
    assert PayrollResult.objects.get(payroll=good).reading == "read"
    ordered = verbs.order_production(w.inspector, rows.round.pk, request=request())
    assert {one.workplace_id, other.workplace_id} & {each.workplace_id for each in ordered} == {
        one.workplace_id
    }


@pytest.mark.usefixtures("at_once")
def test_a_worker_with_a_bad_row_is_left_out_and_the_records_can_still_be_ordered(
    w: World, rows: Rows
) -> None:
    month = past_month()
    records = csv_of([row("W-0zq", month, net="900"), row("W-1zq", month, hours="many")])
    payroll = taken(w, first(rows), records)
    payrolls.read_payroll(payroll.pk)
    seen = payroll_reading.payroll_view(w.inspector, rows.round.pk, payroll.pk, "en")
    assert seen is not None
    assert seen.result is not None
    assert (seen.result.workers, seen.result.left_out) == (1, 1)
    assert [(one["row"], one["column"]) for one in seen.refused] == [("3", "hours")]
    assert seen.may_order  # for the one who could be read
    assert LetterAnswer.objects.get().answer == "unreadable"


@pytest.mark.usefixtures("at_once")
def test_a_wrong_mapping_is_no_answer_of_the_employer(w: World, rows: Rows) -> None:
    payroll = taken(w, first(rows), paid_in_full(), mapping=b"schema: other\n")
    payrolls.read_payroll(payroll.pk)
    assert PayrollResult.objects.get().reading == "bad_mapping"
    assert not LetterAnswer.objects.exists()


@pytest.mark.proves("payrolls-of-a-round")
def test_the_process_of_its_own_gives_the_same_and_leaves_no_file(
    w: World, rows: Rows, tmp_path: Path, settings: Any
) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path)
    payroll = taken(w, first(rows), of_firm(2, left=1))
    assert payrolls.read_payroll(payroll.pk)
    result = PayrollResult.objects.get()
    assert (result.reading, result.workers, result.owed, result.owed_left) == ("read", 2, 2, 1)
    assert set(payrolls.outcome_of(result)["views"]) >= {"en", "fr", "es", "ar"}
    assert not list((tmp_path / "payrolls").iterdir())


HUGE = {"worker": "W-1zq", "left": False, "least": "1", "most": "1" + "0" * 12}


@pytest.mark.parametrize(
    "outcome",
    [None, {"currency": "XXD", "workers": [HUGE], "left_out": 0, "refused": [], "views": {}}],
)
def test_a_run_that_breaks_or_shows_absurd_sums_is_kept_as_one_that_cannot_be_read(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch, outcome: dict[str, Any] | None
) -> None:
    monkeypatch.setattr(payrolls, "run_isolated", lambda *_: outcome)
    payroll = taken(w, first(rows), paid_in_full())
    assert payrolls.read_payroll(payroll.pk)
    assert PayrollResult.objects.get().reading == "unreadable"
    assert LetterAnswer.objects.get().answer == "unreadable"


# Bad input, and everybody else


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"called": "scan.pdf"}, "H409"),
        ({"records": b""}, "H410"),
        ({"records": b"x" * 2_000_001}, "H410"),
        ({"mapping": b"x" * 50_001}, "H410"),
        ({"law": "zz"}, "H411"),
        ({"asked_on": None}, "H406"),
        ({"answered_on": dt.timedelta(days=3)}, "H406"),
        ({"answered_on": dt.timedelta(days=-31)}, "H406"),
    ],
)
def test_bad_input_is_refused_with_a_code(
    w: World, rows: Rows, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as wrong:
        taken(w, first(rows), **({"records": b"no\n"} | from_today(more)))
    assert [one.code for one in wrong.value.problems] == [code]
    assert not LetterPayroll.objects.exists()


@pytest.mark.proves("payrolls-of-a-round")
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("who", ["elsewhere", "other_inspectorate", "intake", "stranger"])
def test_a_payroll_is_of_its_office_alone(w: World, rows: Rows, who: str) -> None:
    letter = first(rows)
    payroll = taken(w, letter, of_firm(1))
    payrolls.read_payroll(payroll.pk)
    found, key = getattr(w, who), rows.round.pk
    actor = getattr(found, "first", found)
    acts = (
        lambda: payroll_reading.payroll_view(actor, key, payroll.pk, "en"),
        lambda: payrolls.order_payment(actor, key, payroll.pk, request=request()),
        lambda: rw.taken(actor, letter, b"no"),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert not InspectionOrder.objects.exists()
    assert LetterPayroll.objects.count() == 1


@pytest.mark.proves("payrolls-of-a-round")
@pytest.mark.usefixtures("at_once")
def test_no_table_of_the_rooms_holds_a_worker_in_clear(w: World, rows: Rows) -> None:
    """Planted first: what is not sealed is found in the same way."""
    payroll = taken(w, first(rows), of_firm(1))
    payrolls.read_payroll(payroll.pk)
    payrolls.order_payment(w.inspector, rows.round.pk, payroll.pk, request=request())
    held = {
        model._meta.db_table
        for room in ("rounds", "inspections")
        for model in apps.get_app_config(room).get_models()
    }
    assert len(held) >= 6
    with connection.cursor() as cursor:
        kept = []
        for table in sorted(held):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608 - our names
            kept += [line for (line,) in cursor.fetchall()]
    everything = "\n".join(kept)
    assert "payroll.csv" in everything
    assert "zq" not in everything

"""Payrolls that answer a request: taken, worked out in the background, ordered to be paid.

What cannot be read is never "nothing owed": its workplace stays among those that can be ordered to
produce their records. An order to pay covers all workers of the payroll, those who left too (R-03,
R-40), with the least that each can claim.
"""

import base64
import contextlib
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.errors import Place
from manumit.terms import shipped_laws
from manumit.terms.numbers import digits, shown
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.orders import (
    InspectionOrderDetails,
    OrderContent,
    issue_without_visit,
)
from manumit.web.inspections.payment_lists import ListedWorkers, PaymentLine, list_workers
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.money import DIGITS, PLACES
from manumit.web.kernel.room import NewRow
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.rounds import law
from manumit.web.rounds.codes import RoundCode
from manumit.web.rounds.letters import addressee_of, record_making
from manumit.web.rounds.lists import (
    PAY_ON_TIME,
    PAYMENT,
    RECEIVED,
    REQUEST,
    UNREADABLE,
    core_item,
    rules,
)
from manumit.web.rounds.models import (
    LetterAnswer,
    LetterPayroll,
    PayrollResult,
    Round,
    RoundLetter,
    RoundOrder,
)
from manumit.web.rounds.payroll_names import LetterPayrollSpec
from manumit.web.rounds.payroll_run import remove_left_files, run_isolated
from manumit.web.ui.languages import languages, words

TASK, QUEUE = "rounds.read_payroll", "rounds"
LARGEST = {"records": 2_000_000, "mapping": 50_000}
"""Bytes: a hundred workers of a year are about 100,000."""
# Files get a neutral name: their own may contain a person's name, and messages quote it.
NAMES = {".csv": "payroll.csv", ".gz": "payroll.csv.gz", ".xlsx": "payroll.xlsx"}
LARGEST_SUM = Decimal(10) ** (DIGITS - PLACES)
READ, BAD_MAPPING = "read", "bad_mapping"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PayrollInput:
    """A payroll as it came; its ``repr`` hides the content.

    Attributes:
        called: name of the file, of which only the ending is used.
        mapping: which column means what, as for ``manumit owed --payroll``.
        law: id of the law by which it is worked out.
        asked_on: day for which it is worked out what is late.
        answered_on: day on which it came.
    """

    called: str
    records: bytes
    mapping: bytes
    law: str
    asked_on: dt.date | None
    answered_on: dt.date | None


def take_payroll(
    actor: Actor | None,
    key: uuid.UUID,
    letter: uuid.UUID,
    entered: PayrollInput,
    *,
    request: uuid.UUID,
) -> LetterPayroll:
    """Take the payroll that answers a request; it is worked out in the background.

    Raises:
        Refused: not for this actor.
        InputError: H401, H406, H409 to H411; T201, T202.
    """

    def build(row: Round, who: Actor) -> NewRow[LetterPayroll]:
        del who
        found = row.letters.filter(pk=letter, kind=REQUEST).first()
        if found is None:
            raise RoundCode.NOT_LISTED.error(Place(field="letter"))
        name = _checked_file(entered)
        if entered.law not in shipped_laws():
            raise RoundCode.NO_LAW.error(Place(field="law"))
        made = LetterPayroll(
            letter=found,
            law=entered.law,
            records_name=name,
            asked_on=_past_day(entered.asked_on, "asked_on", row.first_day),
            answered_on=_past_day(entered.answered_on, "answered_on", row.letters_on),
        )
        return NewRow(
            made,
            {
                "records": base64.b64encode(entered.records).decode(),
                "mapping": base64.b64encode(entered.mapping).decode(),
            },
        )

    with transaction.atomic():
        made = room.add_part(actor, law.WORK, key, LetterPayroll, request, build, of="round")
        enqueue(made.pk)
    return made


def _checked_file(entered: PayrollInput) -> str:
    name = NAMES.get(Path(entered.called).suffix.lower(), "")
    if not name:
        raise RoundCode.FILE_KIND.error(Place(field="records"))
    for field, most in LARGEST.items():
        if not 0 < len(getattr(entered, field)) <= most:
            raise RoundCode.FILE_SIZE.error(Place(field=field))
    return name


def _past_day(day: dt.date | None, field: str, earliest: dt.date) -> dt.date:
    if day is None or not earliest <= day <= latest_day():
        raise RoundCode.NO_DAY.error(Place(field=field))
    return day


def enqueue(key: uuid.UUID) -> None:
    """Have a payroll worked out in the background; once, however often it is called."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"payroll-{key}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(payroll=str(key))


@app.task(name=TASK, queue=QUEUE)
def read_payroll_job(*, payroll: str) -> None:
    """Work out one payroll."""
    read_payroll(uuid.UUID(payroll))


def read_due_payrolls() -> int:
    """Work out what a worker that died has left; return how many payrolls."""
    remove_left_files()
    waiting = _waiting().order_by("made_at", "pk")
    return sum(read_payroll(key) for key in waiting.values_list("pk", flat=True))


def _waiting() -> QuerySet[LetterPayroll]:
    return LetterPayroll.objects.filter(result=None, subject__erased_at__isnull=True)


def read_payroll(key: uuid.UUID) -> bool:
    """Work out one payroll and keep its result; return whether this call did it.

    A file that makes a library fail is kept as one that cannot be read, and stops no other.
    """
    row = _waiting().filter(pk=key).first()
    if row is None:
        return False
    opened = subject_key(row.subject_id)
    records, mapping = (
        base64.b64decode(open_text(row, column, key=opened) or "")
        for column in ("records", "mapping")
    )
    spec = LetterPayrollSpec(
        records=row.records_name,
        law=row.law,
        asked_on=row.asked_on.isoformat(),
        languages=tuple(one.tag for one in languages()),
        own=tuple(str(one) for one in settings.MANUMIT.own_files),
    )
    # Outside of the transaction: a file may take a minute, and nobody waits for the round.
    outcome = run_isolated(records, mapping, spec)
    with transaction.atomic():
        kept = Round.objects.select_for_update().get(pk=row.round_id)
        if PayrollResult.objects.filter(payroll=row).exists():
            return False
        record_making(kept)
        result = _result(row, outcome or {"unreadable": []})
        result.save(force_insert=True)
        if result.reading != BAD_MAPPING:
            _answer(row, result).save(force_insert=True)
    return True


def _result(row: LetterPayroll, outcome: Mapping[str, Any]) -> PayrollResult:
    made = PayrollResult(
        institution_id=row.institution_id,
        made_by=row.made_by,
        request=uuid.uuid5(row.pk, "result"),
        round_id=row.round_id,
        subject_id=row.subject_id,
        payroll=row,
    )
    workers = outcome.get("workers", ())
    most = sum((Decimal(one["most"]) for one in workers), Decimal(0))
    # Sums that no employer can owe are a sign that the columns mean something else.
    if "workers" in outcome and most < LARGEST_SUM:
        owed = [one for one in workers if Decimal(one["least"]) > 0]
        made.reading, made.currency = READ, outcome["currency"]
        made.workers, made.left_out = len(workers), outcome["left_out"]
        made.owed, made.owed_left = len(owed), sum(one["left"] for one in owed)
        made.least = sum((Decimal(one["least"]) for one in owed), Decimal(0))
        made.most = most
    else:
        # The officer's own mapping says nothing about the employer's records.
        made.reading = BAD_MAPPING if "problems" in outcome else UNREADABLE
    seal_text(made, "outcome", json.dumps(outcome), key=subject_key(row.subject_id))
    return made


def _answer(row: LetterPayroll, result: PayrollResult) -> LetterAnswer:
    """Return the answer that a payroll is: records of a worker that cannot be read are missing."""
    whole = result.reading == READ and not result.left_out
    return LetterAnswer(
        institution_id=row.institution_id,
        made_by=row.made_by,
        request=uuid.uuid5(row.pk, "answer"),
        round_id=row.round_id,
        letter_id=row.letter_id,
        answer=RECEIVED if whole else UNREADABLE,
        answered_on=row.answered_on,
    )


def outcome_of(result: PayrollResult) -> dict[str, Any]:
    """Return what a payroll shows; the caller has asked the policy."""
    found: dict[str, Any] = json.loads(open_text(result, "outcome") or "{}")
    return found


def payment_lines(result: PayrollResult) -> list[PaymentLine]:
    """Return the workers to whom something is owed for certain, those who left too (R-03)."""
    lines = [
        PaymentLine(
            worker=one["worker"],
            least=Decimal(one["least"]),
            most=Decimal(one["most"]),
            left=one["left"],
        )
        for one in outcome_of(result).get("workers", ())
    ]
    return [one for one in lines if one.least > 0]


def order_payment(
    actor: Actor | None, key: uuid.UUID, payroll: uuid.UUID, *, request: uuid.UUID
) -> InspectionOrder:
    """Order a workplace to pay all workers of a payroll what they can claim at the least.

    Return the order; the same one where the form was sent before.

    Raises:
        Refused: not for this actor.
        InputError: H412, H413; T201, T202; V101 to V107.
    """
    with transaction.atomic():
        row, who = room.lock_record(actor, law.WORK, key)
        known = row.orders.filter(request=request, kind=PAYMENT).first()
        if known is not None:
            return known.order
        room.require_state(row, law.WORK)
        found = PayrollResult.objects.filter(round=row, payroll=payroll, reading=READ)
        result = found.select_related("payroll__letter").first()
        if result is None or not result.owed:
            raise RoundCode.NOTHING_OWED.error(Place(field="payroll"))
        letter = result.payroll.letter
        if row.orders.filter(letter=letter, kind=PAYMENT).exists():
            raise RoundCode.HAS_ORDER.error(Place(field="payroll"))
        order = _issue(row, who, letter, result, request)
        listed = ListedWorkers(
            first_day=row.first_day, last_day=row.last_day, lines=payment_lines(result)
        )
        list_workers(who, order.pk, listed, request=request)
        # After the order: what is saved next is of the last act.
        record_act(who, "change", "round", row.pk, purpose="change")
        made = NewRow(RoundOrder(letter=letter, order=order, kind=PAYMENT))
        room.save_part(row, who, made, of="round", request=request)
        return order


def _issue(
    row: Round, who: Actor, letter: RoundLetter, result: PayrollResult, request: uuid.UUID
) -> InspectionOrder:
    second = row.second_language
    content = OrderContent(
        addressee=addressee_of(letter),
        demand=_demand(row, result, row.language),
        language=row.language,
        second=_demand(row, result, second) if second else "",
        second_language=second,
    )
    details = InspectionOrderDetails(
        kind=PAYMENT,
        issued_on=today(),
        days=rules().pay_days,
        currency=result.currency,
        amount=shown(Fraction(result.least), digits(result.currency)),
        workers=result.owed,
    )
    return issue_without_visit(
        who, letter.workplace_id, core_item(PAY_ON_TIME), details, content, request=request
    )


def _demand(row: Round, result: PayrollResult, tag: str) -> str:
    return (
        words(tag)
        .name("rounds_paper/pay")
        .format(
            workers=result.owed,
            left=result.owed_left,
            first=f"{row.first_day:%Y-%m-%d}",
            last=f"{row.last_day:%Y-%m-%d}",
            reference=row.reference,
        )
    )

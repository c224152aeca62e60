"""Payrolls of a round as the members of an office see them: what each worker can claim."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction

from manumit.assessment.view import Words
from manumit.paper.order import OrderPart, order_pdf
from manumit.terms.numbers import money
from manumit.terms.words import number_text
from manumit.web.inspections.law import order_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.reading import allowed_actions
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.letters import addressee_of
from manumit.web.rounds.lists import PAYMENT, rules
from manumit.web.rounds.models import LetterPayroll, PayrollResult, Round, RoundOrder
from manumit.web.rounds.payrolls import ordered_lines, outcome_of
from manumit.web.rounds.process import UNDER_WAY
from manumit.web.ui.languages import language, library, words


@dataclass(frozen=True, slots=True, repr=False)
class PayrollView:
    """One payroll; its ``repr`` hides the names.

    Attributes:
        name: of the employer, as in the letter.
        result: None while it waits to be worked out.
        view: the report in the language of the page; None where nothing could be read.
        shown: a page of its workers.
        problems: what is wrong with the file or its mapping.
        refused: rows of workers that were left out.
        order: to pay, that was issued for the workplace in this round; None if none was.
        may_order: whether the member can issue one now.
    """

    round: Round
    row: LetterPayroll
    name: str
    result: PayrollResult | None
    view: Mapping[str, Any] | None
    shown: Page[Mapping[str, Any]]
    problems: Sequence[Mapping[str, str]]
    refused: Sequence[Mapping[str, str]]
    order: InspectionOrder | None
    may_order: bool


@transaction.atomic
def payroll_view(
    actor: Actor | None, key: uuid.UUID, payroll: uuid.UUID, tag: str, number: str | None = None
) -> PayrollView | None:
    """Return one payroll of a round in a language; None if the round has no such payroll.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row, held = round_policy.load_held(actor, key)
    who = require_actor(actor, "round", SEE)
    record_act(who, "read_file", "round", row.pk, purpose=SEE)
    found = row.payrolls.select_related("letter", "result").filter(pk=payroll).first()
    if found is None:
        return None
    result: PayrollResult | None = getattr(found, "result", None)
    outcome = {} if result is None else outcome_of(result)
    view = outcome.get("views", {}).get(tag)
    paid = row.orders.filter(letter=found.letter, kind=PAYMENT).select_related("order").first()
    can = row.state == UNDER_WAY and "change" in allowed_actions(who, "round", held)
    owed = result is not None and result.owed > 0
    workers = [] if view is None else view["workers"]
    return PayrollView(
        round=row,
        row=found,
        name=addressee_of(found.letter),
        result=result,
        view=view,
        shown=Paginator(workers, rules().on_a_page).get_page(number),
        problems=[*outcome.get("problems", ()), *outcome.get("unreadable", ())],
        refused=[
            {**one, "place": f"row {one['row']}, {one['column']}"}
            for one in outcome.get("refused", ())
        ],
        order=None if paid is None else paid.order,
        may_order=can and owed and paid is None and bool(order_policy.can_new(who, "issue")),
    )


@transaction.atomic
def payment_list(actor: Actor | None, key: uuid.UUID, payroll: uuid.UUID) -> bytes | None:
    """Return the list of an order to pay as PDF: each worker with the sum; None if there is none.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301; P101 or P102 where it cannot be printed.
    """
    row = round_policy.load(actor, key)
    who = require_actor(actor, "round", SEE)
    record_act(who, "print", "round", row.pk, purpose=SEE)
    found = row.payrolls.filter(pk=payroll).first()
    paid = None
    if found is not None:
        orders = row.orders.filter(letter=found.letter_id, kind=PAYMENT)
        paid = orders.select_related("order", "letter").first()
    if paid is None:
        return None
    tags = dict.fromkeys(filter(None, (row.language, row.second_language)))
    return order_pdf([_part(row, paid, tag) for tag in tags], library())


def _amount(wording: Words, number: str | Decimal | int, paid: RoundOrder) -> str:
    return number_text(wording, money(Fraction(number), paid.order.currency))


def _part(row: Round, paid: RoundOrder, tag: str) -> OrderPart:
    wording, own = words(tag), subject_key(row.subject_id)
    lines = ordered_lines(paid)
    left = wording.name("rounds_paper/has_left")
    head = [
        (wording.name("rounds_field/reference"), paid.order.reference),
        (wording.name("rounds_field/addressee"), addressee_of(paid.letter, key=own)),
    ]
    for one in lines:
        named = f"{one['worker']} ({left})" if one["left"] else one["worker"]
        head.append((named, _amount(wording, one["least"], paid)))
    spoken = language(tag)
    return OrderPart(
        language=tag,
        direction="ltr" if spoken is None else spoken.direction,
        title=wording.name("rounds_paper/list"),
        head=head,
        demand_title=wording.name("rounds_paper/sum"),
        demand=_amount(wording, paid.order.amount or 0, paid),
        notes=[wording.name("rounds_paper/list_note")],
        sign=wording.name("rounds_paper/inspector"),
    )

"""Payrolls of a round as the members of an office see them: what each worker can claim."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction

from manumit.web.inspections.law import order_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.reading import allowed_actions
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.letters import addressee_of
from manumit.web.rounds.lists import PAYMENT, rules
from manumit.web.rounds.models import LetterPayroll, PayrollResult, Round
from manumit.web.rounds.payrolls import outcome_of
from manumit.web.rounds.process import UNDER_WAY


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

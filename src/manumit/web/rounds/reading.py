"""Rounds as the members of an office see them: letters, answers, what is overdue."""

import base64
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Count

from manumit.web.inspections.law import order_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.reading import allowed_actions, possible_steps
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.paging import page_of
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.letters import addressee_of, unanswered, with_answers
from manumit.web.rounds.lists import RECEIVED, REMINDER, rules
from manumit.web.rounds.models import Round
from manumit.web.rounds.process import ROUND
from manumit.web.rounds.verbs import to_order


@dataclass(frozen=True, slots=True, repr=False)
class LetterLine:
    """One workplace of a round; its ``repr`` hides the name.

    Attributes:
        name: as it was in the letter.
        answer: the latest; empty while there is none.
        overdue: no readable records were received, and the last day is over.
        reminded: whether a reminder was made.
        printable: whether the letter could be printed.
        payroll: that came last; None if none came.
        orders: that followed, to produce the records or to pay.
    """

    key: uuid.UUID
    place: int
    workplace: uuid.UUID
    name: str
    answer: str
    overdue: bool
    reminded: bool
    printable: bool
    payroll: uuid.UUID | None
    orders: Sequence[InspectionOrder]


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round.

    Attributes:
        made: letters that are made already.
        counts: number of workplaces by latest answer, of those that answered.
        waiting: workplaces without an answer.
        overdue: workplaces whose last day is over without readable records.
        to_order: of them, those that can be ordered to produce their records now.
        shown: a page of its workplaces.
        may_order: whether the member may issue orders.
    """

    row: Round
    made: int
    counts: Mapping[str, int]
    waiting: int
    overdue: int
    to_order: int
    shown: Page[LetterLine]
    steps: Sequence[str]
    may: frozenset[str]
    may_order: bool


@transaction.atomic
def round_view(
    actor: Actor | None, key: uuid.UUID, number: str | None = None, *, only_overdue: bool = False
) -> RoundView:
    """Return one round; the ledger has it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row, held = round_policy.load_held(actor, key)
    who = require_actor(actor, "round", SEE)
    record_act(who, "read_file", "round", row.pk, purpose=SEE)
    requests = with_answers(row)
    late = unanswered(row) if row.is_overdue() else requests.none()
    counts = dict(requests.values_list("latest").annotate(number=Count("pk")).order_by())
    rows = late if only_overdue else requests
    reminded = set(row.letters.filter(kind=REMINDER).values_list("workplace", flat=True))
    may = allowed_actions(who, "round", held)
    return RoundView(
        row=row,
        made=sum(counts.values()),
        counts={code: found for code, found in counts.items() if code},
        waiting=counts.get(None, 0),
        overdue=late.count(),
        to_order=to_order(row).count() if row.is_overdue() else 0,
        shown=page_of(
            rows.order_by("place"),
            number,
            rules().on_a_page,
            lambda found: _lines(row, found, reminded),
        ),
        steps=possible_steps(ROUND, row, who, may),
        may=may,
        may_order=bool(order_policy.can_new(who, "issue")),
    )


def _lines(row: Round, letters: Iterable[Any], reminded: Collection[uuid.UUID]) -> list[LetterLine]:
    letters = list(letters)
    own, over = subject_key(row.subject_id), row.is_overdue()
    payrolls = row.payrolls.filter(letter__in=letters).order_by("made_at")
    latest = dict(payrolls.values_list("letter", "pk"))
    orders: dict[uuid.UUID, list[InspectionOrder]] = defaultdict(list)
    for one in row.orders.filter(letter__in=letters).select_related("order").order_by("made_at"):
        orders[one.letter_id].append(one.order)
    return [
        LetterLine(
            key=one.pk,
            place=one.place,
            workplace=one.workplace_id,
            name=addressee_of(one, key=own),
            answer=one.latest or "",
            overdue=over and one.latest != RECEIVED,
            reminded=one.workplace_id in reminded,
            printable=one.printable,
            payroll=latest.get(one.pk),
            orders=orders[one.pk],
        )
        for one in letters
    ]


@transaction.atomic
def papers(actor: Actor | None, key: uuid.UUID, letter: uuid.UUID | None = None) -> list[bytes]:
    """Return letters of a round as PDF, in their order: one of them, or all.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = round_policy.load(actor, key)
    who = require_actor(actor, "round", SEE)
    record_act(who, "print", "round", row.pk, purpose=SEE)
    own, rows = subject_key(row.subject_id), row.letters.filter(printable=True)
    found = rows if letter is None else rows.filter(pk=letter)
    ordered = found.order_by("-kind", "place").iterator()  # requests before reminders
    return [base64.b64decode(open_text(one, "paper", key=own) or "") for one in ordered]

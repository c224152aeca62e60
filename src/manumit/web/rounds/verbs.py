"""What can be done to a round: the law of each act in a few lines.

Checking the right, locking, idempotency and the ledger are in :mod:`manumit.web.kernel.room`.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from manumit.errors import Place
from manumit.web.inspections.facts import Area
from manumit.web.inspections.lists import LISTS as INSPECTION_LISTS
from manumit.web.inspections.models import InspectionOrder
from manumit.web.inspections.orders import (
    InspectionOrderDetails,
    OrderContent,
    issue_without_visit,
)
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.room import NewRow
from manumit.web.registers.lists import sectors
from manumit.web.rounds import law, letters
from manumit.web.rounds.codes import RoundCode
from manumit.web.rounds.lists import (
    PRODUCTION,
    RECORDS_SHOWN,
    REMINDER,
    REQUEST,
    checked_code,
    core_item,
    rules,
)
from manumit.web.rounds.models import LetterAnswer, Round, RoundLetter, RoundOrder
from manumit.web.rounds.process import ROUND
from manumit.web.ui.languages import language


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInput:
    """A round as entered: who, what and when; see :class:`Round`."""

    area: str
    records: Sequence[str]
    first_day: dt.date | None
    last_day: dt.date | None
    letters_on: dt.date | None
    answer_by: dt.date | None
    language: str
    second_language: str = ""
    sector: str = ""


def _require(holds: bool, code: RoundCode, field: str, **values: object) -> None:
    if not holds:
        raise code.error(Place(field=field), **values)


def plan_round(actor: Actor | None, entered: RoundInput, *, request: uuid.UUID) -> Round:
    """Plan a round and return it; its day and its list of workplaces are fixed now.

    Raises:
        Refused: the role plans none.
        InputError: H401 to H405; T201; V101 to V106.
    """

    def build(who: Actor) -> NewRow[Round]:
        _check_codes(entered)
        row = Round(
            area=entered.area,
            sector=entered.sector,
            records=[checked_code("records", one, "records") for one in entered.records],
            language=entered.language,
            second_language=entered.second_language,
        )
        _set_days(row, entered)
        rows = Area.of(who, row.area, row.sector).workplaces().filter(closed=False)
        keys = sorted(rows.values_list("pk", flat=True))
        _check_number(len(keys))
        row.workplaces, row.frame = len(keys), [str(one) for one in keys]
        return NewRow(row)

    return room.create_record(actor, law.PLAN, request, build)


def _check_codes(entered: RoundInput) -> None:
    _require(entered.area in INSPECTION_LISTS["area"].today(), RoundCode.NOT_LISTED, "area")
    known = not entered.sector or entered.sector in sectors().titles
    _require(known, RoundCode.NOT_LISTED, "sector")
    _require(language(entered.language) is not None, RoundCode.NOT_LISTED, "language")
    second = entered.second_language
    _require(not second or language(second) is not None, RoundCode.NOT_LISTED, "second_language")
    _require(bool(entered.records), RoundCode.NO_RECORDS, "records")


def _check_number(number: int) -> None:
    """Refuse too few workplaces, with which everybody could guess who is meant (R-30)."""
    fewest, most = rules().fewest, rules().most
    _require(number >= fewest, RoundCode.FEW_PLACES, "sector", number=number, least=fewest)
    _require(number <= most, RoundCode.MANY_PLACES, "sector", number=number, most=most)


def _set_days(row: Round, entered: RoundInput) -> None:
    ahead, longest = rules().ahead_days, rules().answer_days
    earliest = today() + dt.timedelta(days=ahead)
    newest = today() + dt.timedelta(days=rules().plan_days)
    days = (entered.first_day, entered.last_day, entered.letters_on, entered.answer_by)
    first, last, letters_on, answer_by = (one or dt.date.min for one in days)
    fits = (
        None not in days
        and earliest <= letters_on <= newest
        and first <= last <= letters_on < answer_by <= letters_on + dt.timedelta(days=longest)
    )
    _require(fits, RoundCode.NO_DAYS, "letters_on", ahead=ahead, longest=longest)
    row.first_day, row.last_day = first, last
    row.letters_on, row.answer_by = letters_on, answer_by


def move_round(
    actor: Actor | None, key: uuid.UUID, name: str, *, seen: int, request: uuid.UUID
) -> Round:
    """Send, close or cancel a round; once it is sent, its letters are made in the background.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    with transaction.atomic():
        row = room.take_step(actor, law.STEP, ROUND, key, name, seen=seen, request=request)
        if name == "send":
            letters.enqueue(row.pk, REQUEST)
    return row


def remind(actor: Actor | None, key: uuid.UUID) -> None:
    """Have reminders made, in the background, for workplaces that have not answered.

    A round has one reminder for each workplace: sent again, this does nothing.

    Raises:
        Refused: not for this actor.
        InputError: H408; T202.
    """
    with transaction.atomic():
        row, who = room.lock_record(actor, law.WORK, key)
        if row.reminded_on is not None:
            return
        room.require_state(row, law.WORK)
        _require(bool(letters.without_letter(row, REMINDER)), RoundCode.NOTHING_LEFT, "")
        row.reminded_on = today()
        record_act(who, "change", "round", row.pk, purpose="change")
        room.save_columns(row)
        letters.enqueue(row.pk, REMINDER)


def record_answer(
    actor: Actor | None,
    key: uuid.UUID,
    letter: uuid.UUID,
    *,
    answer: str,
    answered_on: dt.date | None,
    request: uuid.UUID,
) -> LetterAnswer:
    """Record the answer to a request; the latest counts.

    Raises:
        Refused: not for this actor.
        InputError: H401, H406; T201, T202.
    """

    def build(row: Round, who: Actor) -> NewRow[LetterAnswer]:
        del who
        found = row.letters.filter(pk=letter, kind=REQUEST).first()
        if found is None:
            raise RoundCode.NOT_LISTED.error(Place(field="letter"))
        if answered_on is None or not row.letters_on <= answered_on <= latest_day():
            raise RoundCode.NO_DAY.error(Place(field="answered_on"))
        code = checked_code("answer", answer, "answer")
        return NewRow(LetterAnswer(letter=found, answer=code, answered_on=answered_on))

    return room.add_part(actor, law.WORK, key, LetterAnswer, request, build, of="round")


def order_production(
    actor: Actor | None, key: uuid.UUID, *, request: uuid.UUID
) -> list[InspectionOrder]:
    """Order all workplaces that are overdue to produce their records, in one act.

    Those that refused, and those whose records could not be read, are among them: what cannot be
    read is not "nothing owed". Return the new orders; none where the form was sent before.

    Raises:
        Refused: not for this actor.
        InputError: H407, H408; T202; V101 to V107.
    """
    with transaction.atomic():
        row, who = room.lock_record(actor, law.WORK, key)
        room.require_state(row, law.WORK)
        _require(row.is_overdue(), RoundCode.NOT_OVERDUE, "")
        sent = {
            one: uuid.uuid5(request, str(one)) for one in row.letters.values_list("pk", flat=True)
        }
        if row.orders.filter(request__in=sent.values()).exists():
            return []
        late = list(to_order(row).order_by("place"))
        _require(bool(late), RoundCode.NOTHING_LEFT, "")
        return [_order_records(row, who, one, sent[one.pk]) for one in late]


def to_order(row: Round) -> QuerySet[RoundLetter]:
    """Return the requests after which an order to produce is possible and was not issued.

    A letter that could not be printed was not sent; neither could its order be printed.
    """
    open_places = {"workplace__closed": False, "workplace__subject__erased_at__isnull": True}
    ordered = row.orders.filter(kind=PRODUCTION).values("letter")
    found = letters.unanswered(row).filter(printable=True, **open_places)
    return found.exclude(pk__in=ordered)


def _order_records(
    row: Round, who: Actor, letter: RoundLetter, request: uuid.UUID
) -> InspectionOrder:
    content = OrderContent(
        addressee=letters.addressee_of(letter),
        demand=letters.records_asked(row, row.language),
        language=row.language,
        second=letters.records_asked(row, row.second_language) if row.second_language else "",
        second_language=row.second_language,
    )
    details = InspectionOrderDetails(kind=PRODUCTION, issued_on=today(), days=rules().produce_days)
    order = issue_without_visit(
        who, letter.workplace_id, core_item(RECORDS_SHOWN), details, content, request=request
    )
    # After the order: what is saved next is of the last act.
    record_act(who, "change", "round", row.pk, purpose="change")
    draft = NewRow(RoundOrder(letter=letter, order=order, kind=PRODUCTION))
    room.save_part(row, who, draft, of="round", request=request)
    return order

"""What can be done to a visit: the law of each act in a few lines.

Checking the right, locking, idempotency and the ledger are in :mod:`manumit.web.kernel.room`.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.errors import Place
from manumit.web.inspections import law
from manumit.web.inspections.codes import InspectionCode
from manumit.web.inspections.lists import (
    ENTRY_REFUSED,
    MODULES,
    REFUSAL,
    Item,
    checked_code,
    checklist,
    rules,
)
from manumit.web.inspections.models import Checklist, PeopleSeen, Screening, Violation, Visit
from manumit.web.inspections.process import VISIT
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import latest_day, today
from manumit.web.kernel.room import NewRow
from manumit.web.registers.lists import PLACE_UNKNOWN, PRIVATE_HOME
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services import shown_as

MOST_PEOPLE = 100_000
_REFERENCE = re.compile(r"(?=[A-Z-]*[0-9])[A-Z0-9-]{4,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """A visit as it is planned.

    Attributes:
        workplace: of the register.
        module: checklist of the sector; empty for none.
        home: how a home is inspected, a code of the list ``home``.
        joint, purpose: of a joint visit, codes.
    """

    workplace: uuid.UUID
    planned_on: dt.date | None
    module: str = ""
    home: str = ""
    joint: str = ""
    purpose: str = ""


def plan_visit(
    actor: Actor | None, plan: VisitPlan, *, origin: str = "own", request: uuid.UUID
) -> Visit:
    """Plan a visit and return it.

    Args:
        actor: the inspector.
        plan: where and when.
        origin: a code of the list ``origin``: inspectors plan their own visits, the programme
            those that it drew or ranked. It is sealed, whatever it says.
        request: idempotency key of the form.

    Raises:
        Refused: the role plans none, or the workplace is not open to the actor.
        InputError: H201 to H204, T201; V101 to V106.
    """

    def build(who: Actor) -> NewRow[Visit]:
        place = workplace_policy.load(who, shown_as([plan.workplace])[plan.workplace])
        if plan.module:
            _require(plan.module in MODULES, InspectionCode.NOT_LISTED, "module")
        row = Visit(
            workplace=place,
            planned_on=_planned_day(plan.planned_on),
            module=plan.module,
            home=_home(place.place, plan.home),
        )
        row.joint, row.purpose = _joint(plan)
        return NewRow(row, {"origin": checked_code("origin", origin, "origin")})

    return room.create_record(actor, law.PLAN, request, build)


def _require(holds: bool, code: InspectionCode, field: str, **values: object) -> None:
    if not holds:
        raise code.error(Place(field=field), **values)


def _planned_day(day: dt.date | None) -> dt.date:
    ahead = today() + dt.timedelta(days=rules().plan_days)
    if day is None or not today() - dt.timedelta(days=rules().plan_days) <= day <= ahead:
        raise InspectionCode.NO_DAY.error(Place(field="planned_on"))
    return day


def _home(place: str, basis: str) -> str:
    """Return how a home is inspected; C189 art. 17(3) protects privacy, R-36 offers a meeting."""
    may_be_home = place in (PRIVATE_HOME, PLACE_UNKNOWN)
    if basis:
        checked_code("home", basis, "home")
    _require(may_be_home == bool(basis), InspectionCode.NO_BASIS, "home")
    return basis


def _joint(plan: VisitPlan) -> tuple[str, str]:
    """Return authority and purpose; the list of purposes has no enforcement of stay (R-33)."""
    _require(bool(plan.joint) == bool(plan.purpose), InspectionCode.NO_PURPOSE, "purpose")
    if plan.joint:
        checked_code("joint", plan.joint, "joint")
        checked_code("purpose", plan.purpose, "purpose")
    return plan.joint, plan.purpose


def _past_day(day: dt.date | None, field: str, after: dt.date | None = None) -> dt.date:
    if day is None or day > latest_day() or (after is not None and day < after):
        raise InspectionCode.NO_DAY.error(Place(field=field))
    return day


def _people(number: int | None, field: str) -> int | None:
    _require(number is None or 0 <= number <= MOST_PEOPLE, InspectionCode.NO_NUMBER, field)
    return number


def begin_visit(
    actor: Actor | None,
    key: uuid.UUID,
    on_day: dt.date | None,
    workers: int | None,
    *,
    seen: int,
    request: uuid.UUID,
) -> Visit:
    """Record that the visit takes place, on a day and with so many people at work there.

    Raises:
        Refused: not for this actor.
        InputError: H202, H206; T101 to T108.
    """

    def before(row: Visit, who: Actor) -> None:
        row.visited_on = _past_day(on_day, "visited_on")
        row.workers = _people(workers, "workers")
        record_act(who, "change", "visit", row.pk, purpose="change")
        room.save_columns(row)

    return room.take_step(
        actor, law.STEP, VISIT, key, "begin", seen=seen, request=request, before=before
    )


def record_refused_entry(
    actor: Actor | None,
    key: uuid.UUID,
    on_day: dt.date | None,
    measure: str,
    *,
    seen: int,
    request: uuid.UUID,
) -> Visit:
    """Record that entry was refused or obstructed: a violation by itself (C81 art. 18).

    Raises:
        Refused: not for this actor.
        InputError: H201, H202, H207; T101 to T108.
    """

    def before(row: Visit, who: Actor) -> None:
        row.visited_on = _past_day(on_day, "visited_on")
        draft = NewRow(_violation(REFUSAL, measure, "", None))
        record_act(who, "change", "visit", row.pk, purpose="change")
        room.save_columns(row)
        # The step has the form's own id; the violation gets one that follows from it.
        own = uuid.uuid5(request, ENTRY_REFUSED)
        room.save_part(row, who, draft, of="visit", request=own)

    return room.take_step(
        actor, law.STEP, VISIT, key, "refuse", seen=seen, request=request, before=before
    )


def move_visit(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Visit:
    """Report, review or cancel a visit.

    Raises:
        Refused: not for this actor; nobody reviews a visit of their own.
        InputError: T101 to T108.
    """
    verb = law.REVIEW if name == "review" else law.STEP
    return room.take_step(actor, verb, VISIT, key, name, seen=seen, request=request, reason=reason)


def record_people(
    actor: Actor | None,
    key: uuid.UUID,
    *,
    role: str,
    number: int,
    alone: str,
    child: str,
    request: uuid.UUID,
) -> PeopleSeen:
    """Record how many people of a role were seen, whether alone, and whether one was a child.

    Raises:
        Refused: not for this actor.
        InputError: H201, H206, T201, T202.
    """

    def build(row: Visit, who: Actor) -> NewRow[PeopleSeen]:
        del row, who
        checked_code("seen_as", role, "role")
        checked_code("known", alone, "alone")
        checked_code("child", child, "child")
        _require(1 <= number <= MOST_PEOPLE, InspectionCode.NO_NUMBER, "number")
        return NewRow(PeopleSeen(role=role, number=number, alone=alone, child=child))

    return room.add_part(actor, law.RECORD_PEOPLE, key, PeopleSeen, request, build, of="visit")


def answer_checklist(
    actor: Actor | None, key: uuid.UUID, answers: Mapping[str, str], *, request: uuid.UUID
) -> Checklist:
    """Record the answers to the whole checklist; a point without an answer is unknown.

    Raises:
        Refused: not for this actor.
        InputError: H201, H205, T201, T202.
    """

    def build(row: Visit, who: Actor) -> NewRow[Checklist]:
        del who
        points = [one.code for one in checklist(row.module)]
        _require({*answers} <= {*points}, InspectionCode.NO_ITEM, "answers")
        for code in answers.values():
            checked_code("answer", code, "answers")
        return NewRow(Checklist(answers={one: answers.get(one, "unknown") for one in points}))

    return room.add_part(actor, law.ANSWER, key, Checklist, request, build, of="visit")


def record_violation(
    actor: Actor | None,
    key: uuid.UUID,
    *,
    item: str,
    measure: str,
    reason: str = "",
    workers: int | None = None,
    request: uuid.UUID,
) -> Violation:
    """Record a violation with its article and the measure that the inspector chose (C81 art. 17).

    Raises:
        Refused: not for this actor.
        InputError: H201, H205 to H207, T201, T202.
    """

    def build(row: Visit, who: Actor) -> NewRow[Violation]:
        del who
        points = {one.code: one for one in checklist(row.module)}
        _require(item in points, InspectionCode.NO_ITEM, "item")
        known = row.violations.filter(item=item).exists()
        _require(not known, InspectionCode.FOUND_ALREADY, "item")
        return NewRow(_violation(points[item], measure, reason, workers))

    return room.add_part(actor, law.FIND, key, Violation, request, build, of="visit")


def _violation(point: Item, measure: str, reason: str, workers: int | None) -> Violation:
    checked_code("measure", measure, "measure")
    _require((measure == "recorded_only") == bool(reason), InspectionCode.NO_REASON, "reason")
    if reason:
        checked_code("only_recorded", reason, "reason")
    return Violation(
        item=point.code,
        area=point.area,
        article=point.article,
        measure=measure,
        reason=reason,
        workers=_people(workers, "workers"),
    )


def screen_violation(
    actor: Actor | None,
    key: uuid.UUID,
    violation: uuid.UUID,
    *,
    result: str,
    referral: str = "",
    reason: str = "",
    request: uuid.UUID,
) -> Screening:
    """Record whether a violation came with signs of forced labour, and the referral or why none.

    Args:
        actor: the inspector.
        key: of the visit.
        violation: of the visit, about something that is screened.
        result: a code of the list ``screened``.
        referral: reference of the referral, which rests on the worker's consent (R-52).
        reason: why there are signs and no referral.
        request: idempotency key of the form.

    Raises:
        Refused: not for this actor.
        InputError: H201, H208, H209, T201, T202; V101 to V107.
    """

    def build(row: Visit, who: Actor) -> NewRow[Screening]:
        del who
        found = row.violations.filter(pk=violation, area__in=rules().triggers).first()
        if found is None:
            raise InspectionCode.NO_SCREENING.error(Place(field="violation"))
        checked_code("screened", result, "result")
        signs = result == "signs_recorded"
        _require((bool(referral) + bool(reason)) == signs, InspectionCode.NO_OUTCOME, "result")
        if reason:
            checked_code("not_referred", reason, "reason")
        fits = not referral or _REFERENCE.fullmatch(referral) is not None
        _require(fits, InspectionCode.NO_OUTCOME, "referral")
        made = Screening(violation=found, result=result, reason=reason)
        return NewRow(made, {"referral": referral} if referral else {})

    return room.add_part(actor, law.SCREEN, key, Screening, request, build, of="visit")

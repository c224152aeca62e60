"""What can be done to applications, bonds and licences: the law of each act in a few lines.

Checking the right, locking, idempotency and the ledger are in :mod:`manumit.web.kernel.room`.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.kernel.money import parse_amount, to_decimal
from manumit.web.kernel.room import NewRow, save_columns
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.search import index_person
from manumit.web.recruitment import law
from manumit.web.recruitment.bond import ever_below_zero
from manumit.web.recruitment.codes import RecruitmentCode
from manumit.web.recruitment.content import AgencyContent, check_content
from manumit.web.recruitment.lists import RESULTS, licensing_rules
from manumit.web.recruitment.models import (
    DRAWN,
    MOVEMENTS,
    BondMovement,
    LicenceApplication,
    LicenceAssessment,
    RecruiterLicence,
)
from manumit.web.recruitment.process import (
    APPLICATION,
    GRANT_WITH_CONDITIONS,
    LICENCE,
    LICENSED,
    refused_by,
)
from manumit.web.recruitment.reappearance import index_scope

LONGEST_CONDITIONS = 2_000


@transaction.atomic
def record_application(
    actor: Actor | None, content: AgencyContent, *, request: uuid.UUID
) -> LicenceApplication:
    """Record an application as it was received, and return it.

    Raises:
        Refused: the role records none.
        InputError: R701 to R704, T201; V101 to V107.
    """
    known = LicenceApplication.objects.filter(request=request).exists()

    def build(who: Actor) -> NewRow[LicenceApplication]:
        del who
        check_content(content)
        until = today() + dt.timedelta(days=licensing_rules().decide_days)
        return NewRow(LicenceApplication(decide_by=until), {"content": content.to_text()})

    row = room.create_record(actor, law.RECORD, request, build)
    if not known:
        found = content.query
        scope = index_scope(row.institution_id)
        index_person(row.subject_id, scope, names=found.names, numbers=found.numbers)
    return row


@transaction.atomic
def move_application(  # noqa: PLR0913 - a decision has as many sides
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
    conditions: str = "",
    conditions_by: dt.date | None = None,
) -> LicenceApplication:
    """Take a step of an application; a decision that grants it begins a licence.

    Args:
        actor: a licensing officer.
        key: of the application.
        name: of the step.
        seen: version that the page showed.
        request: id of the form.
        reason: a code, where the step requires one.
        conditions: of a licence with conditions.
        conditions_by: the day by which they have to be met.

    Raises:
        Refused: not for this actor.
        InputError: R704, R706; T101 to T108.
    """

    def before(row: LicenceApplication, who: Actor) -> None:
        if name == GRANT_WITH_CONDITIONS:
            _set_conditions(row, who, conditions.strip(), conditions_by)

    row = room.take_step(
        actor,
        law.STEP,
        APPLICATION,
        key,
        name,
        seen=seen,
        request=request,
        reason=reason,
        before=before,
    )
    if actor is not None and row.state in LICENSED:
        _begin_licence(row, actor)
    return row


def _set_conditions(row: LicenceApplication, who: Actor, text: str, until: dt.date | None) -> None:
    if len(text) > LONGEST_CONDITIONS:
        place = Place(field="conditions")
        raise RecruitmentCode.TOO_LONG.error(place)
    if not text or until is None or until <= today():
        raise RecruitmentCode.CONDITIONS.error(Place(field="conditions"))
    record_act(who, "change", law.application_policy.resource, row.pk, purpose="change")
    seal_text(row, "conditions", text)
    row.conditions_by = until
    save_columns(row)


def _begin_licence(row: LicenceApplication, who: Actor) -> None:
    if RecruiterLicence.objects.filter(application=row).exists():
        return
    since = today()
    licence = RecruiterLicence(
        institution_id=row.institution_id,
        office_id=row.office_id,
        application=row,
        reference=row.reference,
        since=since,
        until=since + dt.timedelta(days=licensing_rules().licence_days),
        made_by=who.person,
    )
    record_act(who, "create", law.licence_policy.resource, licence.pk, purpose="change")
    licence.save(force_insert=True)


def assess_application(
    actor: Actor | None, key: uuid.UUID, results: Mapping[str, str], *, request: uuid.UUID
) -> LicenceAssessment:
    """Record what was found of each standard; it counts in place of what was found before.

    Raises:
        Refused: not for this actor.
        InputError: R705, R710, T201, T202.
    """

    def build(row: LicenceApplication, who: Actor) -> NewRow[LicenceAssessment]:
        _check_second(row, who)
        rules = licensing_rules()
        if results.keys() != rules.points.keys() or not {*results.values()} <= {*RESULTS}:
            raise RecruitmentCode.RESULTS.error(Place())
        found = {one: results[one] for one in rules.points}
        return NewRow(LicenceAssessment(results=found, points=rules.total(found)))

    return room.add_part(
        actor, law.ASSESS, key, LicenceAssessment, request, build, of="application"
    )


def _check_second(row: LicenceApplication, who: Actor) -> None:
    if refused_by(row.pk, who.person):
        raise RecruitmentCode.REFUSED_IT.error(Place())


@transaction.atomic
def set_hearing(actor: Actor | None, key: uuid.UUID, day: dt.date) -> LicenceApplication:
    """Set the day on which the applicant, or the holder of the licence, is heard.

    Raises:
        Refused: not for this actor.
        InputError: R709, R710, T202.
    """
    row, who = room.lock_record(actor, law.HEAR, key)
    room.require_state(row, law.HEAR)
    _check_second(row, who)
    if day < today():
        raise RecruitmentCode.DAY.error(Place(field="hearing_on"))
    if row.hearing_on != day:
        row.hearing_on = day
        record_act(who, "change", law.application_policy.resource, row.pk, purpose="change")
        save_columns(row)
    return row


def move_bond(
    actor: Actor | None,
    key: uuid.UUID,
    kind: str,
    amount: str,
    day: dt.date,
    *,
    request: uuid.UUID,
) -> BondMovement:
    """Record a movement of a bond; what was recorded before never changes.

    Raises:
        Refused: not for this actor.
        InputError: Q103, R707 to R709, T201.
    """

    def build(row: LicenceApplication, who: Actor) -> NewRow[BondMovement]:
        del who
        if kind not in MOVEMENTS:
            raise RecruitmentCode.KIND.error(Place(field="kind"))
        if day > today():
            raise RecruitmentCode.DAY.error(Place(field="day"))
        currency = licensing_rules().currency
        sum_ = parse_amount(amount, currency, "amount")
        moved = BondMovement(kind=kind, amount=to_decimal(sum_), currency=currency, day=day)
        if kind == DRAWN and ever_below_zero([*row.movements.all(), moved], currency):
            raise RecruitmentCode.DRAWN.error(Place(field="amount"))
        return NewRow(moved)

    return room.add_part(actor, law.MOVE_BOND, key, BondMovement, request, build, of="application")


def move_licence(
    actor: Actor | None,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> RecruiterLicence:
    """Suspend, reinstate, revoke, end or take back a licence.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    return room.take_step(
        actor, law.LICENCE_STEP, LICENCE, key, name, seen=seen, request=request, reason=reason
    )

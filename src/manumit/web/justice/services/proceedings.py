"""Open proceedings and add charges, evidence, hearings, verdicts, sentences and steps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import COMPENSATION, IN_MONEY, IN_MONTHS, YES_NO_UNKNOWN, rules
from manumit.web.justice.models import Charge, Evidence, Hearing, Proceeding, Sentence, Verdict
from manumit.web.justice.policies import proceeding_policy
from manumit.web.justice.process import APPEAL, CONVICTED, PROCEEDING, TRIAL
from manumit.web.justice.services.records import (
    Respondent,
    StepDay,
    check_code,
    checked_day,
    checked_name,
    checked_reference,
    existing_part,
    existing_record,
    get_or_create_organisation,
    load_for_update,
    prepare_record,
    take_dated_step,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.money import check_currency, parse_amount, to_decimal
from manumit.web.kernel.vault.sealed import seal_text

BEFORE_TRIAL = ("referred", "investigated")
"""States in which charges may be added."""
AT_COURT = (TRIAL, APPEAL)
"""States in which verdicts may be given."""
PREPARATORY_STEPS = ("investigate", "charge")
"""Steps that require the action ``change``; all others require ``decide``, open to courts."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SentenceMeasure:
    """One measure of a sentence; its ``repr`` shows nothing.

    Attributes:
        kind: a code of the list ``sentence``.
        months: of prison.
        currency, amount: of money, as typed.
        owed_to: of compensation, the reference of the injured worker.
    """

    kind: str
    on_day: dt.date | None
    months: int | None = None
    currency: str = ""
    amount: str = ""
    owed_to: str = ""


@transaction.atomic
def open_proceeding(actor: Actor | None, against: Respondent, *, request: uuid.UUID) -> Proceeding:
    """Open a proceeding against one accused.

    Args:
        actor: who.
        against: the accused; with country and number where an organisation is known.
        request: id of the form; a repeated submission returns the same proceeding.

    Raises:
        Refused: the role opens none.
        InputError: J102, J103, J501; O102; V101 to V106.
    """
    proceeding_policy.check_new(actor, "open")
    who = require_actor(actor, "proceeding", "open")
    known = existing_record(Proceeding, who, request)
    if known is not None:
        return known
    name = checked_name(against.name)
    row = prepare_record(Proceeding(request=request), who, name, "open")
    if against.country or against.number:
        row.organisation = get_or_create_organisation(against)
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_charge(
    actor: Actor | None, proceeding_id: uuid.UUID, offence: str, child: str, *, request: uuid.UUID
) -> Charge:
    """Add a charge before charges are brought.

    Args:
        actor: who.
        proceeding_id: the proceeding.
        offence: a code of the list ``offence``.
        child: whether the worker was a child: yes, no or unknown; unknown asks for no means (R-46).
        request: id of the form; a repeated submission returns the same charge.

    Raises:
        Refused: not for this actor.
        InputError: J101, J107, J303, J501.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, "change")
    known: Charge | None = existing_part(Charge, row.pk, who, request)
    if known is not None:
        return known
    _require_state(row, BEFORE_TRIAL)
    check_code("offence", offence, "offence")
    if child not in YES_NO_UNKNOWN:
        raise JusticeCode.NO_ANSWER.error(Place(field="child"))
    record_act(who, "change", "proceeding", row.pk, purpose="change")
    return Charge.objects.create(
        institution_id=row.institution_id,
        proceeding=row,
        number=row.charges.count() + 1,
        offence=offence,
        child=child,
        made_by=who.person,
        request=request,
    )


def _require_deciding_body(row: Proceeding, who: Actor) -> None:
    if row.another_decides(who.institution):
        raise JusticeCode.COURT_DECIDES.error(Place(field="proceeding"))


def _require_state(row: Proceeding, states: tuple[str, ...]) -> None:
    if row.state not in states:
        raise JusticeCode.NOT_NOW.error(Place(field="proceeding"))


@transaction.atomic
def add_evidence(
    actor: Actor | None,
    proceeding_id: uuid.UUID,
    charge: int,
    *,
    element: str,
    kind: str,
    leads_to: str,
    request: uuid.UUID,
) -> Evidence:
    """Add evidence for an element of a charge (R-47), by the sender's reference only.

    Args:
        actor: who.
        proceeding_id: the proceeding.
        charge: number of the charge in it.
        element: one of the offence's.
        kind: a code of the list ``evidence``; what a helper wrote down is never one.
        leads_to: the reference that the sender gave; sealed.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: J101, J105, J106, J107, J501; V101 to V107, V201, V301.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, "change")
    known: Evidence | None = existing_part(Evidence, row.pk, who, request)
    if known is not None:
        return known
    _require_state(row, (*BEFORE_TRIAL, "charged", TRIAL))
    found = _charge(row, charge)
    if kind in rules().never_evidence:
        raise JusticeCode.NEVER_EVIDENCE.error(Place(field="kind"))
    check_code("evidence", kind, "kind")
    check_code("element", element, "element")
    made = Evidence(
        institution_id=row.institution_id,
        proceeding=row,
        subject_id=row.subject_id,
        charge=found,
        element=element,
        kind=kind,
        made_by=who.person,
        request=request,
    )
    reference = checked_reference(leads_to, "leads_to")
    record_act(who, "change", "proceeding", row.pk, purpose="change")
    seal_text(made, "leads_to", reference)
    made.save(force_insert=True)
    return made


def _charge(row: Proceeding, number: int) -> Charge:
    found = row.charges.filter(number=number).first()
    if found is None:
        raise JusticeCode.NOT_LISTED.error(Place(field="charge"))
    return found


@transaction.atomic
def add_hearing(
    actor: Actor | None,
    proceeding_id: uuid.UUID,
    on_day: dt.date | None,
    kind: str,
    *,
    request: uuid.UUID,
) -> Hearing:
    """Add a day of hearing, which may be in the future.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104, J107, J110, J501.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, "decide")
    known: Hearing | None = existing_part(Hearing, row.pk, who, request)
    if known is not None:
        return known
    _require_deciding_body(row, who)
    _require_state(row, ("charged", *AT_COURT))
    check_code("hearing", kind, "kind")
    if on_day is None:
        raise JusticeCode.NO_DAY.error(Place(field="on_day"))
    record_act(who, "change", "proceeding", row.pk, purpose="decide")
    return Hearing.objects.create(
        institution_id=row.institution_id,
        proceeding=row,
        on_day=on_day,
        kind=kind,
        made_by=who.person,
        request=request,
    )


@transaction.atomic
def add_verdict(
    actor: Actor | None,
    proceeding_id: uuid.UUID,
    charge: int,
    result: str,
    on_day: dt.date | None,
    *,
    request: uuid.UUID,
) -> Verdict:
    """Record the verdict on a charge in this instance; earlier instances stay unchanged.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104, J107, J109, J110, J501.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, "decide")
    known: Verdict | None = existing_part(Verdict, row.pk, who, request)
    if known is not None:
        return known
    _require_deciding_body(row, who)
    _require_state(row, AT_COURT)
    found, instance = _charge(row, charge), row.instance()
    check_code("verdict", result, "result")
    day = checked_day(on_day)
    if found.verdicts.filter(instance=instance).exists():
        raise JusticeCode.VERDICT_THERE.error(Place(field="charge"))
    record_act(who, "change", "proceeding", row.pk, purpose="decide")
    return Verdict.objects.create(
        institution_id=row.institution_id,
        proceeding=row,
        charge=found,
        instance=instance,
        result=result,
        on_day=day,
        made_by=who.person,
        request=request,
    )


@transaction.atomic
def add_sentence(
    actor: Actor | None, proceeding_id: uuid.UUID, measure: SentenceMeasure, *, request: uuid.UUID
) -> Sentence:
    """Record one measure of the sentence: prison, fine, confiscation or compensation.

    Args:
        actor: who.
        proceeding_id: the proceeding, at trial or after it.
        measure: what was ordered; currencies are never mixed.
        request: id of the form; a repeated submission returns the same measure.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104, J105, J107, J108, J110, J501; Q103, Q104; V101 to V107, V201, V301.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, "decide")
    known: Sentence | None = existing_part(Sentence, row.pk, who, request)
    if known is not None:
        return known
    _require_deciding_body(row, who)
    _require_state(row, (*AT_COURT, CONVICTED))
    check_code("sentence", measure.kind, "kind")
    _check_measure(measure)
    number = None
    if measure.kind in IN_MONEY:
        check_currency(measure.currency)
        number = to_decimal(parse_amount(measure.amount, measure.currency, "amount"))
    owed_to = checked_reference(measure.owed_to, "owed_to") if measure.kind == COMPENSATION else ""
    made = Sentence(
        institution_id=row.institution_id,
        proceeding=row,
        subject_id=row.subject_id,
        instance=row.instance(),
        kind=measure.kind,
        months=measure.months,
        currency=measure.currency,
        amount=number,
        on_day=checked_day(measure.on_day),
        made_by=who.person,
        request=request,
    )
    record_act(who, "change", "proceeding", row.pk, purpose="decide")
    if owed_to:
        seal_text(made, "owed_to", owed_to)
    made.save(force_insert=True)
    return made


def _check_measure(measure: SentenceMeasure) -> None:
    """Refuse a measure with missing fields or with fields of another kind."""
    months, money = measure.months is not None, bool(measure.currency or measure.amount)
    wanted = (measure.kind in IN_MONTHS, measure.kind in IN_MONEY, measure.kind == COMPENSATION)
    if (months, money, bool(measure.owed_to)) != wanted or (measure.months or 1) < 1:
        raise JusticeCode.NO_MEASURE.error(Place(field="kind"))


@transaction.atomic
def move_proceeding(
    actor: Actor | None,
    proceeding_id: uuid.UUID,
    name: str,
    day: StepDay,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Proceeding:
    """Take a step of a proceeding with its day, body and reason.

    Args:
        actor: who.
        proceeding_id: the proceeding.
        name: of the step.
        day: when it was taken, by which kind of body.
        seen: version that the page showed.
        request: id of the form; a repeated submission changes nothing.
        reason: a code of the step's list, where it asks for one.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = load_for_update(actor, proceeding_policy, proceeding_id, action_of(name))
    take_dated_step(PROCEEDING, row, name, who, day, seen=seen, request=request, reason=reason)
    return row


def action_of(step: str) -> str:
    """Return the action that a step requires."""
    return "change" if step in PREPARATORY_STEPS else "decide"

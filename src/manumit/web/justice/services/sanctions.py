"""Register entries: propose, hear the defence, decide, check, publish and annul."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import NO, REASONS, UNKNOWN, YES, YES_NO_UNKNOWN, rules
from manumit.web.justice.models import IdentityCheck, Penalty, Proceeding, Sanction
from manumit.web.justice.policies import penalty_policy, proceeding_policy, sanction_policy
from manumit.web.justice.process import FINAL, SANCTION
from manumit.web.justice.services.records import (
    StepDay,
    check_code,
    checked_day,
    checked_name,
    existing_record,
    is_step_taken,
    load_for_update,
    prepare_record,
    take_dated_step,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor


@dataclass(frozen=True, slots=True)
class SanctionProposal:
    """The content of a proposed entry.

    Attributes:
        ground: a code of the list ``ground``.
        penalty, proceeding: the one decision that it rests on.
    """

    ground: str
    penalty: uuid.UUID | None = None
    proceeding: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAnswers:
    """Whether an entry would identify an exploited worker.

    Attributes:
        household, natural_person, otherwise: yes, no or unknown; see the model.
        workers: how many the employer had; only whether they are few is kept. None: not known.
        reason: a code of the list ``confirmed``.
    """

    household: str
    natural_person: str
    workers: int | None
    otherwise: str
    reason: str


@transaction.atomic
def propose_sanction(
    actor: Actor | None, name: str, proposed: SanctionProposal, *, request: uuid.UUID
) -> Sanction:
    """Propose a register entry based on one decision; it is not public yet.

    Args:
        actor: who.
        name: of the organisation, as it is to be public; sealed all the same.
        proposed: why, and on what it rests.
        request: id of the form; a repeated submission returns the same entry.

    Raises:
        Refused: the role proposes none, or the decision is not for this actor.
        InputError: J101, J102, J301, J501; V101 to V106.
    """
    sanction_policy.check_new(actor, "propose")
    who = require_actor(actor, "sanction", "propose")
    known = existing_record(Sanction, who, request)
    if known is not None:
        return known
    check_code("ground", proposed.ground, "ground")
    basis = _basis(actor, proposed)
    organisation = basis.organisation
    if organisation is None:
        raise JusticeCode.NO_BASIS.error(Place(field="basis"))
    row = prepare_record(Sanction(request=request), who, checked_name(name), "propose")
    row.organisation, row.ground = organisation, proposed.ground
    if isinstance(basis, Penalty):
        row.penalty = basis
    else:
        row.proceeding = basis
    row.save(force_insert=True)
    return row


def _basis(actor: Actor | None, proposed: SanctionProposal) -> Penalty | Proceeding:
    if proposed.penalty is not None and proposed.proceeding is None:
        return penalty_policy.load(actor, proposed.penalty)
    if proposed.proceeding is not None and proposed.penalty is None:
        return proceeding_policy.load(actor, proposed.proceeding)
    raise JusticeCode.NO_BASIS.error(Place(field="basis"))


@transaction.atomic
def hear_defence(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: StepDay,
    *,
    how: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Record that the defence was heard or did not use its opportunity.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = load_for_update(actor, sanction_policy, sanction_id, "change")
    if row.state == "proposed":
        row.heard_on = checked_day(day.on_day)
        _save(who, row, "heard_on")
    take_dated_step(SANCTION, row, "hear", who, day, seen=seen, request=request, reason=how)
    return row


def _save(who: Actor, row: Sanction, *columns: str) -> None:
    record_act(who, "change", "sanction", row.pk, purpose="change")
    row.save(update_fields=[*columns])


@transaction.atomic
def decide_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: StepDay,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Decide on the entry, once the decision that it is based on is final.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108, with ``decision_not_final`` for T107.
    """
    row, who = load_for_update(actor, sanction_policy, sanction_id, "change")
    if row.state == "defence_heard":
        row.decided_on = checked_day(day.on_day, after=row.heard_on)
        _save(who, row, "decided_on")
    take_dated_step(SANCTION, row, "finalise", who, day, seen=seen, request=request, reason=reason)
    return row


@transaction.atomic
def check_identity(
    actor: Actor | None, sanction_id: uuid.UUID, checked: IdentityAnswers, *, request: uuid.UUID
) -> IdentityCheck:
    """Record whether an entry would identify a worker; the latest check counts.

    Judgement can block an entry that no criterion blocks, never the reverse.

    Args:
        actor: who confirms it.
        sanction_id: the entry.
        checked: the answers.
        request: id of the form; a repeated submission returns the same check.

    Raises:
        Refused: not for this actor.
        InputError: J303, J501.
    """
    row, who = load_for_update(actor, sanction_policy, sanction_id, "change")
    known = IdentityCheck.objects.filter(request=request).first()
    if known is not None:
        if (known.sanction_id, known.made_by) != (row.pk, who.person):
            raise JusticeCode.REQUEST_USED.error(Place(field="request"))
        return known
    for field in ("household", "natural_person", "otherwise"):
        if getattr(checked, field) not in YES_NO_UNKNOWN:
            raise JusticeCode.NO_ANSWER.error(Place(field=field))
    if not REASONS["confirmed"].has(checked.reason, timezone.now().date()):
        raise JusticeCode.NO_ANSWER.error(Place(field="reason"))
    record_act(who, "change", "sanction", row.pk, purpose="change", reason=checked.reason)
    return IdentityCheck.objects.create(
        institution_id=row.institution_id,
        sanction=row,
        household=checked.household,
        natural_person=checked.natural_person,
        few_workers=has_few_workers(checked.workers),
        otherwise=checked.otherwise,
        reason=checked.reason,
        made_by=who.person,
        request=request,
    )


def has_few_workers(workers: int | None) -> str:
    """Return whether so few worked there that one may be identified: yes, no or unknown."""
    if workers is None:
        return UNKNOWN
    return YES if workers < rules().fewest_workers else NO


@transaction.atomic
def publish_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: StepDay,
    *,
    until: dt.date | None = None,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Publish an entry from today until its last day.

    Args:
        actor: who.
        sanction_id: the entry.
        day: of the step, and which kind of body takes it.
        until: last day on which it is public; None: as long as the rules say from now.
        seen: version that the page showed.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104, J302; T101 to T108, with the guard that holds it back for T107.
    """
    row, who = load_for_update(actor, sanction_policy, sanction_id, "publish")
    if row.state == FINAL and not is_step_taken(SANCTION, row, request):
        now = timezone.now().date()
        last = now + rules().shown_for if until is None else until
        if not now <= last <= now + rules().shown_longest:
            raise JusticeCode.NO_END.error(Place(field="until"))
        row.public_from, row.public_until = now, last
        _save(who, row, "public_from", "public_until")
    take_dated_step(SANCTION, row, "publish", who, day, seen=seen, request=request)
    return row


@transaction.atomic
def annul_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: StepDay,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Annul an entry, published or not; it is not shown any more.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = load_for_update(actor, sanction_policy, sanction_id, "change")
    take_dated_step(SANCTION, row, "annul", who, day, seen=seen, request=request, reason=reason)
    return row

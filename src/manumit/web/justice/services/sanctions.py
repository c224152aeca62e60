"""An entry of the register: proposed, the defence heard, decided, checked, published, annulled."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import KNOWN, NO, REASONS, UNKNOWN, YES, rules
from manumit.web.justice.models import IdentityCheck, Penalty, Proceeding, Sanction
from manumit.web.justice.policies import penalty_policy, proceeding_policy, sanction_policy
from manumit.web.justice.process import FINAL, SANCTION
from manumit.web.justice.services.records import (
    Day,
    again,
    changed,
    check_code,
    checked_day,
    checked_name,
    done,
    opened,
    step,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an entry is to say.

    Attributes:
        ground: a code of the list ``ground``.
        penalty, proceeding: the one decision that it rests on.
    """

    ground: str
    penalty: uuid.UUID | None = None
    proceeding: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Whether an entry would tell who was exploited.

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
    actor: Actor | None, name: str, proposed: Proposed, *, request: uuid.UUID
) -> Sanction:
    """Proposes an entry on one decision, about its organisation; it shows nothing yet.

    Args:
        actor: who.
        name: of the organisation, as it is to be public; sealed all the same.
        proposed: why, and on what it rests.
        request: of the form; sent again it gives the same entry.

    Raises:
        Refused: the role proposes none, or the decision is not for this actor.
        InputError: J101, J102, J301, J501; V101 to V106.
    """
    sanction_policy.check_new(actor, "propose")
    who = acting(actor, "sanction", "propose")
    known = again(Sanction, who, request)
    if known is not None:
        return known
    check_code("ground", proposed.ground, "ground")
    basis = _basis(actor, proposed)
    organisation = basis.organisation
    if organisation is None:
        raise JusticeCode.NO_BASIS.error(Place(field="basis"))
    row = opened(Sanction(request=request), who, checked_name(name), "propose")
    row.organisation, row.ground = organisation, proposed.ground
    if isinstance(basis, Penalty):
        row.penalty = basis
    else:
        row.proceeding = basis
    row.save(force_insert=True)
    return row


def _basis(actor: Actor | None, proposed: Proposed) -> Penalty | Proceeding:
    if proposed.penalty is not None and proposed.proceeding is None:
        return penalty_policy.load(actor, proposed.penalty)
    if proposed.proceeding is not None and proposed.penalty is None:
        return proceeding_policy.load(actor, proposed.proceeding)
    raise JusticeCode.NO_BASIS.error(Place(field="basis"))


@transaction.atomic
def hear_defence(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: Day,
    *,
    how: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Records that the defence was heard, or did not use its day.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = changed(actor, sanction_policy, sanction_id, "change")
    if row.state == "proposed":
        row.heard_on = checked_day(day.on_day)
        _keep(who, row, "heard_on")
    step(SANCTION, row, "hear", who, day, seen=seen, request=request, reason=how)
    return row


def _keep(who: Actor, row: Sanction, *columns: str) -> None:
    tell(who, "change", "sanction", row.pk, purpose="change")
    row.save(update_fields=[*columns])


@transaction.atomic
def decide_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: Day,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Decides on the entry itself, once the decision that it rests on is final.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108, with ``decision_not_final`` for T107.
    """
    row, who = changed(actor, sanction_policy, sanction_id, "change")
    if row.state == "defence_heard":
        row.decided_on = checked_day(day.on_day, after=row.heard_on)
        _keep(who, row, "decided_on")
    step(SANCTION, row, "finalise", who, day, seen=seen, request=request, reason=reason)
    return row


@transaction.atomic
def check_identity(
    actor: Actor | None, sanction_id: uuid.UUID, checked: Checked, *, request: uuid.UUID
) -> IdentityCheck:
    """Answers whether an entry would identify a worker; the last answer counts.

    A person can hold an entry back that no criterion holds back, and never the other way round.

    Args:
        actor: who confirms it.
        sanction_id: the entry.
        checked: the answers.
        request: of the form; sent again it gives the same check.

    Raises:
        Refused: not for this actor.
        InputError: J303, J501.
    """
    row, who = changed(actor, sanction_policy, sanction_id, "change")
    known = IdentityCheck.objects.filter(request=request).first()
    if known is not None:
        if (known.sanction_id, known.made_by) != (row.pk, who.person):
            raise JusticeCode.REQUEST_USED.error(Place(field="request"))
        return known
    for field in ("household", "natural_person", "otherwise"):
        if getattr(checked, field) not in KNOWN:
            raise JusticeCode.NO_ANSWER.error(Place(field=field))
    if not REASONS["confirmed"].has(checked.reason, timezone.now().date()):
        raise JusticeCode.NO_ANSWER.error(Place(field="reason"))
    tell(who, "change", "sanction", row.pk, purpose="change", reason=checked.reason)
    return IdentityCheck.objects.create(
        institution_id=row.institution_id,
        sanction=row,
        household=checked.household,
        natural_person=checked.natural_person,
        few_workers=few(checked.workers),
        otherwise=checked.otherwise,
        reason=checked.reason,
        made_by=who.person,
        request=request,
    )


def few(workers: int | None) -> str:
    """Whether so few worked there that an entry may tell who: yes, no or unknown."""
    if workers is None:
        return UNKNOWN
    return YES if workers < rules().fewest_workers else NO


@transaction.atomic
def publish_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: Day,
    *,
    until: dt.date | None = None,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Makes an entry public from today on until its last day.

    Args:
        actor: who.
        sanction_id: the entry.
        day: of the step, and which kind of body takes it.
        until: last day on which it is public; None: as long as the rules say from now.
        seen: the version when the page was made.
        request: of the form; sent again it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104, J302; T101 to T108, with the guard that holds it back for T107.
    """
    row, who = changed(actor, sanction_policy, sanction_id, "publish")
    if row.state == FINAL and not done(SANCTION, row, request):
        now = timezone.now().date()
        last = now + rules().shown_for if until is None else until
        if not now <= last <= now + rules().shown_longest:
            raise JusticeCode.NO_END.error(Place(field="until"), days=rules().shown_longest.days)
        row.public_from, row.public_until = now, last
        _keep(who, row, "public_from", "public_until")
    step(SANCTION, row, "publish", who, day, seen=seen, request=request)
    return row


@transaction.atomic
def annul_sanction(
    actor: Actor | None,
    sanction_id: uuid.UUID,
    day: Day,
    *,
    reason: str,
    seen: int,
    request: uuid.UUID,
) -> Sanction:
    """Takes an entry back, public or not yet; it is shown no more from now on.

    Raises:
        Refused: not for this actor.
        InputError: J101, J104; T101 to T108.
    """
    row, who = changed(actor, sanction_policy, sanction_id, "change")
    step(SANCTION, row, "annul", who, day, seen=seen, request=request, reason=reason)
    return row

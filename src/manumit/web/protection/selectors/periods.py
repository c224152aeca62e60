"""Recovery and reflection periods for pages."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.protection.lists import rules
from manumit.web.protection.models import ReflectionPeriod
from manumit.web.protection.policies import reflection_policy
from manumit.web.protection.process import REFLECTION, RUNS
from manumit.web.protection.selectors.shared import (
    ProtectionHistoryEntry,
    allowed_actions,
    first_relation,
    history,
    possible_steps,
)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a period."""

    begins: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One line of a list of periods.

    Attributes:
        runs: whether the day of today is in it, whatever the sweep has done.
        days_left: after today; None where it is over.
        soon: whether it ends within the days of the rules.
    """

    id: uuid.UUID
    reference: str
    state: str
    begins: dt.date
    until: dt.date
    runs: bool
    days_left: int | None
    soon: bool
    relation: Relation


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One period.

    Attributes:
        line: the same as in the list.
        version: to be given back with a step.
        may: what the actor may do with it: ``resource.action`` of ``grants.yaml``.
        steps: steps that are possible now for the actor's role.
        moves: what happened, oldest first.
    """

    line: PeriodLine
    version: int
    may: frozenset[str]
    steps: tuple[str, ...]
    moves: tuple[ProtectionHistoryEntry, ...]


@transaction.atomic
def periods(actor: Actor | None) -> list[PeriodLine]:
    """Return the office's periods: running ones first, soonest end first; never by name."""
    who = require_actor(actor, "reflection", SEE)
    record_act(who, "list_files", "reflection", None, purpose=SEE)
    return _lines(reflection_policy.scope(who))


def periods_of(actor: Actor | None, subject: uuid.UUID) -> list[PeriodLine]:
    """Return those of one person that the actor may see; used by ``cases``."""
    if actor is None:
        return []
    return _lines(reflection_policy.scope(actor).filter(subject=subject))


def _lines(rows: QuerySet[ReflectionPeriod]) -> list[PeriodLine]:
    found = [_line(row, Relation(getattr(row, RELATION))) for row in rows]
    return sorted(found, key=lambda one: (not one.runs, one.until, one.id))


def _line(row: ReflectionPeriod, relation: Relation) -> PeriodLine:
    left = (row.until - today()).days
    runs = row.state in RUNS and left >= 0
    return PeriodLine(
        row.pk,
        row.reference,
        row.state,
        row.begins,
        row.until,
        runs,
        left if runs else None,
        runs and left <= rules().soon.days,
        relation,
    )


@transaction.atomic
def period(actor: Actor | None, period_id: uuid.UUID) -> PeriodView:
    """Return one period as the actor may see it.

    Raises:
        Refused: not for this actor.
    """
    row = reflection_policy.load(actor, period_id)
    who = require_actor(actor, "reflection", SEE)
    record_act(who, "read_file", "reflection", row.pk, purpose=SEE)
    held = reflection_policy.relations_to(who, row)
    return PeriodView(
        _line(row, first_relation(held)),
        row.version,
        allowed_actions(who, held),
        possible_steps(REFLECTION, row.state, who),
        history(REFLECTION, row.pk),
    )


def latest_period(subject: uuid.UUID) -> Period | None:
    """Return the person's period that ends last, or None.

    ``cases`` calls it and checks access to the case file.
    """
    row = ReflectionPeriod.objects.filter(subject=subject).order_by("-until").first()
    return None if row is None else Period(row.begins, row.until)

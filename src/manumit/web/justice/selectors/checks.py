"""Non-punishment checks as somebody sees them: as much as the mask of their role shows (R-50)."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from manumit.web.justice.lists import rules
from manumit.web.justice.models import NonPunishment, Passed
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import UNDECIDED
from manumit.web.justice.selectors.records import (
    Colleague,
    Line,
    Shown,
    opened_for,
    relation_of,
    rows_for,
    shown_of,
)
from manumit.web.justice.services.passing import offices_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.telling import acting
from manumit.web.kernel.days import today
from manumit.web.kernel.register import FieldClass


@dataclass(frozen=True, slots=True)
class CheckLine(Line):
    """One line of a list of checks, with its clock.

    Attributes:
        expected_by: when a decision is expected; None once there is one, and where the mask hides
            it.
        late: whether that is over.
    """

    expected_by: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True, repr=False)
class Bearing:
    """What bears on compulsion, as whoever sent a check has passed it on.

    Attributes:
        list_id: of the indicators.
        signs: codes of it.
        reasons: why, in words of a person.
    """

    list_id: str
    signs: tuple[str, ...]
    reasons: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckView:
    """One check of non-punishment; ``shown.name`` is the worker's reference.

    Attributes:
        basis, offence, language: codes; empty where the mask hides them or there is none.
        child: whether the rules for children hold; None where the mask hides it.
        adviser: who gave legal advice; for whoever sent it alone.
        bearing: what was passed on; None where the mask hides it, or none was.
        expected_by: when a decision is expected; None once there is one, and where the mask hides
            it.
        late: whether that is over.
        sent_to: who has it, for whoever sent it.
    """

    shown: Shown
    basis: str
    against: str
    advised_on: dt.date | None
    agreed_on: dt.date | None
    adviser: str
    language: str
    offence: str
    child: bool | None
    bearing: Bearing | None
    expected_by: dt.date | None
    late: bool
    sent_to: Colleague | None


def not_punished(actor: Actor | None) -> list[CheckLine]:
    """Checks of non-punishment that somebody may see, latest first."""
    return [*_lines(actor)]


def _lines(actor: Actor | None, **conditions: object) -> Iterator[CheckLine]:
    who = acting(actor, NonPunishment.RESOURCE, SEE)
    masks = grants().of(who.role, NonPunishment.RESOURCE, SEE)
    for row in rows_for(who, non_punishment_policy, **conditions):
        relation = relation_of(row)
        expected_by = _expected(row, whole=FieldClass.PERSONAL in masks.get(relation, ()))
        yield CheckLine(
            row.pk, row.reference, row.state, relation, expected_by, _is_late(expected_by)
        )


def _expected(row: NonPunishment, *, whole: bool) -> dt.date | None:
    """When a decision is expected, for whoever sees more than that there is a check."""
    if not whole or row.state not in UNDECIDED:
        return None
    return (row.opened_at + rules().check_within).date()


def _is_late(expected_by: dt.date | None) -> bool:
    return expected_by is not None and expected_by < today()


@transaction.atomic
def one_check(actor: Actor | None, row_id: uuid.UUID) -> CheckView:
    """One check of non-punishment.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = opened_for(actor, non_punishment_policy, row_id)
    row: NonPunishment = found.row
    shown, whole = shown_of(found, non_punishment_policy), found.whole
    sender = row.institution_id == found.who.institution
    expected_by = _expected(row, whole=whole)
    return CheckView(
        shown,
        row.basis if whole else "",
        found.sealed(row, "against"),
        row.advised_on if whole else None,
        row.agreed_on if whole else None,
        found.sealed(row, "adviser") if sender else "",
        row.language if whole else "",
        row.offence if whole else "",
        row.child if whole else None,
        _bearing(found.sealed(row, "content")),
        expected_by,
        _is_late(expected_by),
        _recipient(row) if sender else None,
    )


def _bearing(text: str) -> Bearing | None:
    if not text:
        return None
    said = json.loads(text)
    return Bearing(said["list"], tuple(said["signs"]), said["reasons"])


def _recipient(row: NonPunishment) -> Colleague | None:
    sent = Passed.objects.filter(resource=row.RESOURCE, row=row.pk).first()
    return None if sent is None else Colleague(sent.sent_to_id, sent.made_at)


def checks_of(actor: Actor | None, subject: uuid.UUID) -> list[CheckLine]:
    """Checks of one person that somebody may see, latest first; found by the key alone."""
    return [*_lines(actor, subject=subject)]


def decided_by(institution: uuid.UUID) -> list[uuid.UUID]:
    """Prosecutions here that a person can agree to be checked by, for whoever sends from one."""
    offices = offices_for(NonPunishment.RESOURCE, institution)
    return list(dict.fromkeys(offices.values_list("institution_id", flat=True)))


def acts_of(who: Actor, subject: uuid.UUID) -> Iterable[tuple[str, uuid.UUID]]:
    """Kinds and keys by which the ledger tells of the checks of a person that somebody may see."""
    rows = non_punishment_policy.scope(who).filter(subject=subject)
    keys = rows.order_by().values_list("pk", flat=True)
    return ((NonPunishment.RESOURCE, key) for key in keys)

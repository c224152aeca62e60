"""Non-punishment checks, as far as the mask of the actor's role shows them (R-50)."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from manumit.web.justice.lists import rules
from manumit.web.justice.models import NonPunishment, RecordDisclosure
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import UNDECIDED
from manumit.web.justice.selectors.records import (
    RecordLine,
    RecordRecipient,
    RecordView,
    open_record,
    record_view,
    relation_of,
    rows_for,
)
from manumit.web.justice.services.passing import offices_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.recording import require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.register import FieldClass


@dataclass(frozen=True, slots=True)
class CheckLine(RecordLine):
    """One line of a list of checks, with its clock.

    Attributes:
        expected_by: when a decision is expected; None once there is one, and where the mask hides
            it.
        late: whether that is over.
    """

    expected_by: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True, repr=False)
class CompulsionGrounds:
    """Grounds for compulsion, as the sender of a check passed them on.

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
        child: whether the rules for children apply; None where the mask hides it.
        adviser: who gave legal advice; shown to the sender alone.
        bearing: what was passed on; None where the mask hides it, or none was.
        expected_by: when a decision is expected; None once there is one, and where the mask hides
            it.
        late: whether that is over.
        sent_to: who has it; shown to the sender.
    """

    shown: RecordView
    basis: str
    against: str
    advised_on: dt.date | None
    agreed_on: dt.date | None
    adviser: str
    language: str
    offence: str
    child: bool | None
    bearing: CompulsionGrounds | None
    expected_by: dt.date | None
    late: bool
    sent_to: RecordRecipient | None


def _lines(actor: Actor | None, **conditions: object) -> Iterator[CheckLine]:
    who = require_actor(actor, NonPunishment.RESOURCE, SEE)
    masks = grants().of(who.role, NonPunishment.RESOURCE, SEE)
    for row in rows_for(who, non_punishment_policy, **conditions):
        relation = relation_of(row)
        expected_by = decision_expected_by(
            row, whole=FieldClass.PERSONAL in masks.get(relation, ())
        )
        yield CheckLine(
            row.pk, row.reference, row.state, relation, expected_by, _is_late(expected_by)
        )


def decision_expected_by(row: NonPunishment, *, whole: bool) -> dt.date | None:
    """Return when a decision is expected; None unless the actor may see the details."""
    if not whole or row.state not in UNDECIDED:
        return None
    return (row.opened_at + rules().check_within).date()


def _is_late(expected_by: dt.date | None) -> bool:
    return expected_by is not None and expected_by < today()


@transaction.atomic
def one_check(actor: Actor | None, row_id: uuid.UUID) -> CheckView:
    """Return one non-punishment check.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = open_record(actor, non_punishment_policy, row_id)
    row: NonPunishment = found.row
    shown, whole = record_view(found, non_punishment_policy), found.whole
    sender = row.institution_id == found.who.institution
    expected_by = decision_expected_by(row, whole=whole)
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
        _grounds(found.sealed(row, "content")),
        expected_by,
        _is_late(expected_by),
        _recipient(row) if sender else None,
    )


def _grounds(text: str) -> CompulsionGrounds | None:
    if not text:
        return None
    content = json.loads(text)
    return CompulsionGrounds(content["list"], tuple(content["signs"]), content["reasons"])


def _recipient(row: NonPunishment) -> RecordRecipient | None:
    sent = RecordDisclosure.objects.filter(resource=row.RESOURCE, row=row.pk).first()
    return None if sent is None else RecordRecipient(sent.sent_to_id, sent.made_at)


def checks_of_person(actor: Actor | None, subject: uuid.UUID) -> list[CheckLine]:
    """Return a person's checks that the actor may see, latest first; found by the key alone."""
    return [*_lines(actor, subject=subject)]


def check_recipients(institution: uuid.UUID) -> list[uuid.UUID]:
    """Return the local prosecutions that a person may consent to, for a sending institution."""
    offices = offices_for(NonPunishment.RESOURCE, institution)
    return list(dict.fromkeys(offices.values_list("institution_id", flat=True)))


def ledger_keys(who: Actor, subject: uuid.UUID) -> Iterable[tuple[str, uuid.UUID]]:
    """Yield kind and key of a person's checks in the ledger, if the actor may see them."""
    rows = non_punishment_policy.scope(who).filter(subject=subject)
    keys = rows.order_by().values_list("pk", flat=True)
    return ((NonPunishment.RESOURCE, key) for key in keys)

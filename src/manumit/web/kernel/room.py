"""Shared steps of every write of an app, as plain functions without HTTP.

A room declares each thing that can be done to its records as a :class:`Verb` in its ``law.py``. Its
``verbs.py`` then says only what is particular: what is checked, and which columns a new row has.
The functions here do the rest, always in the same order:

1. ask the policy, so that a refusal is in the ledger before anything is read;
2. lock the record, so that two forms sent at once come one after the other;
3. look for the same request, so that a form that is sent twice acts once;
4. compare the state;
5. let the room check the input and build the row;
6. record the act, then seal and save: the database refuses a change without an act.

Everything happens in one transaction: what is refused leaves nothing but the refusal.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.errors import PageErrorCode
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.sealed import seal_text


class RoomCode(PageErrorCode):
    """Errors of any write of an app (T2..)."""

    REQUEST_USED = "T201"
    NOT_NOW = "T202"


@dataclass(frozen=True, slots=True)
class Verb[Row: models.Model]:
    """One operation, as ``law.py`` declares it.

    Attributes:
        policy: of the record; the action is asked of it.
        action: of the resource in ``grants.yaml``.
        act: what the ledger calls it, a code of ``acts.yaml``.
        states: in which the record has to be; empty for any.
        rule: what it rests on: an article or a rule of the field.
    """

    policy: Policy[Row]
    action: str
    act: str = "change"
    states: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class NewRow[Row: models.Model]:
    """A row that the app has built and checked, not yet saved; its ``repr`` hides the content.

    Attributes:
        row: with the columns that the room sets.
        sealed: texts by sealed column.
    """

    row: Row
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)


@transaction.atomic
def create_record[Row: models.Model](
    actor: Actor | None, verb: Verb[Row], request: uuid.UUID, build: Callable[[Actor], NewRow[Row]]
) -> Row:
    """Create a record under a key of its own, and return it.

    The record has the columns ``institution``, ``office``, ``subject``, ``reference``, ``made_by``
    and ``request``; this function sets them.

    Args:
        actor: the member who acts.
        verb: what is done; its action is one that needs no row.
        request: idempotency key of the form; a repeat returns the same record.
        build: checks the input and returns the row.

    Raises:
        Refused: the role may not do this.
        InputError: T201; V101 to V106; and what ``build`` raises.
    """
    verb.policy.check_new(actor, verb.action)
    who = require_actor(actor, verb.policy.resource, verb.action)
    known = row_of_request(verb.policy.model, who, request)
    if known is not None:
        return known  # type: ignore[return-value] # the policy's model is Row
    draft = build(who)
    row: Any = draft.row
    row.institution_id, row.office_id, row.made_by = who.institution, who.office, who.person
    row.request = request
    row.reference = free_pseudonym(_rows(type(row)).filter(institution=who.institution))
    record_act(who, verb.act, verb.policy.resource, row.pk, purpose=verb.action)
    row.subject_id = new_subject()
    _save_new(row, draft.sealed)
    return draft.row


@transaction.atomic
def add_part[Row: models.Model, Part: models.Model](
    actor: Actor | None,
    verb: Verb[Row],
    key: uuid.UUID,
    part: type[Part],
    request: uuid.UUID,
    build: Callable[[Row, Actor], NewRow[Part]],
    *,
    of: str,
) -> Part:
    """Add a part to a record, and return it.

    A part has the columns ``institution``, ``made_by``, ``request``, one that leads to its record,
    and, where it seals something, ``subject``, which is that of the record.

    Args:
        actor: the member who acts.
        verb: what is done.
        key: of the record.
        part: model of the part.
        request: idempotency key of the form; a repeat returns the same part.
        build: checks the input and returns the part; the record is locked.
        of: the part's column that leads to the record.

    Raises:
        Refused: not for this actor.
        InputError: T201, T202; and what ``build`` raises.
    """
    row, who = lock_record(actor, verb, key)
    known = row_of_request(part, who, request, **{f"{of}_id": row.pk})
    if known is not None:
        return known
    require_state(row, verb)
    draft = build(row, who)
    record_act(who, verb.act, verb.policy.resource, row.pk, purpose=verb.action)
    save_part(row, who, draft, of=of, request=request)
    return draft.row


def save_part(
    record: models.Model, who: Actor, draft: NewRow[Any], *, of: str, request: uuid.UUID
) -> None:
    """Save a part of a record; the caller has recorded the act in the same transaction."""
    part, whole = draft.row, _any(record)
    part.institution_id, part.made_by, part.request = whole.institution_id, who.person, request
    setattr(part, f"{of}_id", record.pk)
    if draft.sealed:
        part.subject_id = whole.subject_id
    _save_new(part, draft.sealed)


@transaction.atomic
def take_step[Row: models.Model](  # noqa: PLR0913 - a step has as many sides
    actor: Actor | None,
    verb: Verb[Row],
    process: Process,
    key: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
    before: Callable[[Row, Actor], object] | None = None,
) -> Row:
    """Take a step of a record's process; sent again, it changes nothing.

    Args:
        actor: the member who acts.
        verb: what the policy is asked.
        process: the table of states.
        key: of the record.
        name: of the step.
        seen: version of the record when its page was made.
        request: idempotency key of the form.
        reason: a code, where the step requires one.
        before: writes what the step's guards ask for; it records its own act.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108; and what ``before`` raises.
    """
    row, who = lock_record(actor, verb, key)
    moves = Move.objects.filter(request=request, resource=process.resource, row=row.pk)
    if before is not None and not moves.exists():
        before(row, who)
    move(process, row, name, who, seen_version=seen, request=request, reason=reason)
    return row


def lock_record[Row: models.Model](
    actor: Actor | None, verb: Verb[Row], key: uuid.UUID
) -> tuple[Row, Actor]:
    """Return a record that the actor may do this to, locked, with the actor.

    Raises:
        Refused: there is none, or it is not for this actor.
    """
    verb.policy.load(actor, key, verb.action)
    row: Row = _rows(verb.policy.model).select_for_update().get(pk=key)
    return row, require_actor(actor, verb.policy.resource, verb.action)


def require_state(row: models.Model, verb: Verb[Any]) -> None:
    """Check that a record is in a state in which the verb is possible.

    Raises:
        InputError: T202.
    """
    if verb.states and _any(row).state not in verb.states:
        raise RoomCode.NOT_NOW.error(Place())


def row_of_request[Row: models.Model](
    model: type[Row], who: Actor, request: uuid.UUID, **of: uuid.UUID
) -> Row | None:
    """Return the row that the same form made before; None if it has not been sent yet.

    Raises:
        InputError: T201, somebody else sent it, or it was for another record.
    """
    found: Any = _rows(model).filter(request=request).first()
    if found is None:
        return None
    same = all(getattr(found, column) == value for column, value in of.items())
    if found.made_by != who.person or not same:
        raise RoomCode.REQUEST_USED.error(Place(field="request"))
    return found  # type: ignore[no-any-return] # a row of the model


def save_columns(row: models.Model) -> None:
    """Save the columns that may change; the database role has no right to any other."""
    own = [name.removesuffix("_id") for name in _any(row).changed_columns]
    # The process alone sets these two.
    row.save(update_fields=[name for name in own if name not in ("state", "version")])


def _save_new(row: models.Model, sealed: Mapping[str, str]) -> None:
    if sealed:
        key = subject_key(_any(row).subject_id)
        for column, text in sealed.items():
            seal_text(row, column, text, key=key)
    row.save(force_insert=True)


def _rows(model: type[models.Model]) -> Any:
    return model._default_manager  # noqa: SLF001 - public in Django


def _any(row: models.Model) -> Any:
    """Return the row untyped: its columns are those that the docstrings above name."""
    return row

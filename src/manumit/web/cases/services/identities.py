"""Identities: changes that overwrite nothing, and the search index."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import InputError, Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.disclosures import current_values
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import Field, Value, search_terms, value_from_text, value_to_text
from manumit.web.cases.models import Identity, IdentityValue
from manumit.web.cases.policies import identity_policy, load_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import index_person, remove_from_index


@dataclass(frozen=True, slots=True)
class _Writer:
    """The state of one write: actor, identity, key and form."""

    who: Actor
    identity: Identity
    key: SubjectKey
    request: uuid.UUID


_NOTHING_TO_FIND = VaultCode.NOTHING_TO_FIND.code


@transaction.atomic
def change_identity(
    actor: Actor | None,
    file_id: uuid.UUID,
    changes: Mapping[Field, Value],
    *,
    seen: Mapping[Field, int],
    request: uuid.UUID,
) -> tuple[Field, ...]:
    """Write new values; after concurrent edits both values stay current.

    Args:
        actor: the member who acts.
        file_id: the file of the identity.
        changes: the new values.
        seen: the number of the value as current on the page, for each field that is changed; 0 or
            missing where there was none.
        request: idempotency key of the form; a repeat changes nothing.

    Returns:
        Fields that have several current values now; a member has to choose.

    Raises:
        Refused: the actor may not do this.
        InputError: K101, K103; V101 to V107, V201, V301, V304, V305.
    """
    texts = {field: value_to_text(field, value) for field, value in changes.items()}
    load_for(actor, identity_policy, "correct", file_id)
    who = acting(actor, "person", "correct")
    identity = _locked(file_id)
    pen = _Writer(who, identity, subject_key(identity.subject_id), request)
    new = {f: text for f, text in texts.items() if _is_new(pen, f, text, after=seen.get(f, 0))}
    if new:
        tell(who, "change", "person", identity.pk, purpose="correct")
        for field, text in new.items():
            _add(pen, field, text, after=seen.get(field, 0))
        reindex(identity)
    return tuple(field for field, rows in current_values(identity).items() if len(rows) > 1)


@transaction.atomic
def resolve_conflict(
    actor: Actor | None,
    file_id: uuid.UUID,
    field: Field,
    *,
    chosen: int,
    standing: Sequence[int],
    request: uuid.UUID,
) -> None:
    """Choose between several current values; the others stay readable.

    Args:
        actor: the member who acts.
        file_id: the file of the identity.
        field: in which.
        chosen: the number of the value to keep.
        standing: the numbers of all that stood on the page.
        request: idempotency key of the form.

    Raises:
        Refused: the actor may not do this.
        InputError: K102, the current values have changed.
    """
    load_for(actor, identity_policy, "correct", file_id)
    who = acting(actor, "person", "correct")
    identity = _locked(file_id)
    if IdentityValue.objects.filter(identity=identity, field=field, request=request).exists():
        return
    now = {row.number: row for row in current_values(identity).get(field, [])}
    if set(now) != set(standing) or chosen not in now or len(now) == 1:
        raise CaseCode.NO_CONFLICT.error(Place(field=field))
    pen = _Writer(who, identity, subject_key(identity.subject_id), request)
    text = open_text(now[chosen], "content", key=pen.key) or ""
    tell(who, "resolve_conflict", "person", identity.pk, purpose="correct")
    _add(pen, field, text, after=chosen, chosen=True)
    reindex(identity)


def _locked(file_id: uuid.UUID) -> Identity:
    """Lock the identity, so that its values are numbered in sequence."""
    return Identity.objects.select_for_update().get(file=file_id)


def _is_new(pen: _Writer, field: Field, text: str, *, after: int) -> bool:
    """Return whether a value has to be written: not by this form yet, and not current.

    Raises:
        InputError: K103.
    """
    made = IdentityValue.objects.filter(identity=pen.identity, field=field)
    if made.filter(request=pen.request).exists():
        return False
    if after and not made.filter(number=after).exists():
        raise CaseCode.NOT_SEEN.error(Place(field=field))
    now = current_values(pen.identity).get(field, [])
    return all(open_text(row, "content", key=pen.key) != text for row in now)


def _add(pen: _Writer, field: Field, text: str, *, after: int, chosen: bool = False) -> None:
    made = IdentityValue.objects.filter(identity=pen.identity, field=field)
    row = IdentityValue(
        subject_id=pen.identity.subject_id,
        institution_id=pen.identity.institution_id,
        identity=pen.identity,
        field=field,
        number=made.count() + 1,
        after=after,
        chosen=chosen,
        made_by=pen.who.person,
        request=pen.request,
    )
    seal_text(row, "content", text, key=pen.key)
    row.save(force_insert=True)


def copy_identity(who: Actor, identity: Identity, values: Mapping[Field, Sequence[Value]]) -> None:
    """Write values disclosed by another institution; conflicts stay conflicts."""
    key = subject_key(identity.subject_id)
    for field, several in values.items():
        for value in several:
            pen = _Writer(who, identity, key, uuid.uuid4())
            _add(pen, field, value_to_text(field, value), after=0)
    reindex(identity)


def reindex(identity: Identity) -> None:
    """Index the person by current values; by none once consent to the origin was withdrawn.

    That needs no key: a withdrawal works where nothing can be opened, too.
    """
    scope = str(identity.file.office_id)
    if consent_withdrawn(identity.file):
        remove_from_index(identity.subject_id, scope)
        identity.indexed = False
    else:
        identity.indexed = _indexed(identity, scope)
    identity.save(update_fields=["indexed"])


def _indexed(identity: Identity, scope: str) -> bool:
    key = subject_key(identity.subject_id)
    values = [
        (field, value_from_text(field, open_text(row, "content", key=key) or ""))
        for field, rows in current_values(identity).items()
        for row in rows
    ]
    names, numbers = search_terms(values)
    try:
        index_person(identity.subject_id, scope, names=names, numbers=numbers)
    except InputError as error:
        # A name that no token can be made of is kept all the same; it is only not found.
        if {problem.code for problem in error.problems} != {_NOTHING_TO_FIND}:
            raise
        remove_from_index(identity.subject_id, scope)
        return False
    return True

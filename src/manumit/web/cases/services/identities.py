"""Who a person is: changes that overwrite nothing, and people found again."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import InputError, Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import Field, Value, read, searched_by, written
from manumit.web.cases.models import Identity, IdentityValue
from manumit.web.cases.passing import standing_values
from manumit.web.cases.policies import identity_policy, load_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import index_person, remove_from_index


@dataclass(frozen=True, slots=True)
class _Pen:
    """Who writes into which identity, under its key, for which form."""

    who: Actor
    identity: Identity
    key: SubjectKey
    request: uuid.UUID


_NOTHING_TO_FIND = VaultCode.NOTHING_TO_FIND.value.code


@transaction.atomic
def change_identity(
    actor: Actor | None,
    file_id: uuid.UUID,
    changes: Mapping[Field, Value],
    *,
    seen: Mapping[Field, int],
    request: uuid.UUID,
) -> tuple[Field, ...]:
    """Writes values beside which nobody's is lost: where two people edit at once, both stand.

    Args:
        actor: who.
        file_id: whose identity.
        changes: the new values.
        seen: the number of the value that stood on the page, for each field that is changed; 0 or
            missing where there was none.
        request: of the form; sent again it changes nothing.

    Returns:
        Fields in which several values stand side by side now; somebody has to choose.

    Raises:
        Refused: not for this actor.
        InputError: K101, K103; V101 to V107, V201, V301, V304, V305.
    """
    texts = {field: written(field, value) for field, value in changes.items()}
    load_for(actor, identity_policy, "correct", file_id)
    who = acting(actor, "person", "correct")
    identity = _locked(file_id)
    pen = _Pen(who, identity, subject_key(identity.subject_id), request)
    new = {f: text for f, text in texts.items() if _is_new(pen, f, text, after=seen.get(f, 0))}
    if new:
        tell(who, "change", "person", identity.pk, purpose="correct")
        for field, text in new.items():
            _add(pen, field, text, after=seen.get(field, 0))
        index_anew(identity)
    return tuple(field for field, rows in standing_values(identity).items() if len(rows) > 1)


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
    """Somebody chooses between values that stand side by side; the others stay readable.

    Args:
        actor: who.
        file_id: whose identity.
        field: in which.
        chosen: the number of the value that shall stand.
        standing: the numbers of all that stood on the page.
        request: of the form.

    Raises:
        Refused: not for this actor.
        InputError: K102, other values stand there now.
    """
    load_for(actor, identity_policy, "correct", file_id)
    who = acting(actor, "person", "correct")
    identity = _locked(file_id)
    if IdentityValue.objects.filter(identity=identity, field=field, request=request).exists():
        return
    now = {row.number: row for row in standing_values(identity).get(field, [])}
    if set(now) != set(standing) or chosen not in now or len(now) == 1:
        raise CaseCode.NO_CONFLICT.error(Place(field=field))
    pen = _Pen(who, identity, subject_key(identity.subject_id), request)
    text = open_text(now[chosen], "content", key=pen.key) or ""
    tell(who, "resolve_conflict", "person", identity.pk, purpose="correct")
    _add(pen, field, text, after=chosen, chosen=True)
    index_anew(identity)


def _locked(file_id: uuid.UUID) -> Identity:
    """So that values of one identity are numbered one after the other."""
    return Identity.objects.select_for_update().get(file=file_id)


def _is_new(pen: _Pen, field: Field, text: str, *, after: int) -> bool:
    """Whether a value is to be written: this form has not done it, and it does not stand already.

    Raises:
        InputError: K103.
    """
    made = IdentityValue.objects.filter(identity=pen.identity, field=field)
    if made.filter(request=pen.request).exists():
        return False
    if after and not made.filter(number=after).exists():
        raise CaseCode.NOT_SEEN.error(Place(field=field))
    now = standing_values(pen.identity).get(field, [])
    return all(open_text(row, "content", key=pen.key) != text for row in now)


def _add(pen: _Pen, field: Field, text: str, *, after: int, chosen: bool = False) -> None:
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
    """What another institution passed on, as the first values; several stand side by side again."""
    key = subject_key(identity.subject_id)
    for field, several in values.items():
        for value in several:
            pen = _Pen(who, identity, key, uuid.uuid4())
            _add(pen, field, written(field, value), after=0)
    index_anew(identity)


def index_anew(identity: Identity) -> None:
    """Lets the vault find the person by what stands; by nothing once consent was taken back.

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
        (field, read(field, open_text(row, "content", key=key) or ""))
        for field, rows in standing_values(identity).items()
        for row in rows
    ]
    names, numbers = searched_by(values)
    try:
        index_person(identity.subject_id, scope, names=names, numbers=numbers)
    except InputError as error:
        # A name that no token can be made of is kept all the same; it is only not found.
        if {problem.code for problem in error.problems} != {_NOTHING_TO_FIND}:
            raise
        remove_from_index(identity.subject_id, scope)
        return False
    return True

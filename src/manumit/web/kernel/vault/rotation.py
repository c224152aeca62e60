"""Encrypts everything under the current key of the ring. A kill in the middle loses nothing."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from manumit.errors import InputError, Problem
from manumit.web.kernel.vault.keys import unwrap, wrap
from manumit.web.kernel.vault.models import IndexedPerson, PersonKey
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import parse_entry, replace_tokens
from manumit.web.kernel.vault.tokens import tokens

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RotationTarget:
    """What an app encrypts under keys of the ring, beside people's keys and the index.

    Attributes:
        left: ids of what is not locked under the key of this id.
        relock: locks one of them under the current key, in a transaction of its own.
        under: whether anything is locked under the key of this id.
    """

    left: Callable[[str], Iterable[uuid.UUID | int]]
    relock: Callable[[uuid.UUID | int], None]
    under: Callable[[str], bool]


_targets: list[RotationTarget] = []


def register_rotation(room: RotationTarget) -> None:
    """Register what an app encrypts, for rotation; call it once from its ``AppConfig.ready``."""
    _targets.append(room)


@dataclass(slots=True)
class RotationResult:
    """The result of a run.

    Attributes:
        keys: people's keys that were wrapped anew.
        entries: entries of the index with new tokens.
        others: what rooms lock beside.
        problems: what could not be opened and was left as it is.
    """

    keys: int
    entries: int
    others: int
    problems: list[Problem]


def rotate_keys() -> RotationResult:
    """Re-encrypt people's keys, tokens and apps' values under the ring's current key.

    Each person is one transaction: it may be killed and begun anew, beside people who work.

    Raises:
        InputError: V101 to V106.
    """
    current = key_ring().current.id
    done = RotationResult(0, 0, 0, [])
    for row in _left(PersonKey, current):
        done.keys += _tried(done, _rewrap, row)
    for row in _left(IndexedPerson, current):
        done.entries += _tried(done, _new_tokens, row)
    for room in _targets:
        for one in room.left(current):
            done.others += _tried(done, room.relock, one)
    return done


def is_key_in_use(key_id: str) -> bool:
    """Return whether anything is still encrypted under a key of the ring."""
    return any(
        model._default_manager.filter(**_living(model), ring_key=key_id).exists()  # noqa: SLF001 - documented by Django
        for model in (PersonKey, IndexedPerson)
    ) or any(room.under(key_id) for room in _targets)


def _living(model: type[Model]) -> dict[str, bool]:
    return {"wrapped__isnull": False} if model is PersonKey else {}


def _left(model: type[Model], current: str) -> Iterator[uuid.UUID]:
    """Yield ids of rows under another key, each once, also where it can't be done."""
    left = (
        model._default_manager.filter(**_living(model))  # noqa: SLF001 - as above
        .exclude(ring_key=current)
        .order_by("pk")
    )
    batch = list(left.values_list("pk", flat=True)[:AT_ONCE])
    while batch:
        yield from batch
        batch = list(left.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:AT_ONCE])


def _tried[R](done: RotationResult, work: Callable[[R], None], row: R) -> int:
    try:
        with transaction.atomic():
            work(row)
    except InputError as error:
        done.problems += error.problems
        return 0
    return 1


def _rewrap(subject: uuid.UUID) -> None:
    ring = key_ring()
    row = PersonKey.objects.select_for_update().get(pk=subject)
    if row.wrapped is not None:  # not erased meanwhile
        row.wrapped, row.ring_key = wrap(unwrap(row, ring), ring.current), ring.current.id
        row.save(update_fields=["wrapped", "ring_key"])


def _new_tokens(entry_id: uuid.UUID) -> None:
    ring = key_ring()
    # The person's key is locked first, as everywhere: an erasure waits, or was earlier.
    owner = PersonKey.objects.select_for_update().filter(indexed=entry_id).first()
    entry = IndexedPerson.objects.filter(pk=entry_id).first()
    if owner is None or entry is None:  # erased meanwhile
        return
    known = parse_entry(open_text(entry, "content", key=unwrap(owner, ring)) or "")
    replace_tokens(entry, tokens(known.names, known.numbers, ring.current))
    entry.ring_key = ring.current.id
    entry.save(update_fields=["ring_key"])

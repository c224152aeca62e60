"""People's keys: created, unwrapped, held, and destroyed for good."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.ring import KeyRing, RingKey, key_ring
from manumit.web.sealing import KEY_BYTES, SealError, decrypt, encrypt, new_key

_FORMAT = b"manumit person key 1"


@dataclass(frozen=True, slots=True, repr=False)
class SubjectKey:
    """The key to everything of one person; its ``repr`` shows nothing."""

    subject: uuid.UUID
    key: bytes

    def __reduce__(self) -> NoReturn:
        """Never pickled: a key does not leave the process."""
        raise TypeError("a key does not leave the process")


def new_subject() -> uuid.UUID:
    """Create the key of a person about whom nothing else is known yet.

    Raises:
        InputError: V101 to V106.
    """
    ring, subject = key_ring(), uuid.uuid4()
    wrapped = wrap(SubjectKey(subject, new_key()), ring.current)
    PersonKey.objects.create(subject=subject, wrapped=wrapped, ring_key=ring.current.id)
    return subject


def new_subjects(number: int) -> list[SubjectKey]:
    """Make so many people of whom nothing is known yet, and return their keys.

    Raises:
        InputError: V101 to V106.
    """
    ring = key_ring()
    made = [SubjectKey(uuid.uuid4(), new_key()) for _ in range(number)]
    PersonKey.objects.bulk_create(
        PersonKey(subject=one.subject, wrapped=wrap(one, ring.current), ring_key=ring.current.id)
        for one in made
    )
    return made


def subject_key(subject: uuid.UUID) -> SubjectKey:
    """Return the key of a person.

    Raises:
        InputError: V101 to V107; V201 where the wrapped key was changed; V301 where there is none.
    """
    found = PersonKey.objects.filter(subject=subject).first()
    if found is None or found.wrapped is None:
        raise VaultCode.NO_KEY.error(Place())
    return unwrap(found, key_ring())


def subject_keys(subjects: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, SubjectKey]:
    """Return the keys of several people at once; people without a key are left out.

    Raises:
        InputError: V101 to V107, V201.
    """
    ring = key_ring()
    found = PersonKey.objects.filter(subject__in=set(subjects), wrapped__isnull=False)
    return {one.subject: unwrap(one, ring) for one in found}


def lock_person_key(subject: uuid.UUID) -> PersonKey:
    """Lock and return a person's key row, so that nobody erases while something is added.

    Raises:
        InputError: V301.
    """
    found = PersonKey.objects.select_for_update().filter(subject=subject).first()
    if found is None or found.wrapped is None:
        raise VaultCode.NO_KEY.error(Place())
    return found


def wrap(key: SubjectKey, under: RingKey) -> bytes:
    """Return a person's key, encrypted as the table holds it."""
    return encrypt(key.key, key=under.wrapping, bound_to=_bound_to(key.subject, under.id))


def unwrap(row: PersonKey, ring: KeyRing) -> SubjectKey:
    """Return the key in a row.

    Raises:
        InputError: V107, V201.
    """
    under = ring.key(row.ring_key)
    try:
        bound_to = _bound_to(row.subject, under.id)
        key = decrypt(bytes(row.wrapped or b""), key=under.wrapping, bound_to=bound_to)
    except SealError:
        raise VaultCode.CANT_OPEN.error(Place(field="vault_personkey.wrapped")) from None
    if len(key) != KEY_BYTES:
        raise VaultCode.CANT_OPEN.error(Place(field="vault_personkey.wrapped"))
    return SubjectKey(row.subject, key)


def _bound_to(subject: uuid.UUID, ring_key: str) -> bytes:
    return b"\0".join((_FORMAT, ring_key.encode(), str(subject).encode()))

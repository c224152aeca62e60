"""Checks that the vault can work here, before the first page of an institution."""

from manumit.errors import InputError, Place, Problem
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.keys import unwrap
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.ring import KeyRing, key_ring


def vault_problems() -> list[Problem]:
    """Return what is wrong with the key ring and with the folder of files, without a database."""
    problems: list[Problem] = []
    for look in (key_ring, files_folder):
        try:
            look()
        except InputError as error:
            problems += error.problems
    return problems


def ring_problems() -> list[Problem]:
    """Return V110 where the ring does not open the keys of people in this database.

    One key of a person is tried for each key of the ring, and one that names no key of the ring:
    the work does not grow with the number of people.
    """
    try:
        ring = key_ring()
    except InputError:
        return []  # vault_problems says it
    living = PersonKey.objects.filter(wrapped__isnull=False)
    tried = [living.filter(ring_key=one).first() for one in ring.keys]
    tried.append(living.exclude(ring_key__in=ring.keys).first())
    if all(_opens(row, ring) for row in tried if row is not None):
        return []
    return [VaultCode.OTHER_RING.problem(Place(field="MANUMIT_KEY_RING"), what="the people")]


def _opens(row: PersonKey, ring: KeyRing) -> bool:
    try:
        unwrap(row, ring)
    except InputError:
        return False
    return True

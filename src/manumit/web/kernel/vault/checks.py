"""Whether the vault can work here: asked before the first page of an institution."""

from manumit.errors import InputError, Problem
from manumit.web.kernel.vault.ring import key_ring


def vault_problems() -> list[Problem]:
    """What is wrong with the key ring."""
    try:
        key_ring()
    except InputError as error:
        return list(error.problems)
    return []

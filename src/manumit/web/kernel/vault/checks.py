"""Whether the vault can work here: asked before the first page of an institution."""

from manumit.errors import InputError, Problem
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.ring import key_ring


def vault_problems() -> list[Problem]:
    """What is wrong with the key ring and with the folder of files."""
    problems: list[Problem] = []
    for look in (key_ring, files_folder):
        try:
            look()
        except InputError as error:
            problems += error.problems
    return problems

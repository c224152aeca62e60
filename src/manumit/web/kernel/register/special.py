"""Special class, migration status: who may store it, and the check before it is stored.

R-12, R-34: such an answer serves enforcement against the person who gave it. It is stored with no
person unless a deployment states its legal basis, and then read by two roles only.
"""

from collections.abc import Iterable

from django.conf import settings

from manumit.errors import InputError, Place
from manumit.instruments import Library, shipped_library
from manumit.web.kernel.register.codes import RegisterCode

READERS = frozenset({"ident", "support"})
"""Roles that may read class special, where the deployment allows it (R-12, R-34)."""


def special_basis() -> str:
    """Return the deployment's legal basis for keeping class special; empty if it may not."""
    return str(getattr(settings, "MANUMIT_SPECIAL", "")).strip()


def special_allowed(role: str) -> bool:
    """Return whether a role may keep or read class special here."""
    return role in READERS and special_basis() != ""


def special_codes(library: Library | None = None) -> frozenset[str]:
    """Return codes whose answer reveals migration status, in any loaded list."""
    return frozenset((library or shipped_library()).registry.special())


def refuse_special(codes: Iterable[str], allowed: bool, library: Library | None = None) -> None:
    """Refuse answers that reveal migration status; call it before answers are stored.

    Args:
        codes: codes of the answers.
        allowed: what :func:`special_allowed` returns for the storing institution.
        library: with an institution's own lists; the shipped ones if not given.

    Raises:
        InputError: F301 for each such code. Nothing may be stored then.
    """
    if allowed:
        return
    found = sorted(set(codes) & special_codes(library))
    if found:
        raise InputError(RegisterCode.SPECIAL_STORED.problem(Place(field=code)) for code in found)

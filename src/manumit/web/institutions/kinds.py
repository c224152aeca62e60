"""Kinds of institution, and the roles that each may give as the access mechanism has them."""

import functools

from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.roles import roles

ADMINISTRATOR = "admin"


@functools.cache
def kinds() -> tuple[str, ...]:
    """Every kind of institution that may give some role of its own (domain.md, section 2)."""
    return tuple(sorted({kind for one in roles().by_key.values() for kind in one.held_in or ()}))


def roles_of(kind: str) -> frozenset[str]:
    """Roles that an institution of this kind may give; immigration's is never one (R-34)."""
    return frozenset(role.key for role in roles().of_kind(kind))


def exclude(one: str, other: str) -> bool:
    """Whether one person may not hold both at the same time, in whichever institutions."""
    return roles().why_not(one, other) is not None


def needs_approval(role: str) -> bool:
    """Whether a second person has to approve a post in the role (ADR 16)."""
    return grants().needs_approval(role)


def needs_second_factor(role: str) -> bool:
    """Whether the role is acted in only after a second factor; an unknown one is."""
    found = roles().by_key.get(role)
    return found is None or found.second_factor

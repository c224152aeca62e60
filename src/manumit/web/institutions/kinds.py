"""Kinds of institutions, the roles that each may assign, and the needs in ``needs.yaml``."""

import functools

from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.reasons import ReasonList, read_reasons

ADMINISTRATOR = "admin"
NEEDS: ReasonList = read_reasons(__package__ or "", "needs.yaml")["need"]
"""Areas of need and of services."""


@functools.cache
def kinds() -> tuple[str, ...]:
    """Return every kind of institution that may assign roles (domain.md, section 2)."""
    return tuple(sorted({kind for one in roles().by_key.values() for kind in one.held_in or ()}))


def roles_of(kind: str) -> frozenset[str]:
    """Return the roles of a kind of institution; immigration enforcement has none (R-34)."""
    return frozenset(role.key for role in roles().of_kind(kind))


def mutually_exclusive(one: str, other: str) -> bool:
    """Return whether one person may not hold both roles at once, in any institutions."""
    return roles().why_not(one, other) is not None


def needs_approval(role: str) -> bool:
    """Return whether a post in the role needs a second person's approval (ADR 16)."""
    return grants().needs_approval(role)


def needs_second_factor(role: str) -> bool:
    """Return whether the role needs a second factor; unknown roles do."""
    found = roles().by_key.get(role)
    return found is None or found.second_factor

"""The scopes of tokens: ``scopes.yaml``."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml

RULES, ASSESS, OWED = "rules", "assess", "owed"
REFERRALS, CLAIMS, SANCTIONS, CONTACTS = "referrals", "claims", "sanctions", "contacts"
ANY = "any"


@dataclass(frozen=True, slots=True)
class Scopes:
    """All scopes.

    Attributes:
        held_in: for each scope the kinds of institution that may have it; None: every kind.
        longest_days: for how long a token may hold.
        calls_a_minute: how often one token is answered.
    """

    held_in: Mapping[str, frozenset[str] | None]
    longest_days: int
    calls_a_minute: int

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the scopes that a kind of institution may have, in the order of the file."""
        return tuple(key for key, kinds in self.held_in.items() if kinds is None or kind in kinds)


@functools.cache
def scopes() -> Scopes:
    """Return the scopes of this version."""
    found: dict[str, Any] = packaged_yaml(__package__, "scopes.yaml")
    given = {
        key: None if one["held_in"] == ANY else frozenset(one["held_in"])
        for key, one in found["scopes"].items()
    }
    return Scopes(given, found["longest_days"], found["calls_a_minute"])

"""The room's dated rules, from ``rules.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.packaged import packaged_yaml


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of ``rules.yaml``.

    Attributes:
        reflection: how long reflection lasts at least (R-48).
        longest_referral: how long a referral may stay open (R-52).
        only_for_child, only_for_adult: reasons of decisions (R-46).
        kinds_for_purpose: purposes that only some kinds of institution serve.
        searches_a_day: searches for people that one member may make within a day.
        never_flagged: roles whose files never cause an alert in a search (R-30).
        not_referred_for: purposes for which nobody is referred.
        purposes_of_role: roles that record answers to these purposes only.
    """

    reflection: dt.timedelta
    longest_referral: dt.timedelta
    only_for_child: frozenset[str]
    only_for_adult: frozenset[str]
    kinds_for_purpose: Mapping[str, frozenset[str]]
    searches_a_day: int
    never_flagged: frozenset[str]
    not_referred_for: frozenset[str]
    purposes_of_role: Mapping[str, frozenset[str]]

    def fits_age(self, reason: str, *, child: bool) -> bool:
        """Return whether a reason may be given for a person of this age group."""
        return reason not in (self.only_for_adult if child else self.only_for_child)

    def serves(self, kind: str, purpose: str) -> bool:
        """Return whether a kind of institution serves a purpose."""
        return kind in self.kinds_for_purpose.get(purpose, {kind})

    def asks_for(self, role: str, purpose: str) -> bool:
        """Return whether a role that records consent may do so for a purpose."""
        return purpose in self.purposes_of_role.get(role, {purpose})


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        reflection=dt.timedelta(days=read["reflection_days"]),
        longest_referral=dt.timedelta(days=read["longest_referral_days"]),
        only_for_child=frozenset(read["only_for_child"]),
        only_for_adult=frozenset(read["only_for_adult"]),
        kinds_for_purpose={
            purpose: frozenset(kinds) for purpose, kinds in read["kinds_for_purpose"].items()
        },
        searches_a_day=read["searches_a_day"],
        never_flagged=frozenset(read["never_flagged"]),
        not_referred_for=frozenset(read["not_referred_for"]),
        purposes_of_role={
            role: frozenset(purposes) for role, purposes in read["purposes_of_role"].items()
        },
    )

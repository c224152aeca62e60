"""The room's dated rules, from ``rules.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says.

    Attributes:
        reflection: how long reflection lasts at least (R-48).
        longest_referral: how long a referral may stay open (R-52).
        only_for_child, only_for_adult: reasons of decisions (R-46).
        kinds_for_purpose: purposes that only some kinds of institution serve.
        searches_a_day: searches for people that one member may make within a day.
        never_flagged: roles of whose files no search tells (R-30).
        not_referred_for: purposes for which nobody is referred.
        bundle_for: kinds of institution for which a prosecution bundle is made.
        never_in_bundle: what is never in one.
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
    bundle_for: frozenset[str]
    never_in_bundle: tuple[str, ...]
    purposes_of_role: Mapping[str, frozenset[str]]

    def fits_age(self, reason: str, *, child: bool) -> bool:
        """Whether a reason can be given for a person of this age."""
        return reason not in (self.only_for_adult if child else self.only_for_child)

    def serves(self, kind: str, purpose: str) -> bool:
        """Whether a kind of institution serves a purpose."""
        return kind in self.kinds_for_purpose.get(purpose, {kind})

    def asks_for(self, role: str, purpose: str) -> bool:
        """Whether a role that records consent records an answer to a purpose."""
        return purpose in self.purposes_of_role.get(role, {purpose})


@functools.cache
def rules() -> Rules:
    """The rules of this version."""
    read = yaml.safe_load(resources.files(__package__).joinpath("rules.yaml").read_text("utf-8"))
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
        bundle_for=frozenset(read["bundle_for"]),
        never_in_bundle=tuple(read["never_in_bundle"]),
        purposes_of_role={
            role: frozenset(purposes) for role, purposes in read["purposes_of_role"].items()
        },
    )

"""Kinds of institution and the roles that they may give, from a dated data file."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

ANY = "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says.

    Attributes:
        kinds: roles by kind of institution, the administrator's not among them.
        administrator: the role that administers and sees no case; every kind may give it.
        without_second_factor: roles that never see a person.
        never: roles that have no account, and why (R-34).
        incompatible: pairs that one person may not hold at the same time.
    """

    kinds: Mapping[str, frozenset[str]]
    administrator: str
    without_second_factor: frozenset[str]
    never: Mapping[str, str]
    incompatible: tuple[frozenset[str], ...]

    def roles_of(self, kind: str) -> frozenset[str]:
        """Roles that an institution of this kind may give; none for an unknown kind."""
        own = self.kinds.get(kind)
        return frozenset() if own is None else own | {self.administrator}

    def exclude(self, one: str, other: str) -> bool:
        """Whether one person may not hold both; a role never excludes itself."""
        if one == other:
            return False
        wild = {frozenset({one, ANY}), frozenset({other, ANY})}
        return any(pair == {one, other} or pair in wild for pair in self.incompatible)

    def needs_second_factor(self, role: str) -> bool:
        """Whether the role is acted in only after a second factor; an unknown one is."""
        return role not in self.without_second_factor


@functools.cache
def rules() -> Rules:
    """The rules of this version."""
    text = resources.files(__package__).joinpath("data/institutions.yaml").read_text("utf-8")
    read = yaml.safe_load(text)
    return Rules(
        kinds={kind: frozenset(roles) for kind, roles in read["kinds"].items()},
        administrator=read["administrator"],
        without_second_factor=frozenset(read["without_second_factor"]),
        never=read["never"],
        incompatible=tuple(frozenset(one["roles"]) for one in read["incompatible"]),
    )

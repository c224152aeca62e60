"""Roles: who may hold which, and which exclude each other. Read from ``data/roles.yaml``."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.errors import InputError, Place, Problem
from manumit.instruments.reading import Document
from manumit.web.kernel.access.codes import AccessCode
from manumit.web.kernel.register.reading import shipped

ANY, NONE, EVERY_OTHER = "any", "none", "every other"


@dataclass(frozen=True, slots=True)
class Role:
    """One role.

    Attributes:
        held_in: kinds of institution that may give it; None: every kind.
        account: whether anybody can sign in with it (R-34: not immigration).
        second_factor: whether acting in it needs one.
        sees_no_case: nothing of a case may be granted to it.
        may, sees, never_sees: its description for people.
        basis: who says so.
    """

    key: str
    held_in: frozenset[str] | None
    account: bool
    second_factor: bool
    sees_no_case: bool
    description: str
    may: tuple[str, ...]
    sees: tuple[str, ...]
    never_sees: tuple[str, ...]
    basis: str

    def given_by(self, kind: str) -> bool:
        """Return whether an institution of a kind may give the role."""
        return self.account and (self.held_in is None or kind in self.held_in)


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles.

    Attributes:
        excluding: for a pair of roles that one person may not hold, why.
    """

    by_key: Mapping[str, Role]
    excluding: Mapping[frozenset[str], str]

    def of_kind(self, kind: str) -> tuple[Role, ...]:
        """Return the roles that an institution of a kind may give."""
        return tuple(role for role in self.by_key.values() if role.given_by(kind))

    def why_not(self, one: str, other: str) -> str | None:
        """Return why one person may not hold both roles; None if they may."""
        return self.excluding.get(frozenset({one, other}))


def build_roles(document: Document) -> Roles:
    """Build the roles from a document.

    Raises:
        InputError: G101 for each pair that names a role which is not there.
    """
    by_key = {key: _role(key, data) for key, data in document.data["roles"].items()}
    excluding: dict[frozenset[str], str] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(document.data["incompatible"]):
        others = [key for key in by_key if key != entry["role"]]
        named = others if entry["with"] == EVERY_OTHER else entry["with"]
        for role in (entry["role"], *named):
            if role not in by_key:
                place = document.place("incompatible", number)
                problems.append(AccessCode.NO_SUCH_ROLE.problem(place, role=role))
        for other in named:
            excluding.setdefault(frozenset({entry["role"], other}), entry["why"])
    if problems:
        raise InputError(problems)
    return Roles(by_key, excluding)


def _role(key: str, data: Mapping[str, Any]) -> Role:
    held = data["held_in"]
    kinds = None if held == ANY else frozenset(() if held == NONE else held)
    basis = f"{data['basis']['standing']}: {data['basis']['place']}"
    return Role(
        key,
        kinds,
        data["account"],
        data["second_factor"],
        data.get("sees_no_case", False),
        data["description"],
        tuple(data["may"]),
        tuple(data["sees"]),
        tuple(data["never_sees"]),
        basis,
    )


@functools.cache
def roles() -> Roles:
    """Return the roles of this version."""
    return build_roles(shipped("access", "roles"))


def post_problems(role: str, kind: str, held: Iterable[str] = ()) -> list[Problem]:
    """Return the reasons against giving somebody a role.

    Args:
        role: the role.
        kind: kind of the institution that would give it.
        held: the roles that the person holds already, in any institution.

    Returns:
        G101 or G201, and G202 for each role that excludes it.
    """
    return list(_post_problems(role, kind, held))


def _post_problems(role: str, kind: str, held: Iterable[str]) -> Iterator[Problem]:
    place = Place(field="role")
    found = roles().by_key.get(role)
    if found is None:
        yield AccessCode.NO_SUCH_ROLE.problem(place, role=role)
    elif not found.given_by(kind):
        yield AccessCode.NOT_HERE.problem(place, role=role)
    for other in sorted(set(held) - {role}):
        if (why := roles().why_not(role, other)) is not None:
            yield AccessCode.INCOMPATIBLE.problem(place, role=role, other=other, why=why)

"""Grants: what each role may see and do, by its relation to the row. ``data/grants.yaml``."""

import enum
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.errors import InputError, Problem
from manumit.instruments.reading import Document
from manumit.web.kernel.access.codes import AccessCode
from manumit.web.kernel.access.roles import Roles, roles
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.reading import shipped
from manumit.web.kernel.register.special import READERS

SEE = "see"
CASE = "case"
EVERYBODY = "everybody"


class Relation(enum.StrEnum):
    """An actor's relation to a row. The first that holds counts, in this order."""

    ERASED = "erased"
    """The person was erased; nothing is left to see."""
    OWN = "own"
    """Held by the actor; about the actor, where the actor is the worker."""
    MANDATE = "mandate"
    """About somebody whom the actor represents, by mandate or appointment in force."""
    COLLEAGUE = "colleague"
    """Held by another person of the actor's office."""
    REFERRED = "referred"
    """Passed on to the actor's institution, and the consent to it holds."""
    WITHDRAWN = "withdrawn"
    """Passed on once; the consent was withdrawn or has run out."""
    OTHER_OFFICE = "other_office"
    """Held by another office of the actor's institution."""
    OTHER_INSTITUTION = "other_institution"
    """Nothing connects them."""
    BROKEN_GLASS = "broken_glass"
    """Opened in an emergency: on top of colleague or other office, never by itself."""


type Classes = frozenset[FieldClass]
type ByRelation = Mapping[Relation, Classes]


@dataclass(frozen=True, slots=True)
class Grants:
    """All grants.

    Attributes:
        actions: for each resource, what can be done to it.
        cases: the resources that are part of a case.
        by_role: role, resource and action to relations; with the classes seen, for ``see``.
        everybodys: resource and action that everybody with an account is granted.
    """

    actions: Mapping[str, tuple[str, ...]]
    cases: frozenset[str]
    by_role: Mapping[str, Mapping[tuple[str, str], ByRelation]]
    everybodys: frozenset[tuple[str, str]]

    def of(self, role: str, resource: str, action: str) -> ByRelation:
        """Return the relations in which a role may do something; empty if in none.

        Raises:
            KeyError: there is no such resource, or nothing of that name is done to it.
        """
        if action not in self.actions[resource]:
            raise KeyError(action)
        return self.by_role.get(role, {}).get((resource, action), {})

    def needs_approval(self, role: str) -> bool:
        """Return whether a post in a role needs a second person: it grants more than basics.

        Of an unknown role too.
        """
        return bool(self.by_role.get(role, {role: {}}).keys() - self.everybodys)


def build_grants(document: Document, known: Roles) -> Grants:
    """Build the grants from a document.

    Raises:
        InputError: G101 to G105, every problem at once.
    """
    resources = document.data["resources"]
    actions = {name: tuple(one["actions"]) for name, one in resources.items()}
    cases = frozenset(name for name, one in resources.items() if one["of"] == CASE)
    everybody = document.data[EVERYBODY]
    given = document.data["roles"]
    problems = [
        *_unknown_actions(document, (EVERYBODY,), everybody, actions),
        *(p for role in given for p in _problems(document, role, known, actions, cases)),
    ]
    if problems:
        raise InputError(problems)
    by_role = {
        key: _merged(everybody, given.get(key, {}))
        for key, role in known.by_key.items()
        if role.account
    }
    plain = frozenset((resource, action) for resource, done in everybody.items() for action in done)
    return Grants(actions, cases, by_role, plain)


def _problems(
    document: Document,
    role: str,
    known: Roles,
    actions: Mapping[str, tuple[str, ...]],
    cases: frozenset[str],
) -> Iterator[Problem]:
    # A place costs a second reading of the file: it is looked for only where something is wrong.
    at = functools.partial(document.place, "roles", role)
    granted = document.data["roles"][role]
    found = known.by_key.get(role)
    if found is None:
        yield AccessCode.NO_SUCH_ROLE.problem(at(), role=role)
    elif not found.account:
        yield AccessCode.NO_ACCOUNT.problem(at(), role=role)
    elif found.sees_no_case:
        for resource in granted.keys() & cases:
            yield AccessCode.SEES_NO_CASE.problem(at(), role=role, resource=resource)
    yield from _unknown_actions(document, ("roles", role), granted, actions)
    seen = [classes for one in granted.values() for classes in one.get(SEE, {}).values()]
    if role not in READERS and any(FieldClass.SPECIAL in classes for classes in seen):
        yield AccessCode.SPECIAL_TO_OTHERS.problem(at(), role=role)


def _unknown_actions(
    document: Document,
    path: tuple[str, ...],
    granted: Mapping[str, Any],
    actions: Mapping[str, tuple[str, ...]],
) -> Iterator[Problem]:
    for resource, done in granted.items():
        for action in done:
            if action not in actions.get(resource, ()):
                yield AccessCode.NO_SUCH_ACTION.problem(
                    document.place(*path, resource, action), resource=resource, action=action
                )


def _merged(*given: Mapping[str, Any]) -> dict[tuple[str, str], ByRelation]:
    merged: dict[tuple[str, str], dict[Relation, Classes]] = {}
    for granted in given:
        for resource, done in granted.items():
            for action, held in done.items():
                cell = merged.setdefault((resource, action), {})
                for relation in held:
                    classes = frozenset(map(FieldClass, held[relation] if action == SEE else ()))
                    cell[Relation(relation)] = cell.get(Relation(relation), frozenset()) | classes
    return dict(merged)


@functools.cache
def grants() -> Grants:
    """Return the grants of this version."""
    return build_grants(shipped("access", "grants"), roles())

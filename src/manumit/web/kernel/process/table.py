"""Processes as tables: states, the steps between them, their roles and their guards.

A table that can't be right is refused when it is read: a state that nothing reaches, one that
nothing leaves although it is no end, a step without an owner.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import models

from manumit.web.kernel.acting import Acting
from manumit.web.kernel.reasons import ReasonList

LONGEST = 40
"""Characters of a state, a step and a resource."""


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt to take a step.

    Attributes:
        row: the thing as it is now, locked; its state is already the one it would have.
        source: the state that it comes from.
        reason: a code of the step's list, or empty.
    """

    row: models.Model
    source: str
    actor: Acting
    reason: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition beside state and role.

    Attributes:
        words: every code that ``blocks`` may return.
        blocks: a code of what prevents the step; None if nothing does. Unknown prevents it.
            It runs in the transaction of the step; what it reads elsewhere it has to lock.
    """

    words: tuple[str, ...]
    blocks: Callable[[Step], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a process.

    Attributes:
        name: what is done, as a verb.
        sources, target: states.
        roles: who may take it: roles of domain.md section 2, or ``clock``.
        guards: further conditions; the first that fails is reported.
        reasons: where a reason is required, the list that it comes from.
        rule: what it rests on: a rule of the field (R-..) or an article; empty if on the table.
        act: what the ledger calls it.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: frozenset[str]
    guards: tuple[Guard, ...] = ()
    reasons: ReasonList | None = None
    rule: str = ""
    act: str = "transition"


@dataclass(frozen=True, slots=True)
class Process:
    """The states and steps of one kind of row.

    Attributes:
        resource: the kind, as access and ledger name it.
        states: in the order in which they are read.
        initial: where each begins.
        ends: where one may stay; a review may still lead out of an end.
        transitions: the steps; no other way leads from state to state.

    Raises:
        ValueError: the table is not complete; the message says where.
    """

    resource: str
    states: tuple[str, ...]
    initial: str
    ends: frozenset[str]
    transitions: tuple[Transition, ...]
    _by_name: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = _mistakes(self)
        if found:
            raise ValueError(f"process '{self.resource}': {'; '.join(found)}")
        object.__setattr__(self, "_by_name", {one.name: one for one in self.transitions})

    def transition(self, name: str) -> Transition | None:
        """Return the step of a name."""
        return self._by_name.get(name)

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """Return the steps that are possible in a state."""
        return tuple(one for one in self.transitions if state in one.sources)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every way from one state to another, in order."""
        return tuple(
            sorted({(source, one.target) for one in self.transitions for source in one.sources})
        )

    def roles(self) -> frozenset[str]:
        """Return all roles that take a step."""
        return frozenset[str]().union(*(one.roles for one in self.transitions))

    def words(self) -> tuple[str, ...]:
        """Return the codes of its reasons and guards."""
        reasons = [one.reasons.codes() for one in self.transitions if one.reasons is not None]
        guards = [guard.words for one in self.transitions for guard in one.guards]
        return tuple(sorted({word for words in (*reasons, *guards) for word in words}))


def _mistakes(process: Process) -> list[str]:
    known = set(process.states)
    names = [one.name for one in process.transitions]
    found = [f"'{name}' occurs twice" for name in sorted({*_twice(names), *_twice(process.states)})]
    named = {process.initial, *process.ends}
    for one in process.transitions:
        named |= {*one.sources, one.target}
        found += [f"nobody takes the step '{one.name}'"] if not one.roles else []
        found += [f"the step '{one.name}' begins nowhere"] if not one.sources else []
        if one.reasons is not None and not one.reasons.reasons:
            found.append(f"the step '{one.name}' asks for a reason of an empty list")
    found += [f"there is no state '{state}'" for state in sorted(named - known)]
    found += [f"nothing leads to '{state}'" for state in sorted(known - _reached(process))]
    left = {source for one in process.transitions for source in one.sources} | process.ends
    found += [f"nothing leads out of '{state}'" for state in sorted(known - left)]
    long = [word for word in (process.resource, *known, *names) if len(word) > LONGEST]
    return found + [f"'{word}' is too long" for word in sorted(long)]


def _twice(words: tuple[str, ...] | list[str]) -> list[str]:
    return [one for one, next_one in pairwise(sorted(words)) if one == next_one]


def _reached(process: Process) -> set[str]:
    reached, added = set[str](), {process.initial}
    while added:
        reached |= added
        steps = [one for one in process.transitions if reached & set(one.sources)]
        added = {one.target for one in steps} - reached
    return reached

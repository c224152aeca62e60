"""Read group cases: own files in full, colleagues' files as random signs."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, CaseHolder, FindingVersion
from manumit.web.cases.policies import file_policy
from manumit.web.group_cases.contents import (
    FEW,
    GroupSubject,
    WorkplaceFact,
    adopted_piece,
    person_by_file,
)
from manumit.web.group_cases.models import (
    FactAdoption,
    GroupCase,
    GroupFact,
    GroupMember,
    SamePerson,
)
from manumit.web.group_cases.policies import group_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.vault.keys import subject_key, subject_keys
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class GroupLine:
    """One group in a list; its ``repr`` hides the content.

    Attributes:
        mine: the actor holds a file in it.
    """

    id: uuid.UUID
    reference: str
    about: GroupSubject
    closed: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One of the actor's files in a group.

    Attributes:
        state: of the process PERSON_AS_VICTIM.
        findings: how many findings it has.
        taken: facts of the group that are evidence of this person.
    """

    file: uuid.UUID
    pseudonym: str
    state: str
    findings: int
    taken: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True, repr=False)
class FactView:
    """A fact of a group; ``repr`` hides the content."""

    id: uuid.UUID
    number: int
    fact: WorkplaceFact
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group in numbers, for a holder of a file in it.

    Attributes:
        persons: each once, however many files they have.
        few: so few that the numbers may identify them.
        states: how many persons have got how far, by the furthest state of their files.
    """

    persons: int
    few: bool
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class GroupView:
    """One group; ``repr`` hides the content.

    Attributes:
        mine: the actor's files in it.
        others: signs of files of colleagues: of this group alone; they lead to no file.
        together: None if the actor holds no file in it.
        free: the actor's files that are not in it.
        may: actions of the resource.
    """

    id: uuid.UUID
    reference: str
    about: GroupSubject
    closed: bool
    relation: Relation
    mine: tuple[MemberLine, ...]
    others: tuple[str, ...]
    facts: tuple[FactView, ...]
    together: GroupSummary | None
    free: tuple[tuple[uuid.UUID, str], ...]
    may: frozenset[str]


ACTIONS = ("join", "change")
STATES = ("identified", "presumed", "not_identified", "possible")
"""From the furthest on: of a person with two files the first of these counts."""


@transaction.atomic
def groups(actor: Actor | None) -> list[GroupLine]:
    """Return the groups of the office that the actor may see, by name of the place.

    Raises:
        InputError: V101 to V107, V201.
    """
    who = acting(actor, "group_case", SEE)
    tell(who, "list_files", "group_case", None, purpose=SEE)
    rows = list(group_policy.scope(who))
    keys = subject_keys(row.subject_id for row in rows)
    found = [
        GroupLine(
            row.pk,
            row.reference,
            GroupSubject.from_text(open_text(row, "content", key=keys[row.subject_id]) or ""),
            row.closed,
            getattr(row, RELATION) == Relation.OWN,
        )
        for row in rows
        if row.subject_id in keys
    ]
    return sorted(found, key=lambda one: (one.about.name.casefold(), one.reference))


@transaction.atomic
def group(actor: Actor | None, group_id: uuid.UUID) -> GroupView:
    """Return a group: own files in full, colleagues' files as signs, facts of the place.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    group_policy.load(actor, group_id)
    who = acting(actor, "group_case", SEE)
    row = group_policy.scope(who).get(pk=group_id)
    tell(who, "read_file", "group_case", row.pk, purpose=SEE)
    relation = Relation(getattr(row, RELATION))
    own = relation is Relation.OWN
    members = list(_members(row)) if own else []
    held = _held(who)
    mine = [one for one in members if one.file_id in held]
    return GroupView(
        id=row.pk,
        reference=row.reference,
        about=GroupSubject.from_text(open_text(row, "content") or ""),
        closed=row.closed,
        relation=relation,
        mine=_lines(mine, row),
        others=tuple(sorted(one.reference for one in members if one.file_id not in held)),
        facts=_facts(row) if own else (),
        together=_together([one.file for one in members]) if own else None,
        free=_free(held, members),
        may=frozenset(one for one in ACTIONS if group_policy.can(who, one, row)),
    )


def _members(row: GroupCase) -> Collection[GroupMember]:
    found = GroupMember.objects.filter(
        group=row, left_at=None, file__subject__erased_at=None
    ).select_related("file")
    return list(found)


def _held(who: Actor) -> dict[uuid.UUID, str]:
    """Return the files of the office that the actor holds: keys and pseudonyms."""
    holds = CaseHolder.objects.filter(file=OuterRef("pk"), member=who.person, until=None)
    rows = file_policy.scope(who, "change").filter(Exists(holds))
    return dict(rows.values_list("pk", "pseudonym"))


def _free(
    held: Mapping[uuid.UUID, str], members: Collection[GroupMember]
) -> tuple[tuple[uuid.UUID, str], ...]:
    there = {one.file_id for one in members}
    found = [(key, name) for key, name in held.items() if key not in there]
    return tuple(sorted(found, key=lambda one: one[1]))


def _lines(mine: Collection[GroupMember], row: GroupCase) -> tuple[MemberLine, ...]:
    """Return the actor's files, with one query each for findings, adopted facts and keys."""
    files = [one.file for one in mine]
    findings = dict(
        FindingVersion.objects.filter(file__in=files)
        .values_list("file")
        .annotate(latest=Max("number"))
    )
    keys = subject_keys(one.subject_id for one in files)
    latest: dict[tuple[uuid.UUID, uuid.UUID], FactAdoption] = {}
    for one in FactAdoption.objects.filter(file__in=files, fact__group=row).order_by("number"):
        latest[one.file_id, one.fact_id] = one
    kept: dict[uuid.UUID, set[uuid.UUID]] = {}
    for (file, fact), one in latest.items():
        if adopted_piece(open_text(one, "content", key=keys[one.subject_id]) or "") is not None:
            kept.setdefault(file, set()).add(fact)
    lines = [
        MemberLine(
            file.pk,
            file.pseudonym,
            file.state,
            findings.get(file.pk, 0),
            frozenset(kept.get(file.pk, ())),
        )
        for file in files
    ]
    return tuple(sorted(lines, key=lambda one: one.pseudonym))


def _facts(row: GroupCase) -> tuple[FactView, ...]:
    key = subject_key(row.subject_id)
    return tuple(
        FactView(
            one.pk,
            one.number,
            WorkplaceFact.from_text(open_text(one, "content", key=key) or ""),
            one.made_at,
        )
        for one in GroupFact.objects.filter(group=row).order_by("number")
    )


def _together(files: Collection[CaseFile]) -> GroupSummary:
    whose = persons_of(files)
    furthest: dict[uuid.UUID, str] = {}
    for file in files:
        before = furthest.get(whose[file.pk], file.state)
        furthest[whose[file.pk]] = min(before, file.state, key=STATES.index)
    return GroupSummary(len(furthest), len(furthest) < FEW, dict(Counter(furthest.values())))


def persons_of(files: Collection[CaseFile]) -> dict[uuid.UUID, uuid.UUID]:
    """Map each file to its person; two files of one person map to the same key."""
    institutions = {one.institution_id for one in files}
    decided = SamePerson.objects.filter(Q(institution__in=institutions), undone_at=None)
    return person_by_file((one.pk for one in files), list(decided.values_list("one", "other")))


@transaction.atomic
def people_in_groups(actor: Actor | None) -> GroupSummary:
    """Count everybody in the groups the actor takes part in, each person once.

    Raises:
        InputError: V101 to V107, V201.
    """
    who = acting(actor, "group_case", SEE)
    tell(who, "list_files", "group_case", None, purpose=SEE)
    mine = [row for row in group_policy.scope(who) if getattr(row, RELATION) == Relation.OWN]
    rows = GroupMember.objects.filter(
        group__in=mine, left_at=None, file__subject__erased_at=None
    ).select_related("file")
    return _together(list({one.file_id: one.file for one in rows}.values()))

"""Assignments as the actor may see them; files in them only for readers of those files."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Count, Q

from manumit.web.cases.policies import file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.paging import page_of
from manumit.web.kernel.process.models import Move
from manumit.web.reassignment.files import SEEN_AS, files_of, holders, receivers_for
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.reassignment.outcomes import Outcome
from manumit.web.reassignment.policies import assignment_policy
from manumit.web.reassignment.process import ASSIGNMENT
from manumit.web.reassignment.services import STEP_ACTIONS

ON_A_PAGE, FILES_ON_A_PAGE = 25, 100


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A colleague with files that could be assigned."""

    member: uuid.UUID
    files: int


@dataclass(frozen=True, slots=True)
class AssignmentOptions:
    """What can be chosen for an assignment of one holder's files.

    Attributes:
        shown: one page of the files; key and pseudonym of each.
        receivers: members who could hold them.
    """

    holder: uuid.UUID
    shown: Page[tuple[uuid.UUID, str]]
    receivers: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One line of the list.

    Attributes:
        files, ended: how many files it has, and how many of them have an outcome.
    """

    id: uuid.UUID
    state: str
    holder: uuid.UUID
    proposed_at: dt.datetime
    files: int
    ended: int


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of an assignment.

    Attributes:
        file, pseudonym: None and empty if the actor may not see the file.
        outcome: a code; empty while nothing became of it.
    """

    file: uuid.UUID | None
    pseudonym: str
    receiver: uuid.UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """One assignment.

    Attributes:
        approved_by: the second person; None while there is none.
        ending: the reason that the last step gave; empty where it has none.
        counted: outcomes and how many files had each.
        waiting: how many have no outcome yet.
        steps: steps that are possible now for the actor.
        to_read: whether the actor proposed it, and has not read the result.
    """

    id: uuid.UUID
    state: str
    version: int
    role: str
    holder: uuid.UUID
    reason: str
    proposed_by: uuid.UUID
    proposed_at: dt.datetime
    approved_by: uuid.UUID | None
    ending: str
    counted: tuple[tuple[str, int], ...]
    waiting: int
    steps: tuple[str, ...]
    to_read: bool

    @property
    def files(self) -> int:
        """Return the number of files."""
        return self.waiting + sum(number for _, number in self.counted)

    @property
    def left_alone(self) -> int:
        """Return how many did not change hands, with a reason."""
        return self.files - self.waiting - self.handed_over

    @property
    def handed_over(self) -> int:
        """Return how many changed hands."""
        return dict(self.counted).get(Outcome.HANDED_OVER, 0)


def may_propose(actor: Actor | None) -> bool:
    """Return whether the actor's role proposes assignments; to show the button."""
    return bool(assignment_policy.can_new(actor, "propose"))


@transaction.atomic
def holders_to_assign(actor: Actor | None) -> list[HolderLine]:
    """Return colleagues of the office, and oneself, whose files could be assigned.

    Raises:
        Refused: not for this actor.
    """
    who = _require_proposer(actor, None)
    return [HolderLine(*one) for one in holders(who)]


@transaction.atomic
def assignment_options(
    actor: Actor | None, holder: uuid.UUID, number: str | None
) -> AssignmentOptions:
    """Return what can be chosen of one holder's files.

    Args:
        actor: who.
        holder: whose files.
        number: of the page of files.

    Raises:
        Refused: not for this actor.
    """
    who = _require_proposer(actor, None)
    rows = files_of(who, holder).only("pk", "pseudonym")
    shown = page_of(
        rows, number, FILES_ON_A_PAGE, lambda found: [(r.pk, r.pseudonym) for r in found]
    )
    return AssignmentOptions(holder, shown, tuple(receivers_for(who, holder)))


def _require_proposer(actor: Actor | None, key: uuid.UUID | None) -> Actor:
    assignment_policy.check_new(actor, "propose", of=key)
    who = require_actor(actor, assignment_policy.resource, "propose")
    record_act(who, "list_files", file_policy.resource, None, purpose=SEE)
    return who


@transaction.atomic
def assignments(actor: Actor | None, number: str | None) -> Page[AssignmentLine]:
    """Return the assignments of the office and role, the latest first.

    Raises:
        Refused: a stranger.
    """
    who = require_actor(actor, assignment_policy.resource, SEE)
    record_act(who, "list_files", assignment_policy.resource, None, purpose=SEE)
    rows = assignment_policy.scope(who).annotate(
        files=Count("lines"), ended=Count("lines", filter=~Q(lines__outcome=""))
    )
    return page_of(rows.order_by("-proposed_at", "pk"), number, ON_A_PAGE, _lines)


def _lines(rows: Iterable[Assignment]) -> list[AssignmentLine]:
    return [
        AssignmentLine(
            row.pk, row.state, row.holder, row.proposed_at,
            getattr(row, "files"), getattr(row, "ended"),  # noqa: B009 - annotations
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def assignment(actor: Actor | None, key: uuid.UUID) -> AssignmentView:
    """Return one assignment, without its files.

    Raises:
        Refused: not for this actor.
    """
    row, held = assignment_policy.load_held(actor, key)
    who = require_actor(actor, assignment_policy.resource, SEE)
    record_act(who, "list_files", assignment_policy.resource, row.pk, purpose=SEE)
    counted = dict(row.lines.values_list("outcome").annotate(Count("pk")).order_by("outcome"))
    last = Move.objects.filter(resource=ASSIGNMENT.resource, row=row.pk).order_by("-version")
    own = Relation.OWN in held
    return AssignmentView(
        id=row.pk,
        state=row.state,
        version=row.version,
        role=row.role,
        holder=row.holder,
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by(),
        ending=last.values_list("reason", flat=True).first() or "",
        waiting=counted.pop("", 0),
        counted=tuple((one.value, counted[one]) for one in Outcome if one in counted),
        steps=_steps(who, row, held),
        to_read=own and row.state in ASSIGNMENT.ends and row.read_at is None,
    )


def _steps(who: Actor, row: Assignment, held: frozenset[Relation]) -> tuple[str, ...]:
    known = grants()
    return tuple(
        one.name
        for one in ASSIGNMENT.leaving(row.state)
        if who.role in one.roles
        and held & known.of(who.role, assignment_policy.resource, STEP_ACTIONS[one.name]).keys()
    )


@transaction.atomic
def files_in(actor: Actor | None, key: uuid.UUID, number: str | None) -> Page[FileLine]:
    """Return a page of its files, each with its receiver and outcome.

    Raises:
        Refused: not for this actor.
    """
    row = assignment_policy.load(actor, key)
    who = require_actor(actor, assignment_policy.resource, SEE)

    def lines(found: Iterable[AssignedFile]) -> list[FileLine]:
        rows = list(found)
        seen = _pseudonyms(who, rows)
        return [
            FileLine(
                one.file_id if one.file_id in seen else None,
                seen.get(one.file_id, ""), one.receiver, one.outcome,
            )
            for one in rows
        ]  # fmt: skip

    return page_of(row.lines.order_by("place"), number, FILES_ON_A_PAGE, lines)


def _pseudonyms(who: Actor, lines: Iterable[AssignedFile]) -> dict[uuid.UUID, str]:
    """Return the pseudonyms that the actor may see by the policy of files at this moment."""
    keys = [one.file_id for one in lines]
    rows = file_policy.scope(who).filter(**{f"{RELATION}__in": SEEN_AS}, pk__in=keys)
    found: dict[uuid.UUID, str] = dict(rows.order_by().values_list("pk", "pseudonym"))
    return found

"""Files as somebody sees them, and what is due to their person."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model, QuerySet

from manumit.assessment import Age
from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import (
    CaseFile,
    Keeper,
)
from manumit.web.cases.policies import (
    file_policy,
    identity_policy,
)
from manumit.web.cases.process import PERSON_AS_VICTIM, REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.services.files import colleagues
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a list of files.

    Attributes:
        state: of the process PERSON_AS_VICTIM.
        relation: how the actor stands to it.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    age: Age
    opened_at: dt.datetime
    relation: Relation


@dataclass(frozen=True, slots=True)
class FileView:
    """One file, without anything that is sealed.

    Attributes:
        version: to be given back with a decision.
        child: whether the rules for children hold.
        origin: the referral that it came from.
        consent_withdrawn: the person took back what it came from, and agreed to nothing here since.
        keepers: members who hold it.
        may: what the actor may do with it and its parts: ``resource.action`` of ``grants.yaml``.
        steps: steps of the process that are possible now for the actor's role.
    """

    id: uuid.UUID
    pseudonym: str
    state: str
    version: int
    age: Age
    child: bool
    opened_at: dt.datetime
    origin: uuid.UUID | None
    consent_withdrawn: bool
    relation: Relation
    keepers: tuple[uuid.UUID, ...]
    may: frozenset[str]
    steps: tuple[str, ...]


@transaction.atomic
def files(actor: Actor | None) -> list[FileLine]:
    """The files that somebody may see at all, latest first; never sorted by a name."""
    who = acting(actor, "case_file", SEE)
    tell(who, "list_files", "case_file", None, purpose=SEE)
    rows = file_policy.scope(who).order_by("-opened_at", "id")
    return [
        FileLine(row.pk, row.pseudonym, row.state, Age(row.age), row.opened_at, relation_of(row))
        for row in rows
    ]


def relation_of(row: Model) -> Relation:
    """How the actor stands to a row of a scoped query."""
    return Relation(getattr(row, RELATION))


@transaction.atomic
def file(actor: Actor | None, file_id: uuid.UUID) -> FileView:
    """One file.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id)
    who = acting(actor, "case_file", SEE)
    tell(who, "read_file", "case_file", row.pk, purpose=SEE)
    held = file_policy.relations_to(who, row)
    return FileView(
        id=row.pk,
        pseudonym=row.pseudonym,
        state=row.state,
        version=row.version,
        age=Age(row.age),
        child=row.counts_as_child,
        opened_at=row.opened_at,
        origin=row.origin_id,
        consent_withdrawn=consent_withdrawn(row),
        relation=next(one for one in Relation if one in held),
        keepers=_keepers(row),
        may=_may(who, held),
        steps=possible_steps(PERSON_AS_VICTIM, row.state, who),
    )


def _keepers(row: CaseFile) -> tuple[uuid.UUID, ...]:
    found = Keeper.objects.filter(file=row, until=None).order_by("since")
    return tuple(found.values_list("member", flat=True))


def _may(who: Actor, held: frozenset[Relation]) -> frozenset[str]:
    known = grants()
    return frozenset(
        f"{resource}.{action}"
        for resource, actions in known.actions.items()
        if resource in known.cases
        for action in actions
        if held & known.of(who.role, resource, action).keys()
    )


def possible_steps(process: Process, state: str, who: Actor) -> tuple[str, ...]:
    """Steps that a role takes from a state; row and guards may still hold them back."""
    return tuple(one.name for one in process.leaving(state) if who.role in one.roles)


def may_open_files(actor: Actor | None) -> bool:
    """Whether somebody may open a file; to show the button."""
    return bool(file_policy.can_new(actor, "open"))


def may_search(actor: Actor | None) -> bool:
    """Whether somebody may search for people."""
    return bool(identity_policy.can_new(actor, "find"))


def possible_keepers(actor: Actor | None, file_id: uuid.UUID) -> list[uuid.UUID]:
    """Members of the office who could hold a file too.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    known = set(_keepers(row))
    return [post.member_id for post in colleagues(who) if post.member_id not in known]


@dataclass(frozen=True, slots=True)
class Protection:
    """What is due to a person, whatever they do: testimony is no condition (R-48, R-49).

    Attributes:
        reflection_from, reflection_until: from the day on which the person was presumed to be a
            victim; None before.
        assistance: whether assistance is due.
        guardian: whether a guardian is needed (R-46).
    """

    reflection_from: dt.date | None
    reflection_until: dt.date | None
    assistance: bool
    guardian: bool


def protection(actor: Actor | None, file_id: uuid.UUID) -> Protection:
    """What is due now; nothing that the person agreed to or refused changes it.

    Raises:
        Refused: not for this actor.
    """
    row = file_policy.load(actor, file_id)
    began = _moves(PERSON_AS_VICTIM, row.pk).filter(target="presumed").first()
    if began is None or row.state == "not_identified":
        return Protection(None, None, assistance=False, guardian=row.counts_as_child)
    day = began.at.date()
    return Protection(day, day + rules().reflection, assistance=True, guardian=row.counts_as_child)


def _moves(process: Process, row: uuid.UUID) -> QuerySet[Move]:
    return Move.objects.filter(resource=process.resource, row=row).order_by("version")


def moves_of_file(file_id: uuid.UUID) -> QuerySet[Move]:
    """Steps of a file; who may see them is asked before."""
    return _moves(PERSON_AS_VICTIM, file_id)


def moves_of_referral(referral_id: uuid.UUID) -> QuerySet[Move]:
    """Steps of a referral; who may see them is asked before."""
    return _moves(REFERRAL, referral_id)

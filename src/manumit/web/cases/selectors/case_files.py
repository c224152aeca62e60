"""Read case files, and the protection due to their person."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from manumit.assessment import Age
from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, CaseHolder, Closing
from manumit.web.cases.policies import file_policy, identity_policy
from manumit.web.cases.process import PERSON_AS_VICTIM, REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.services.closings import open_closing
from manumit.web.cases.services.files import colleagues
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process
from manumit.web.protection.selectors import latest_period


@dataclass(frozen=True, slots=True)
class FileView:
    """One file, without sealed content.

    Attributes:
        version: to be given back with a decision.
        child: whether the rules for children hold.
        origin: the referral that it came from.
        consent_withdrawn: the person took back what it came from, and agreed to nothing here since.
        holders: members who hold it.
        may: what the actor may do with it and its parts: ``resource.action`` of ``grants.yaml``.
        steps: steps of the process that are possible now for the actor's role.
        closed: outcome and reason; None if it is open.
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
    holders: tuple[uuid.UUID, ...]
    may: frozenset[str]
    steps: tuple[str, ...]
    closed: "ClosedView | None"


@dataclass(frozen=True, slots=True)
class ClosedView:
    """The outcome and reason of a closed file.

    Attributes:
        ending, reason: codes of the lists.
    """

    ending: str
    reason: str
    at: dt.datetime


@transaction.atomic
def files(actor: Actor | None, *, closed: bool = False) -> dict[uuid.UUID, str]:
    """Return the pseudonyms of files that the actor may see, latest first.

    Args:
        actor: the member who acts.
        closed: only closed files; otherwise only open ones.
    """
    who = acting(actor, "case_file", SEE)
    tell(who, "list_files", "case_file", None, purpose=SEE)
    ended = Exists(Closing.objects.filter(file=OuterRef("pk"), reopened_at=None))
    rows = file_policy.scope(who).filter(ended if closed else ~ended)
    return dict(rows.order_by("-opened_at", "id").values_list("pk", "pseudonym"))


def relation_of(row: Model) -> Relation:
    """Return the actor's relation to a row of a scoped query."""
    return Relation(getattr(row, RELATION))


@transaction.atomic
def file(actor: Actor | None, file_id: uuid.UUID) -> FileView:
    """Return one file.

    Raises:
        Refused: the actor may not do this.
    """
    row, held = file_policy.load_held(actor, file_id)
    who = acting(actor, "case_file", SEE)
    tell(who, "read_file", "case_file", row.pk, purpose=SEE)
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
        holders=_holders(row),
        may=_may(who, held),
        steps=possible_steps(PERSON_AS_VICTIM, row.state, who),
        closed=_closed(row),
    )


def _closed(row: CaseFile) -> ClosedView | None:
    found = open_closing(row)
    return None if found is None else ClosedView(found.ending, found.reason, found.closed_at)


def _holders(row: CaseFile) -> tuple[uuid.UUID, ...]:
    found = CaseHolder.objects.filter(file=row, until=None).order_by("since")
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
    """Return the steps a role may take from a state; row and guards may still block them."""
    return tuple(one.name for one in process.leaving(state) if who.role in one.roles)


def may_open_files(actor: Actor | None) -> bool:
    """Return whether the actor may open a new file; to show the button."""
    return bool(file_policy.can_new(actor, "open"))


def may_search(actor: Actor | None) -> bool:
    """Return whether the actor may search for people."""
    return bool(identity_policy.can_new(actor, "find"))


def possible_holders(actor: Actor | None, file_id: uuid.UUID) -> list[uuid.UUID]:
    """Return members of the office who could become holders of a file.

    Raises:
        Refused: the actor may not do this.
    """
    row = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    known = set(_holders(row))
    return [post.member_id for post in colleagues(who) if post.member_id not in known]


@dataclass(frozen=True, slots=True)
class Protection:
    """What is due to a person, whatever they do: testimony is no condition (R-48, R-49).

    Attributes:
        reflection_from, reflection_until: from the day on which the person was presumed to be a
            victim; None before. A period that was granted makes it longer, never shorter.
        assistance: whether assistance is due.
        guardian: whether a guardian is needed (R-46).
    """

    reflection_from: dt.date | None
    reflection_until: dt.date | None
    assistance: bool
    guardian: bool


def protection(actor: Actor | None, file_id: uuid.UUID) -> Protection:
    """Return the protection due now; independent of any consent or refusal.

    Raises:
        Refused: the actor may not do this.
    """
    row = file_policy.load(actor, file_id)
    began = _moves(PERSON_AS_VICTIM, row.pk).filter(target="presumed").first()
    granted, child = latest_period(row.subject_id), row.counts_as_child
    over = granted is None or granted.until < today()
    if began is None or (row.state == "not_identified" and over):
        return Protection(None, None, assistance=False, guardian=child)
    day = began.at.date()
    until = day + rules().reflection
    if granted is not None and granted.until >= until:
        day, until = granted.begins, granted.until
    return Protection(day, until, assistance=True, guardian=child)


def _moves(process: Process, row: uuid.UUID) -> QuerySet[Move]:
    return Move.objects.filter(resource=process.resource, row=row).order_by("version")


def moves_of_file(file_id: uuid.UUID) -> QuerySet[Move]:
    """Return the steps of a file; the caller has checked the policy."""
    return _moves(PERSON_AS_VICTIM, file_id)


def moves_of_referrals(keys: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Move]]:
    """Return the steps of several referrals; the caller has checked the policy."""
    found: dict[uuid.UUID, list[Move]] = {key: [] for key in keys}
    rows = Move.objects.filter(resource=REFERRAL.resource, row__in=keys) if keys else ()
    for move in sorted(rows, key=lambda one: one.version):
        found[move.row].append(move)
    return found


def moves_of_referral(referral_id: uuid.UUID) -> QuerySet[Move]:
    """Return the steps of a referral; the caller has checked the policy."""
    return _moves(REFERRAL, referral_id)

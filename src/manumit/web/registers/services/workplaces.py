"""Record workplaces, correct them, and join two entries of one workplace."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers import matching
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.lists import PLACE_UNKNOWN, PRIVATE_HOME
from manumit.web.registers.models import Organisation, Workplace, WorkplaceMerge
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services.entries import (
    ClearDetails,
    check_clear_details,
    check_code,
    check_no_duplicate,
    content_of,
    create_entry,
    entry_of_request,
    lock_for_change,
    save_entry,
    update_entry,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorkplaceInput:
    """A workplace as entered; its ``repr`` hides the content.

    Attributes:
        place: a code of the list ``place``.
        located: name and address; sealed.
        about: what is stored unencrypted.
        organisation: who runs it; None if unknown.
    """

    place: str
    located: WorkplaceDetails
    about: ClearDetails
    organisation: uuid.UUID | None = None


def is_closed(entered: WorkplaceInput, runs: Organisation | None) -> bool:
    """Return whether it is, or may be, a home, or is run by a natural person."""
    return entered.place in (PRIVATE_HOME, PLACE_UNKNOWN) or (runs is not None and runs.closed)


def _checked(
    actor: Actor | None, entered: WorkplaceInput
) -> tuple[WorkplaceDetails, Organisation | None]:
    """Return the validated details in stored form, and the organisation that runs it.

    Raises:
        Refused: the organisation is not open to the actor.
        InputError: R101 to R103.
    """
    check_code("place", entered.place, "place")
    check_clear_details(entered.about)
    runs = entered.organisation and organisation_policy.load(actor, entered.organisation)
    return entered.located.checked(), runs or None


@transaction.atomic
def record_workplace(
    actor: Actor | None, entered: WorkplaceInput, *, another: bool = False, request: uuid.UUID
) -> Workplace:
    """Record a workplace, so that files can refer to it.

    Args:
        actor: the member who acts.
        entered: the input.
        another: they have looked at those that are like it, and it is none of them.
        request: idempotency key of the form; a repeat returns the same entry.

    Raises:
        Refused: the role records none, or the organisation is not for them.
        InputError: R101 to R103, R201, R501; V101 to V106.
    """
    workplace_policy.check_new(actor, "record")
    who = require_actor(actor, "workplace", "record")
    known = entry_of_request(Workplace, who, request)
    if known is not None:
        return known
    located, runs = _checked(actor, entered)
    if not another:
        check_no_duplicate(who, workplace_policy, located, "")
    row = Workplace(
        place=entered.place, organisation=runs, closed=is_closed(entered, runs), request=request
    )
    create_entry(row, who, located, entered.about)
    return row


@transaction.atomic
def change_workplace(
    actor: Actor | None, workplace_id: uuid.UUID, entered: WorkplaceInput, *, seen: int
) -> Workplace:
    """Save corrected details; the history keeps the earlier ones.

    Raises:
        Refused: the actor may not do this.
        InputError: R101 to R103, R306 (undo the merge first), R401; V101 to V106.
    """
    row, who = lock_for_change(actor, workplace_policy, workplace_id, "change", seen)
    located, runs = _checked(actor, entered)
    before = matching.search_scope(row)
    row.place, row.organisation, row.closed = entered.place, runs, is_closed(entered, runs)
    others = Workplace.objects.filter(pk__in=workplace_group(row.pk) - {row.pk})
    if not all(_alike(row, one) for one in others):
        # Joined, they are shown as one: a home never becomes a part of what others see.
        raise RegisterEntryCode.HOME_AND_OTHER.error(Place(field="place"))
    update_entry(row, who, located, entered.about, before)
    return row


def _alike(one: Workplace, other: Workplace) -> bool:
    """Return whether two entries can be of one workplace: both are homes, or neither is (R-36)."""
    homes = (one.place == PRIVATE_HOME, other.place == PRIVATE_HOME)
    return one.closed == other.closed and homes[0] == homes[1]


def close_places(runs: Organisation, who: Actor) -> None:
    """Restrict workplaces of a possible natural person to the members who recorded them.

    Called in the transaction of the act that changes the organisation. They stay closed where it
    is no natural person after all: who recorded one opens it by changing it.

    Args:
        runs: locked, and closed.
        who: the member who changes it; the workplaces may be a colleague's.

    Raises:
        InputError: V101 to V107, V201, V301, V304.
    """
    theirs = Workplace.objects.filter(organisation=runs).values_list("pk", flat=True)
    groups = {key for one in theirs for key in workplace_group(one)}
    for row in Workplace.objects.select_for_update().filter(pk__in=groups, closed=False):
        before = matching.search_scope(row)
        row.closed, row.version = True, row.version + 1
        record_act(who, "change", "workplace", row.pk, purpose="change")
        save_entry(row)
        matching.index_entry(row, WorkplaceDetails.from_text(content_of(row)), before)


@transaction.atomic
def merge_workplaces(
    actor: Actor | None,
    kept_id: uuid.UUID,
    other_id: uuid.UUID,
    *,
    reason: str,
    request: uuid.UUID,
) -> WorkplaceMerge:
    """Record that two entries are of the same workplace; nothing is moved.

    Args:
        actor: the member who acts.
        kept_id: the entry under which both are shown.
        other_id: the entry that is part of it; what is part of that comes along.
        reason: a code of the list ``merged``.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: one of the two is not open to the actor.
        InputError: R101, R302, R304, R306, R501.
    """
    for one in (kept_id, other_id):
        workplace_policy.load(actor, one, "merge")
    who = require_actor(actor, "workplace", "merge")
    if kept_id == other_id:
        raise RegisterEntryCode.SAME_ONE.error(Place(field="other"))
    # In a fixed order, so that two merges of the same entries wait for each other.
    rows = Workplace.objects.select_for_update().filter(pk__in=[kept_id, other_id]).order_by("pk")
    locked = {row.pk: row for row in rows}
    known = WorkplaceMerge.objects.filter(request=request).first()
    if known is not None:
        if known.made_by != who.person:
            raise RegisterEntryCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_code("merged", reason, "reason")
    kept, other = locked[kept_id], locked[other_id]
    if not _alike(kept, other):
        raise RegisterEntryCode.HOME_AND_OTHER.error(Place(field="other"))
    if in_force().filter(other__in=[kept_id, other_id]).exists():
        raise RegisterEntryCode.MERGED_ALREADY.error(Place(field="other"))
    record_act(who, "change", "workplace", kept_id, purpose="merge", reason=reason)
    made: WorkplaceMerge = WorkplaceMerge.objects.create(
        institution_id=who.institution,
        kept=kept,
        other=other,
        reason=reason,
        made_by=who.person,
        request=request,
    )
    return made


@transaction.atomic
def unmerge_workplaces(actor: Actor | None, other_id: uuid.UUID, *, reason: str) -> WorkplaceMerge:
    """Undo a merge; everything is shown again as it was before.

    Args:
        actor: the member who acts.
        other_id: the entry that is part of another.
        reason: a code of the list ``unmerged``.

    Raises:
        Refused: the actor may not do this.
        InputError: R101, R402.
    """
    workplace_policy.load(actor, other_id, "merge")
    who = require_actor(actor, "workplace", "merge")
    check_code("unmerged", reason, "reason")
    found = in_force().select_for_update().filter(other=other_id).first()
    if found is None:
        raise RegisterEntryCode.ENDED_ALREADY.error(Place(field="other"))
    record_act(who, "change", "workplace", found.kept_id, purpose="merge", reason=reason)
    found.undone_by, found.undone_at, found.undone_reason = who.person, timezone.now(), reason
    found.save(update_fields=list(WorkplaceMerge.changed_columns))
    return found


def in_force() -> QuerySet[WorkplaceMerge]:
    """Return merges that were not undone."""
    return WorkplaceMerge.objects.filter(undone_at=None)


def shown_as(keys: Collection[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Return the entry under which each workplace is shown: itself, or the one it is part of."""
    found = {key: key for key in keys}
    fresh = set(found)
    while fresh:
        up = dict(in_force().filter(other__in=fresh).values_list("other", "kept"))
        found = {key: up.get(shown, shown) for key, shown in found.items()}
        fresh = set(up.values())
    return found


def merged_into(institution: uuid.UUID) -> Mapping[uuid.UUID, uuid.UUID]:
    """Return the entry under which each merged workplace of an institution is shown."""
    up = dict(in_force().filter(institution=institution).values_list("other", "kept"))

    def root(key: uuid.UUID) -> uuid.UUID:
        while key in up:
            key = up[key]
        return key

    return {key: root(key) for key in up}


def workplace_group(key: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return every entry of the same workplace, itself included, by merges in force."""
    found = {key}
    fresh = set(found)
    while fresh:
        up = in_force().filter(other__in=fresh).values_list("kept", flat=True)
        down = in_force().filter(kept__in=fresh).values_list("other", flat=True)
        fresh = {*up, *down} - found
        found |= fresh
    return frozenset(found)

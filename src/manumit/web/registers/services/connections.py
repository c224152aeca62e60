"""Link organisations, merge entries of the same one, and undo merges."""

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.dates import checked_date
from manumit.web.registers.models import Link, Merge, Organisation
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.services.entries import check_code


@transaction.atomic
def link(  # noqa: PLR0913 - a link has as many sides
    actor: Actor | None,
    one_id: uuid.UUID,
    other_id: uuid.UUID,
    kind: str,
    *,
    begins: str = "",
    until: str = "",
    source: str,
    request: uuid.UUID,
) -> Link:
    """Record a relation of one organisation to another.

    Args:
        actor: the member who acts.
        one_id: "one is the <kind> the other".
        other_id: one of the two they may change; the other they may see.
        kind: a code of the list ``link``.
        begins: YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown.
        until: in the same format.
        source: a code of the list ``source``.
        request: idempotency key of the form; a repeat returns the same link.

    Raises:
        Refused: one of the two is not open to the actor.
        InputError: R101, R301 to R303, R501.
    """
    one, other, who = _both(actor, one_id, other_id)
    if not organisation_policy.can(actor, "change", other):
        organisation_policy.check(actor, "change", one)
    known = Link.objects.filter(request=request).first()
    if known is not None:
        if known.recorded_by != who.person:
            raise RegisterEntryCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_code("link", kind, "kind")
    check_code("source", source, "source")
    begun = checked_date(begins, "begins")
    ended = checked_date(until, "until", begun)
    rows = Link.objects.filter(institution=who.institution, one=one, other=other, kind=kind)
    if rows.filter(begins=begun, ended_at=None).exists():
        raise RegisterEntryCode.LINKED_ALREADY.error(Place(field="kind"))
    record_act(who, "change", "organisation", one.pk, purpose="change")
    made: Link = Link.objects.create(
        institution_id=who.institution,
        one=one,
        other=other,
        kind=kind,
        begins=begun,
        until=ended,
        source=source,
        recorded_by=who.person,
        request=request,
    )
    return made


@transaction.atomic
def end_link(actor: Actor | None, organisation_id: uuid.UUID, link_id: uuid.UUID) -> Link:
    """Take back a link that was recorded by mistake; the row stays.

    Raises:
        Refused: the organisation is not open to the actor, or the link is none of it.
        InputError: R402.
    """
    organisation_policy.load(actor, organisation_id)
    who = require_actor(actor, "organisation", "change")
    group = group_of(organisation_id)
    ends = Q(one__in=group) | Q(other__in=group)
    rows = Link.objects.select_for_update().filter(ends, institution=who.institution)
    found = rows.filter(pk=link_id, ended_at=None).first()
    if found is None:
        raise RegisterEntryCode.ENDED_ALREADY.error(Place(field="link"))
    if not organisation_policy.can(actor, "change", found.other):
        organisation_policy.check(actor, "change", found.one)
    record_act(who, "change", "organisation", found.one_id, purpose="change")
    found.ended_by, found.ended_at = who.person, timezone.now()
    found.save(update_fields=["ended_by", "ended_at"])
    return found


@transaction.atomic
def merge(
    actor: Actor | None,
    kept_id: uuid.UUID,
    other_id: uuid.UUID,
    *,
    reason: str,
    request: uuid.UUID,
) -> Merge:
    """Record that two entries are of the same organisation; nothing is moved.

    Args:
        actor: the member who acts.
        kept_id: the entry under which both are shown.
        other_id: the entry that is part of it; what is part of that comes along.
        reason: a code of the list ``merged``.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: one of the two is not open to the actor.
        InputError: R101, R302, R304, R305, R501.
    """
    kept, other, who = _both(actor, kept_id, other_id)
    for one in (kept, other):
        organisation_policy.check(actor, "merge", one)
    known = Merge.objects.filter(request=request).first()
    if known is not None:
        if known.made_by != who.person:
            raise RegisterEntryCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_code("merged", reason, "reason")
    if kept.closed or other.closed:
        raise RegisterEntryCode.ONE_IS_CLOSED.error(Place(field="other"))
    if Merge.objects.filter(other__in=[kept, other], undone_at=None).exists():
        raise RegisterEntryCode.MERGED_ALREADY.error(Place(field="other"))
    record_act(who, "change", "organisation", kept.pk, purpose="merge", reason=reason)
    made: Merge = Merge.objects.create(
        institution_id=who.institution,
        kept=kept,
        other=other,
        reason=reason,
        made_by=who.person,
        request=request,
    )
    return made


@transaction.atomic
def unmerge(actor: Actor | None, other_id: uuid.UUID, *, reason: str) -> Merge:
    """Undo a merge; links and files stay where they were.

    Args:
        actor: the member who acts.
        other_id: the entry that is part of another.
        reason: a code of the list ``unmerged``.

    Raises:
        Refused: the actor may not do this.
        InputError: R101, R402.
    """
    organisation_policy.load(actor, other_id, "merge")
    who = require_actor(actor, "organisation", "merge")
    check_code("unmerged", reason, "reason")
    found = Merge.objects.select_for_update().filter(other=other_id, undone_at=None).first()
    if found is None:
        raise RegisterEntryCode.ENDED_ALREADY.error(Place(field="other"))
    record_act(who, "change", "organisation", found.kept_id, purpose="merge", reason=reason)
    found.undone_by, found.undone_at, found.undone_reason = who.person, timezone.now(), reason
    found.save(update_fields=list(Merge.changed_columns))
    return found


def group_of(organisation_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return every entry of the same organisation, itself included, by merges in force."""
    found = {organisation_id}
    fresh = set(found)
    while fresh:
        up = Merge.objects.filter(other__in=fresh, undone_at=None).values_list("kept", flat=True)
        down = Merge.objects.filter(kept__in=fresh, undone_at=None).values_list("other", flat=True)
        fresh = {*up, *down} - found
        found |= fresh
    return frozenset(found)


def _both(
    actor: Actor | None, one_id: uuid.UUID, other_id: uuid.UUID
) -> tuple[Organisation, Organisation, Actor]:
    """Lock and return two entries in a fixed order, so that concurrent merges don't repeat.

    Raises:
        Refused: the actor may not see one of them.
        InputError: R302.
    """
    for one in (one_id, other_id):
        organisation_policy.load(actor, one)
    who = require_actor(actor, "organisation", "see")
    if one_id == other_id:
        raise RegisterEntryCode.SAME_ONE.error(Place(field="other"))
    rows = Organisation.objects.select_for_update().filter(pk__in=[one_id, other_id])
    locked = {row.pk: row for row in rows.order_by("pk")}
    return locked[one_id], locked[other_id], who

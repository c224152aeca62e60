"""Save and remove a member's views; they end with the member's last post at the institution."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.institutions.models import Member, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.saved_queries.models import SavedQuery
from manumit.web.ui.room.own import MOST_OWN, OwnQuery


def views_of(actor: Actor, listed: str) -> Sequence[OwnQuery]:
    """Return the views of a list that a member saved, the oldest first."""
    rows = _own(actor).filter(listed=listed).order_by("saved_at", "pk")
    return [OwnQuery(row.pk, row.query) for row in rows]


@transaction.atomic
def save(actor: Actor, listed: str, query: str) -> bool:
    """Save a view; one that is saved already stays as it is.

    Args:
        actor: whose view it is.
        listed: the name of the list's address.
        query: checked against the declaration of the list.

    Returns:
        False: there are :data:`MOST_OWN` of this list.
    """
    # One at a time, so that nobody has one view twice, or too many.
    Member.objects.select_for_update().get(pk=actor.person)
    known = [one.query for one in views_of(actor, listed)]
    if query in known:
        return True
    if len(known) >= MOST_OWN:
        return False
    SavedQuery.objects.create(
        member_id=actor.person, institution_id=actor.institution, listed=listed, query=query
    )
    return True


def remove(actor: Actor, key: uuid.UUID) -> None:
    """Delete a view of the member; a key of another member's view deletes nothing."""
    _own(actor).filter(pk=key).delete()


def forget(post: Post, **_: Any) -> None:
    """Delete the views of a member whose last post at an institution has ended."""
    institution = post.office.institution_id
    left = Post.objects.valid().filter(member=post.member_id, office__institution=institution)
    if not left.exclude(pk=post.pk).exists():
        SavedQuery.objects.filter(member=post.member_id, institution=institution).delete()


def _own(actor: Actor) -> QuerySet[SavedQuery]:
    return SavedQuery.objects.filter(member=actor.person, institution=actor.institution)

"""Which files can be assigned: those of the office that the actor may see, by holder."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from manumit.web.cases.holders import held_in
from manumit.web.cases.models import CaseFile, CaseHolder, Closing
from manumit.web.cases.policies import file_policy
from manumit.web.institutions.models import Post, PostsQuery
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION

SEEN_AS = (Relation.OWN, Relation.COLLEAGUE)
"""An emergency opening lets somebody read one file; it makes nobody its worker."""


def colleagues_of(who: Actor) -> PostsQuery:
    """Return the posts with the same office and role that are active now, one's own too."""
    found: PostsQuery = Post.objects.valid().filter(office=who.office, role=who.role)
    return found


def receivers_for(who: Actor, holder: uuid.UUID) -> list[uuid.UUID]:
    """Return who could hold the files of a holder in their place."""
    found = colleagues_of(who).exclude(member=holder).order_by("member")
    return list(found.values_list("member", flat=True).distinct())


def is_closed() -> Exists:
    """Return a condition on files: whether a file is closed."""
    return Exists(Closing.objects.filter(file=OuterRef("pk"), reopened_at=None))


def assignable(who: Actor) -> QuerySet[CaseFile]:
    """Open files that somebody sees as their own or their office's."""
    return file_policy.scope(who).filter(
        ~is_closed(), institution=who.institution, office=who.office, **_seen_as()
    )


def _seen_as() -> dict[str, Collection[Relation]]:
    return {f"{RELATION}__in": SEEN_AS}


def files_of(who: Actor, holder: uuid.UUID) -> QuerySet[CaseFile]:
    """Return files of one holder that could be assigned, the oldest first.

    Of a holder who is here all; of one who is not, those that nobody holds any more and that were
    held in the role: what somebody else holds too goes on with them.
    """
    held = CaseHolder.objects.filter(file=OuterRef("pk"), member=holder, until=None)
    rows = assignable(who).filter(Exists(held))
    if not colleagues_of(who).filter(member=holder).exists():
        rows = rows.filter(pk__in=_left(who))
    return rows.order_by("opened_at", "pk")


def holders(who: Actor) -> list[tuple[uuid.UUID, int]]:
    """Return who holds assignable files and how many, the largest number first."""
    here = colleagues_of(who).values("member")
    rows = CaseHolder.objects.filter(until=None, file__in=assignable(who).values("pk"))
    rows = rows.filter(Q(member__in=here) | Q(file__in=_left(who)))
    counted = rows.values("member").annotate(files=Count("file")).order_by("-files", "member")
    return list(counted.values_list("member", "files"))


def _left(who: Actor) -> Any:
    """Return keys of the office's files without a holder that somebody in the role held."""
    rows = held_in(who.role, timezone.now()).filter(institution=who.institution, office=who.office)
    return rows.order_by().values("pk")

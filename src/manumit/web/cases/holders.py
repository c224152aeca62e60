"""Files that nobody can work on, because no holder has a valid post in the office any more."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.institutions.models import Post, PostsQuery
from manumit.web.kernel.access.grants import Relation, grants


def without_holder(at: dt.datetime) -> QuerySet[CaseFile]:
    """Return files, not erased, none of whose holders can act in the office at a moment.

    Args:
        at: a moment; one to come says what ends with the posts that run out until then.
    """
    posts = Post.objects.filter(
        member=OuterRef("member"),
        member__is_active=True,
        office=OuterRef("file__office"),
        role__in=_holding(),
        begins__lte=at,
        until__gt=at,
        approved_at__lte=at,
    )
    held = CaseHolder.objects.filter(Exists(posts), file=OuterRef("pk"), until=None)
    here = {"subject__erased_at": None, "institution__admitted_by": None}
    files = CaseFile.objects.filter(**here).exclude(Exists(held))
    return files.order_by("institution", "office", "opened_at", "pk")


def held_in(role: str, at: dt.datetime) -> QuerySet[CaseFile]:
    """Return those of them that were held in a role."""
    return without_holder(at).filter(Exists(_posts_of_holders().filter(role=role)))


def any_ended(office: uuid.UUID, role: str, at: dt.datetime) -> bool:
    """Return whether some post in this office and role has ended or will have by then.

    Otherwise no file is without holder there: every holder in the role can still act in it.
    """
    had = Post.objects.filter(office=office, role=role).exclude(approved_at=None)
    running = Q(member__is_active=True, begins__lte=at, until__gt=at, approved_at__lte=at)
    return had.exclude(running).exists()


def left_in(role: str, at: dt.datetime) -> QuerySet[Any]:
    """Return the files of :func:`held_in` annotated with ``since``, the end of the last post.

    ``since`` is None where no end of a post says it, such as for a closed account.
    """
    begun = _posts_of_holders().filter(begins__lte=at, approved_at__lte=at)
    last = Subquery(begun.order_by("-until").values("until")[:1])
    found = held_in(role, at).annotate(last=last)
    return found.annotate(since=Case(When(last__lte=at, then="last")))


def _posts_of_holders() -> PostsQuery:
    """Return the posts, past and present, of a file's holders in its office, as a subquery."""
    holders = CaseHolder.objects.filter(file=OuterRef(OuterRef("pk")), until=None).values("member")
    found: PostsQuery = Post.objects.filter(
        office=OuterRef("office"), member__in=holders, role__in=_holding()
    ).exclude(approved_at=None)
    return found


def _holding() -> list[str]:
    """Return the roles that work on files they hold; an administrator's role does not."""
    known = grants()
    return [role for role in known.by_role if Relation.OWN in known.of(role, "case_file", "change")]

"""Files that nobody can work on: whoever holds them has no post for it in their office any more."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from manumit.web.cases.models import CaseFile, Keeper
from manumit.web.institutions.models import Post, PostsQuery
from manumit.web.kernel.access.grants import Relation, grants


def without_holder(at: dt.datetime) -> QuerySet[CaseFile]:
    """Files of people who are not erased, whose holders can all not act in their office then.

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
    held = Keeper.objects.filter(Exists(posts), file=OuterRef("pk"), until=None)
    here = {"subject__erased_at": None, "institution__admitted_by": None}
    files = CaseFile.objects.filter(**here).exclude(Exists(held))
    return files.order_by("institution", "office", "opened_at", "pk")


def held_in(role: str, at: dt.datetime) -> QuerySet[CaseFile]:
    """Those that somebody held in a role."""
    return without_holder(at).filter(Exists(_posts_of_holders().filter(role=role)))


def any_ended(office: uuid.UUID, role: str, at: dt.datetime) -> bool:
    """Whether anybody had a post in an office and role who can't act in it then.

    Nothing is left there otherwise: whoever held something in the role can still act in it.
    """
    had = Post.objects.filter(office=office, role=role).exclude(approved_at=None)
    running = Q(member__is_active=True, begins__lte=at, until__gt=at, approved_at__lte=at)
    return had.exclude(running).exists()


def left_in(role: str, at: dt.datetime) -> QuerySet[Any]:
    """The same with ``since``: when the last post of a holder ended.

    ``since`` is None where no end of a post says it, such as for a closed account.
    """
    begun = _posts_of_holders().filter(begins__lte=at, approved_at__lte=at)
    last = Subquery(begun.order_by("-until").values("until")[:1])
    found = held_in(role, at).annotate(last=last)
    return found.annotate(since=Case(When(last__lte=at, then="last")))


def _posts_of_holders() -> PostsQuery:
    """Posts that whoever holds a file has or had in its office, seen from the file."""
    holders = Keeper.objects.filter(file=OuterRef(OuterRef("pk")), until=None).values("member")
    found: PostsQuery = Post.objects.filter(
        office=OuterRef("office"), member__in=holders, role__in=_holding()
    ).exclude(approved_at=None)
    return found


def _holding() -> list[str]:
    """Roles that work on what they hold; whoever administers the same office meanwhile does not."""
    known = grants()
    return [role for role in known.by_role if Relation.OWN in known.of(role, "case_file", "change")]

"""The acting post: one member in one post, for one request."""

from django.http import HttpRequest

from manumit.web.institutions import kinds
from manumit.web.institutions.models import Member, Post
from manumit.web.institutions.policies import own_posts
from manumit.web.kernel.access.actors import Actor

SESSION_POST = "post"
SESSION_SECOND_FACTOR = "second_factor"
"""The member who has given one in this very session; that a member has one is not enough."""

SESSION_PROVIDER = "provider"
"""The member for whom the government provider gave, in this very session, what is accepted in place
of a second factor of ours."""


def posts_of(member: Member) -> list[Post]:
    """Return the posts that a member can act in now, in a stable order."""
    found = own_posts(member).select_related("office__institution")
    return list(found.order_by("begins", "id"))


def acting_post(request: HttpRequest, posts: list[Post]) -> Post | None:
    """Return the chosen post if it is still valid, or the only post."""
    chosen = request.session.get(SESSION_POST)
    found = next((post for post in posts if str(post.pk) == chosen), None)
    if found is None and len(posts) == 1:
        return posts[0]
    return found


def actor_in(post: Post) -> Actor:
    """Return the actor for a post."""
    since = None if post.approved_at is None else max(post.begins, post.approved_at)
    return Actor(
        post.member_id, post.office.institution_id, post.office_id, post.role, post.until, since,
        frozenset(one for one in (post.given_by_id, post.approved_by_id) if one is not None),
    )  # fmt: skip


def needs_second_factor(posts: list[Post]) -> bool:
    """Return whether any post needs one; a member without a post needs one too."""
    return not posts or any(kinds.needs_second_factor(post.role) for post in posts)

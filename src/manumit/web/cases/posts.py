"""In whose name files are brought in: a member in the one post in which they may do all of it."""

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.policies import (
    carried_policy,
    draft_policy,
    file_policy,
    finding_policy,
    identity_policy,
    import_policy,
)
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Member, Post
from manumit.web.institutions.policies import own_posts
from manumit.web.kernel.access.actors import Actor

NEEDED = (
    (file_policy, "open"),
    (identity_policy, "correct"),
    (draft_policy, "record"),
    (finding_policy, "make"),
    (carried_policy, "take"),
    (import_policy, "make"),
)
"""What somebody may do by hand who brings files in."""


def importer(email: str, office: str | None = None) -> Actor:
    """A member who may bring files in today, acting in that post.

    Args:
        email: of the member.
        office: key of the office, where the member has such posts in several.

    Raises:
        InputError: K975, there is none, or more than one.
    """
    member = Member.objects.filter(email__iexact=email).first()
    found = [] if member is None else _posts(member)
    actors = [
        actor
        for actor in map(actor_in, found)
        if office in (None, str(actor.office)) and may_import_all(actor)
    ]
    if len(actors) != 1:
        raise CaseCode.NO_SUCH_POST.error(Place(field="--as"))
    return actors[0]


def may_import_all(actor: Actor) -> bool:
    """Whether somebody may do by hand all that bringing files in does; nothing is recorded."""
    return all(policy.can_new(actor, action) for policy, action in NEEDED)


def _posts(member: Member) -> list[Post]:
    return list(own_posts(member).select_related("office__institution"))

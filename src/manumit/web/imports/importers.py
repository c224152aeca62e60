"""Find the member in whose name files are imported, acting in one post with every right."""

from manumit.errors import Place
from manumit.web.cases.policies import draft_policy, file_policy, finding_policy, identity_policy
from manumit.web.imports.codes import ImportCode
from manumit.web.imports.policies import import_policy, legacy_record_policy
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Member, Post
from manumit.web.institutions.policies import own_posts
from manumit.web.kernel.access.actors import Actor

NEEDED = (
    (file_policy, "open"),
    (identity_policy, "correct"),
    (draft_policy, "record"),
    (finding_policy, "make"),
    (legacy_record_policy, "take"),
    (import_policy, "make"),
)
"""The rights that an import needs, since it does the same acts as by hand."""


def importer(email: str, office: str | None = None) -> Actor:
    """Return the actor for a member who may import files today.

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
        raise ImportCode.NO_SUCH_POST.error(Place(field="--as"))
    return actors[0]


def may_import_all(actor: Actor) -> bool:
    """Return whether an actor may do by hand all that an import does; records nothing."""
    return all(policy.can_new(actor, action) for policy, action in NEEDED)


def _posts(member: Member) -> list[Post]:
    return list(own_posts(member).select_related("office__institution"))

"""Access to people, posts and invitations of the own institution, as the grants allow."""

from collections.abc import Mapping

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from manumit.web.institutions.models import Institution, Invitation, Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


def _related(actor: Actor, own: Q, place: str) -> dict[Relation, Q]:
    here = Q(**{f"{place}__institution": actor.institution})
    return {
        Relation.OWN: here & own,
        Relation.COLLEAGUE: here & Q(**{place: actor.office}),
        Relation.OTHER_OFFICE: here,
    }


class PostPolicy(Policy[Post]):
    """Posts: one's own, of the office, of other offices."""

    resource = "post"
    model = Post

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by the post's member and office."""
        return _related(actor, Q(member=actor.person), "office")


class InvitationPolicy(Policy[Invitation]):
    """Invitations: made by oneself, for the office, for other offices."""

    resource = "invitation"
    model = Invitation

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by the invitation's author and office."""
        return _related(actor, Q(made_by__member=actor.person), "office")


class MemberPolicy(Policy[Member]):
    """Members, by their current posts."""

    resource = "member"
    model = Member

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by identity and by the offices of the member's posts."""
        held = Post.objects.running().filter(
            member=OuterRef("pk"), office__institution=actor.institution
        )
        return {
            Relation.OWN: Q(pk=actor.person),
            Relation.COLLEAGUE: Q(Exists(held.filter(office=actor.office))),
            Relation.OTHER_OFFICE: Q(Exists(held)),
        }


post_policy, invitation_policy, member_policy = PostPolicy(), InvitationPolicy(), MemberPolicy()


def may_administer(actor: Actor | None) -> bool:
    """Return whether the actor's role invites people."""
    return bool(invitation_policy.can_new(actor, "send"))


def may_view_staff(actor: Actor | None) -> bool:
    """Return whether the actor's role sees who works here: administrators, DPOs."""
    return bool(invitation_policy.can_new(actor, "see", Relation.COLLEAGUE))


def may_approve(actor: Actor | None) -> bool:
    """Return whether the actor's role acts as second person."""
    return bool(post_policy.can_new(actor, "approve", Relation.COLLEAGUE))


def institution(actor: Actor) -> Institution:
    """Return the actor's institution."""
    return Institution.objects.get(pk=actor.institution)


def offices(actor: Actor | None) -> QuerySet[Office]:
    """Return the offices that the actor administers."""
    found = Office.objects.order_by("id")
    if actor is None or not may_administer(actor):
        return found.none()
    return found.filter(institution=actor.institution)


def posts(actor: Actor | None, action: str = "see") -> QuerySet[Post]:
    """Return the institution's posts that the actor may see or end, waiting ones included."""
    found = post_policy.scope(actor if may_view_staff(actor) else None, action)
    found = found.filter(pk__in=Post.objects.running()).select_related("member", "office")
    return found.order_by("member__email", "id")


def waiting(actor: Actor | None) -> QuerySet[Post]:
    """Return posts that the actor may approve or refuse: neither own nor given by them."""
    found = post_policy.scope(actor, "approve").filter(pk__in=Post.objects.waiting())
    found = found.select_related("member", "given_by", "office").order_by("waits_since", "id")
    if actor is None:
        return found
    return found.exclude(member=actor.person).exclude(given_by=actor.person)


def people(actor: Actor | None) -> QuerySet[Member]:
    """Return members of the institution whose account the actor may change."""
    return member_policy.scope(actor, "change").order_by("email")


def invitations(actor: Actor | None, action: str = "see") -> QuerySet[Invitation]:
    """Return open invitations that the actor may see or withdraw."""
    found = invitation_policy.scope(actor, action)
    still = {"used_at": None, "revoked_at": None, "expires_at__gt": timezone.now()}
    return found.filter(**still).order_by("made_at", "id")


def own_posts(member: Member) -> QuerySet[Post]:
    """Return the posts that a member can act in now."""
    found: QuerySet[Post] = Post.objects.valid().filter(member=member)
    return found


def own_waiting(member: Member) -> bool:
    """Return whether a post of the member awaits approval."""
    return bool(Post.objects.waiting().filter(member=member).exists())


def own_sessions(member: Member) -> QuerySet[UserSession]:
    """Return the sessions of a member."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=member)
    return found

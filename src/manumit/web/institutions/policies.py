"""Who reaches people, posts and invitations: those of the own institution, as the grants say."""

from collections.abc import Mapping

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from manumit.web.institutions.models import Institution, Invitation, Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
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
        """By who holds the post, and where."""
        return _related(actor, Q(member=actor.person), "office")


class InvitationPolicy(Policy[Invitation]):
    """Invitations: those that one made, of the office, of other offices."""

    resource = "invitation"
    model = Invitation

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who made the invitation, and for where."""
        return _related(actor, Q(made_by__member=actor.person), "office")


class MemberPolicy(Policy[Member]):
    """People, by the posts whose time it is."""

    resource = "member"
    model = Member

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By oneself, and by where a post of theirs is."""
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
    """Whether somebody's role invites people."""
    return bool(invitation_policy.can_new(actor, "send"))


def may_look(actor: Actor | None) -> bool:
    """Whether somebody's role sees who works here: who administers, and who watches over them."""
    return bool(invitation_policy.can_new(actor, "see", Relation.COLLEAGUE))


def may_approve(actor: Actor | None) -> bool:
    """Whether somebody's role is asked as the second person."""
    return bool(post_policy.can_new(actor, "approve", Relation.COLLEAGUE))


def may_know_tokens(actor: Actor | None) -> bool:
    """Whether somebody's role sees any token of a program: to show the way there."""
    return actor is not None and bool(grants().of(actor.role, "api_token", SEE))


def institution(actor: Actor) -> Institution:
    """The institution that somebody acts for."""
    return Institution.objects.get(pk=actor.institution)


def offices(actor: Actor | None) -> QuerySet[Office]:
    """Offices that somebody administers."""
    found = Office.objects.order_by("id")
    if actor is None or not may_administer(actor):
        return found.none()
    return found.filter(institution=actor.institution)


def posts(actor: Actor | None, action: str = "see") -> QuerySet[Post]:
    """Posts of the institution that somebody may see or end, those that wait too."""
    found = post_policy.scope(actor if may_look(actor) else None, action)
    found = found.filter(pk__in=Post.objects.running()).select_related("member", "office")
    return found.order_by("member__email", "id")


def waiting(actor: Actor | None) -> QuerySet[Post]:
    """Posts that somebody may approve or refuse: taken up, neither theirs nor given by them."""
    found = post_policy.scope(actor, "approve").filter(pk__in=Post.objects.waiting())
    found = found.select_related("member", "given_by", "office").order_by("waits_since", "id")
    if actor is None:
        return found
    return found.exclude(member=actor.person).exclude(given_by=actor.person)


def people(actor: Actor | None) -> QuerySet[Member]:
    """People of the institution whose account somebody may change."""
    return member_policy.scope(actor, "change").order_by("email")


def invitations(actor: Actor | None, action: str = "see") -> QuerySet[Invitation]:
    """Open invitations of the institution that somebody may see or withdraw."""
    found = invitation_policy.scope(actor, action)
    still = {"used_at": None, "revoked_at": None, "expires_at__gt": timezone.now()}
    return found.filter(**still).order_by("made_at", "id")


def own_posts(member: Member) -> QuerySet[Post]:
    """The posts that a member can act in now."""
    found: QuerySet[Post] = Post.objects.valid().filter(member=member)
    return found


def own_waiting(member: Member) -> bool:
    """Whether a post of a member waits for a second person."""
    return bool(Post.objects.waiting().filter(member=member).exists())


def own_sessions(member: Member) -> QuerySet[UserSession]:
    """The sessions of a member."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=member)
    return found

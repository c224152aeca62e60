"""What an administrator may reach: the people of their own institution, and no case of anybody."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.institutions.kinds import ADMINISTRATOR
from manumit.web.institutions.models import Institution, Invitation, Member, Office, Post
from manumit.web.kernel.access.actors import Actor


def may_administer(actor: Actor | None) -> bool:
    """Whether somebody acts as an administrator now."""
    return actor is not None and actor.role == ADMINISTRATOR


def institution(actor: Actor) -> Institution:
    """The institution that somebody acts for."""
    return Institution.objects.get(pk=actor.institution)


def offices(actor: Actor | None) -> QuerySet[Office]:
    """Offices that somebody administers."""
    found = Office.objects.order_by("id")
    if actor is None or not may_administer(actor):
        return found.none()
    return found.filter(institution=actor.institution)


def posts(actor: Actor | None) -> QuerySet[Post]:
    """Valid posts that somebody administers, of all offices of the institution."""
    found = Post.objects.valid().select_related("member", "office").order_by("member__email", "id")
    if actor is None or not may_administer(actor):
        return found.none()
    return found.filter(office__institution=actor.institution)


def people(actor: Actor | None) -> QuerySet[Member]:
    """People with a valid post that somebody administers."""
    return Member.objects.filter(pk__in=posts(actor).values("member")).order_by("email")


def invitations(actor: Actor | None) -> QuerySet[Invitation]:
    """Open invitations that somebody administers."""
    found = Invitation.objects.filter(
        used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).order_by("made_at", "id")
    if actor is None or not may_administer(actor):
        return found.none()
    return found.filter(office__institution=actor.institution)


def own_posts(member: Member) -> QuerySet[Post]:
    """The posts that a member can act in now."""
    found: QuerySet[Post] = Post.objects.valid().filter(member=member)
    return found


def own_sessions(member: Member) -> QuerySet[UserSession]:
    """The sessions of a member."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=member)
    return found

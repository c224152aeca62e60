"""Kinds of record of rooms that have no say of their own yet, and of other people's apps."""

from allauth.usersessions.models import UserSession

from manumit.web.institutions.models import Invitation
from manumit.web.kernel.keeping import Kept, keep


def keep_all() -> None:
    """Makes them known."""
    keep(
        Kept("invitation", Invitation.objects.all, "expires_at"),
        Kept("session", UserSession.objects.all, "last_seen_at"),
    )

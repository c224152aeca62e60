"""Limits of what one network address may send; nothing about the sender is stored."""

from django.http import HttpRequest

from manumit.web.institutions.gates import allowed


def within_limit(request: HttpRequest, action: str) -> bool:
    """Return whether one more attempt is within the limit of an action, by address alone.

    Args:
        request: the current request.
        action: as the settings name them, such as ``complaint_sent``.
    """
    return allowed(request, action)

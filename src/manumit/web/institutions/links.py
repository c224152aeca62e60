"""The address of an invitation, for whoever operates the installation."""

from django.conf import settings
from django.urls import reverse

from manumit.web.institutions.services import Invited

LASTS = "A link works once, for 72 hours, and is not shown again."


def address(made: Invited, language: str) -> str:
    """The whole address, under the first name of the installation."""
    path = reverse("institutions:invitation", kwargs={"language": language, "token": made.token})
    scheme = "https" if settings.MANUMIT.production else "http"
    return f"{scheme}://{settings.MANUMIT.hosts[0]}{path}"

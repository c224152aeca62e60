"""The URL of an invitation, for the operator."""

from django.conf import settings
from django.urls import reverse

from manumit.web.institutions.services import Invited

LASTS = "A link works once, for 72 hours, and is not shown again."


def address(made: Invited, language: str) -> str:
    """Return the full URL under the installation's first host name and its port."""
    path = reverse("institutions:invitation", kwargs={"language": language, "token": made.token})
    return f"{settings.MANUMIT.origin}{path}"

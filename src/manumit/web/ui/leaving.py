"""The quick exit: leave the site at once and end the session on the server."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

type EndSession = Callable[[HttpRequest, HttpResponse], None]
_SESSION_ENDERS: list[EndSession] = []


def end_on_leave(end: EndSession) -> None:
    """Register a function that ends an app's session on the quick exit (called in AppConfig)."""
    if end not in _SESSION_ENDERS:
        _SESSION_ENDERS.append(end)


def leave_site(request: HttpRequest) -> HttpResponse:
    """Return the redirect to a harmless page; the browser is asked to forget this site."""
    response = HttpResponseRedirect(settings.MANUMIT.exit_url)
    response.status_code = 303
    for end in _SESSION_ENDERS:
        end(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response

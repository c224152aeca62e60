"""Pages for machines: does it run, is it ready, where to report a weakness, what not to index.

None needs an account, and none says anything about a person, a version or the installation.
"""

import datetime as dt

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.site import checks

TEXT = "text/plain; charset=utf-8"
EXPIRES = dt.timedelta(days=30)
NOT_INDEXED = ("/*/office/", "/*/slip/", "/api/", "/between/")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the pages answer; asks no database."""
    del request
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers with the tables of this version, else answer 503."""
    del request
    try:
        ready = not (checks.connection_problems() or checks.schema_problems())
    except OperationalError:
        ready = False
    return HttpResponse(
        "ready\n" if ready else "not ready\n", status=200 if ready else 503, content_type=TEXT
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show where to report a weakness (RFC 9116).

    Raises:
        Http404: the installation names nobody.
    """
    del request
    contact = settings.MANUMIT.security_contact
    if not contact:
        raise Http404
    expires = dt.datetime.now(dt.UTC).replace(microsecond=0) + EXPIRES
    return HttpResponse(
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\n", content_type=TEXT
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep the pages of members, slips and programs out of search engines (RFC 9309)."""
    del request
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)

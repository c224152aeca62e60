"""The quick exit of pages without an account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from manumit.web.ui.leaving import leave_site


# Exempt: it must work without cookies. A forged request has no session (SameSite=Strict).
@csrf_exempt
@require_POST
def leave(request: HttpRequest, language: object) -> HttpResponse:
    """End the visitor's session, ask the browser to forget this site, and show another one."""
    del language
    return leave_site(request)

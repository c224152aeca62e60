"""The quick exit: ends the visit and goes to a harmless page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from manumit.web.visits.services import end_visit


# Exempt: it has to work when cookies are gone. A forged request carries no visit (SameSite=Strict).
@csrf_exempt
@require_POST
def leave(request: HttpRequest, language: object) -> HttpResponse:
    """Forgets the visit, asks the browser to forget this site, and shows another one."""
    del language
    response = HttpResponseRedirect(settings.MANUMIT.exit_url)
    response.status_code = 303
    end_visit(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response

"""The endpoint for other installations: bytes in, bytes out, one answer to all errors."""

import datetime as dt

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from manumit.errors import InputError
from manumit.web.federation import inbox
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.envelope import HEAD, LARGEST, is_for
from manumit.web.federation.keys import is_enabled, own_keys
from manumit.web.federation.transport import CONTENT

REFUSED, TOO_LARGE, TOO_MANY, NOT_FOUND = 400, 413, 429, 404
MOST_IN_A_MINUTE = 300
_MINUTE = dt.timedelta(minutes=1)


# Exempt: no session and no cookie is read here; a signature says who sends.
@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Receive an envelope. An unknown sender gets a bare status: no reason why it was refused."""
    if not is_enabled():
        return HttpResponse(status=NOT_FOUND)
    head = request.read(HEAD)
    if not _for_us(head):
        return HttpResponse(status=REFUSED)
    if not _within_limits():
        return HttpResponse(status=TOO_MANY)
    raw = head + request.read(LARGEST + 1 - len(head))
    if len(raw) > LARGEST:
        return HttpResponse(status=TOO_LARGE)
    try:
        answer = inbox.receive(raw)
    except InputError as problems:
        busy = problems.problems[0].code == FederationCode.TOO_MANY.code
        return HttpResponse(status=TOO_MANY if busy else REFUSED)
    return HttpResponse(answer, content_type=CONTENT)


def _for_us(head: bytes) -> bool:
    """Check the address before the rate limit, so that scanners can't use up the limit of peers."""
    try:
        return is_for(own_keys(), head)
    except InputError:  # no keys to be read now
        return False


def _within_limits() -> bool:
    """Count all senders together: the sender is unknown until the envelope is open."""
    key = f"between {int(timezone.now().timestamp() // _MINUTE.total_seconds())}"
    if cache.add(key, 1, timeout=2 * int(_MINUTE.total_seconds())):
        return True
    try:
        return int(cache.incr(key)) <= MOST_IN_A_MINUTE
    except ValueError:  # it ended in between
        return True

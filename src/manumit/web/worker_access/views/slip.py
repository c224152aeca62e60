"""The page of remote access. A bystander, or somebody who finds it later, learns nothing.

It has no frame, no name, no link but to itself in other languages, no cookie and no script. What is
asked is in no address; the answer is made at the same address, so that a history has that alone.
"""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from manumit.web.institutions.gates import allowed
from manumit.web.ui.languages import Language, languages, words
from manumit.web.worker_access.models import SHOWN
from manumit.web.worker_access.remote import SlipQuery, answer_query
from manumit.web.worker_access.slips import digits_of, tokens

clock, pause = time.monotonic, time.sleep
SECONDS = 0.5
"""Answers leave at multiples of this: a try takes a tenth of it, so that all take the same."""


# No token against forged forms: it would be a cookie, and there is nobody signed in to deceive.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Show two fields, or one of two neutral sentences and the same two fields, empty."""
    began = clock()
    shown = _shown(request) if request.method == "POST" else ""
    spoken = words(language.tag)
    headings = {one: spoken.name(f"worker_access_shown/{one}") for one in SHOWN}
    longest = max(len(one.encode()) for one in headings.values())
    context = {
        "language": language,
        "languages": languages(),
        "words": spoken,
        "answer": headings.get(shown, ""),
        # Both answers make pages of the same length, so that traffic analysis learns nothing.
        "filler": " " * (longest - len(headings[shown].encode())) if shown else "",
    }
    answer = render(request, "worker_access/slip.html", context)
    # Packed, the sentences would differ in length again.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    if shown:
        _wait(began)
    return answer


def _shown(request: HttpRequest) -> str:
    number, code = request.POST.get("a", ""), request.POST.get("b", "")
    # Counted under the token, so that the table of attempts has no number either.
    key = tokens(digits_of(number))[0].hex()
    # Many people can be one sender, on the network of a telephone or of a hostel: who is beyond its
    # limit is still heard in danger. What bounds that is the number's own, wherever one asks from.
    heard = allowed(request, "own_danger", key=key)
    counted = heard and allowed(request, "own_sender") and allowed(request, "own_number", key=key)
    return answer_query(SlipQuery(number, code), heard=heard, counted=counted)


def _wait(began: float) -> None:
    """Wait until the next multiple of the time that every answer takes."""
    pause(-(clock() - began) % SECONDS)

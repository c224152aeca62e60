"""Pages of the check: paste a text or answer six questions, and see what to ask about.

Nothing is kept, so there is no session and no cookie: each answer depends on what was sent and on
nothing else, and is gone when it has been written.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.offers import Checked, check_text
from manumit.offers.answers import (
    ASKED,
    CONTRACTS,
    LONGEST,
    PERIODS,
    VISAS,
    OfferAnswers,
    check_answers,
)
from manumit.recruitment import look_up
from manumit.web.kernel.days import today
from manumit.web.public.offers.shown import shown_result
from manumit.web.public.recruiters.published import current_index
from manumit.web.public.recruiters.views import answer_shown, list_shown, typed_line
from manumit.web.ui.help_places import invented, places
from manumit.web.ui.languages import Language, words
from manumit.web.ui.views import page

LONGEST_TEXT = 20_000
"""Characters; a longer text is for the command, where nobody else waits for the answer."""
UNPROCESSABLE = 422
NOT_LOOKED_UP: Mapping[str, Any] = MappingProxyType({})
FIELDS = (
    "who",
    "contact",
    "job",
    "where",
    "pay",
    "currency",
    "period",
    "asked_words",
    "visa",
    "contract",
)
CHOICES = {"period": PERIODS, "visa": VISAS, "contract": CONTRACTS}


# By POST, so that no word of an offer is part of an address, which browsers and servers keep.
# Exempt from the token: the answer changes nothing and needs no cookie, so the visit leaves none.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the field for the words of an offer; or what to ask about in them."""
    text = request.POST.get("text", "")
    if request.method != "POST":
        return _form(request, language, "start")
    if not text.strip():
        return _form(request, language, "start", problem="empty")
    if len(text) > LONGEST_TEXT:
        return _form(request, language, "start", problem="long")
    return _result(request, language, check_text(text), {"": text})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, language: Language) -> HttpResponse:
    """Show six questions; or what to ask about in the answers."""
    if request.method != "POST":
        return _form(request, language, "questions")
    answers = _answers(request)
    try:
        found = check_answers(answers)
    except InputError as error:
        too_long = any(one.place.field for one in error.problems)
        return _form(request, language, "questions", problem="long" if too_long else "none")
    looked_up = _looked_up(language, typed_line(request, "who"), typed_line(request, "contact"))
    return _result(request, language, found, answers.texts, looked_up=looked_up)


def _looked_up(language: Language, who: str, contact: str) -> dict[str, Any]:
    """Return what the published list answers; nothing without a list, or a name or contact."""
    index = current_index()
    if index is None or not (who or contact):
        return {}
    answer = look_up(index, who, contact, today())
    shown = list_shown(index, language) | answer_shown(answer, language)
    return shown | {"typed": {"contact": contact}}


def _answers(request: HttpRequest) -> OfferAnswers:
    """Return what was answered; what no form offers counts as not answered."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    for name, known in CHOICES.items():
        given[name] = given[name] if given[name] in known else ""
    asked = frozenset(request.POST.getlist("asked")) & frozenset(ASKED)
    return OfferAnswers(asked=asked, **given)


def _form(
    request: HttpRequest, language: Language, name: str, *, problem: str = ""
) -> HttpResponse:
    context = _frame(language, child=False) | {
        "problem": problem and f"offer_page/problem_{problem}",
        "longest_text": words(language.tag).number(str(LONGEST_TEXT)),
        "longest": LONGEST,
        "asked": ASKED,
        "visas": VISAS,
        "contracts": CONTRACTS,
        "periods": PERIODS,
    }
    status = UNPROCESSABLE if problem else 200
    return page(request, language, f"offers/{name}.html", context, status=status)


def _result(
    request: HttpRequest,
    language: Language,
    found: Checked,
    texts: Mapping[str, str],
    *,
    looked_up: Mapping[str, Any] = NOT_LOOKED_UP,
) -> HttpResponse:
    shown = shown_result(found, texts, words(language.tag), recruiter=_unchecked(looked_up))
    context = {**_frame(language, child=shown.child), **looked_up, "shown": shown}
    return page(request, language, "offers/result.html", context)


def _unchecked(looked_up: Mapping[str, Any]) -> str:
    """Return the notice for a recruiter who was not checked; empty if one was found."""
    if not looked_up:
        listed = current_index() is not None
        return "offer_page/not_looked_up" if listed else "offer/unchecked_recruiter"
    return "" if looked_up["recruiter"] else "offer_page/no_clear_answer"


def _frame(language: Language, *, child: bool) -> dict[str, Any]:
    return {
        "places": places(language, child=child),
        "invented_contacts": invented(),
    }

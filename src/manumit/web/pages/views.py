"""Start, style page, state of the texts, and what a page says when something is wrong."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from manumit.assessment import Answer, assess_answers
from manumit.assessment.view import FindingView, view
from manumit.web.pages.languages import Language, language, languages, library, wanted, words

SHOWN_CASE = "2"  # Chowdury and Others v. Greece: one answer short of a dimension
SHOWN_RESULTS = 3  # labour law, forced labour, trafficking

ROOMS = (
    ("room/home", "pages:home"),
    ("room/interview", "interview:step"),
    ("room/wages", "wages:step"),
    ("room/figures", "figures:index"),
    ("room/catalogue", "catalogue:index"),
    ("room/interventions", "catalogue:interventions"),
    ("room/register", "register:index"),
    ("room/statistics", "outcomes:index"),
)
CHAIN = ("evidence", "indicators", "finding", "decision", "counted")
WAYS = {
    "interview": "interview:step",
    "wages": "wages:step",
    "paper": "catalogue:forms",
    "figures": "figures:index",
    "catalogue": "catalogue:index",
    "interventions": "catalogue:interventions",
}
PROMISES = ("unknown", "three", "source", "status", "languages", "open")
PRIVACY = ("server", "browser", "traces", "file", "exit")


def page(
    request: HttpRequest,
    spoken: Language,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page in the frame of all pages.

    Args:
        request: what is answered.
        spoken: the language of the page.
        template: extends ``pages/frame.html``.
        context: for the template, besides ``language``, ``languages``, ``words``, ``deployment``.
        status: of the answer.
    """
    frame = {
        "language": spoken,
        "languages": languages(),
        "words": words(spoken.tag),
        "deployment": settings.MANUMIT,
        "rooms": _rooms(request),
    }
    return render(request, template, frame | (context or {}), status=status)


def _rooms(request: HttpRequest) -> list[dict[str, object]]:
    """The navigation: the view that is shown, or else the room that it belongs to, is here."""
    match = request.resolver_match
    shown = match.view_name if match else ""
    exact = any(view == shown for _, view in ROOMS)
    room = shown.split(":")[0]
    return [
        {
            "text_id": text_id,
            "view": view,
            "here": view == shown if exact else view in (f"{room}:index", f"{room}:step"),
        }
        for text_id, view in ROOMS
    ]


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the start in the language of the browser."""
    tag = wanted(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(reverse("pages:home", kwargs={"language": tag}))
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def home(request: HttpRequest, language: Language) -> HttpResponse:
    """What this is, for whom, and the ways in."""
    case = next(c for c in library().of_kind("case") if c["number"] == SHOWN_CASE)
    finding = _worked(case, language.tag)
    return page(
        request,
        language,
        "pages/home.html",
        {
            "case": case,
            "finding": finding,
            "results": finding.results[:SHOWN_RESULTS],
            "chain": CHAIN,
            "ways": [{"key": key, "view": view} for key, view in WAYS.items()],
            "promises": PROMISES,
        },
    )


def _worked(case: Any, tag: str) -> FindingView:
    answers = {entry["code"]: Answer(entry["answer"]) for entry in case["answers"]}
    finding = assess_answers(answers, library().instrument(case["list"]))
    return view(finding, library(), tag, marks=False)


@require_safe
def privacy(request: HttpRequest, language: Language) -> HttpResponse:
    """What is kept, where, for how long, and what a browser may keep all the same."""
    return page(request, language, "pages/privacy.html", {"parts": PRIVACY})


@require_safe
def style(request: HttpRequest, language: Language) -> HttpResponse:
    """Every component once, for whoever builds a page."""
    case = next(c for c in library().of_kind("case") if c["number"] == SHOWN_CASE)
    spoken = words(language.tag)
    choices = [{"value": key, "text": spoken.name(f"answer/{key}")} for key in ("yes", "no")]
    choices.append(
        {
            "value": "x",
            "text": spoken.name("answer/dont_know"),
            "hint": spoken.name("page/to_start"),
        }
    )
    notices = {"plain": "home/start_note", "careful": "page/draft", "danger": "step/postpone"}
    return page(
        request,
        language,
        "pages/style.html",
        {
            "kinds": [{"kind": k, "text": spoken.name(text_id)} for k, text_id in notices.items()],
            "legend": library().texts.one("CD01", "questions", language.tag),
            "choices": choices,
            "results": _worked(case, language.tag).results[:SHOWN_RESULTS],
        },
    )


@require_safe
def texts(request: HttpRequest, language: Language) -> HttpResponse:
    """The review status of the strings of a language."""
    counts: dict[str, int] = {}
    strings = library().texts.strings
    for (tag, _, _), found in strings.items():
        if tag == language.tag:
            for text in found:
                counts[text.review.status] = counts.get(text.review.status, 0) + 1
    english = {(text_id, kind) for tag, text_id, kind in strings if tag == "en"}
    own = {(text_id, kind) for tag, text_id, kind in strings if tag == language.tag}
    return page(
        request,
        language,
        "pages/texts.html",
        {"counts": sorted(counts.items()), "missing": len(english - own)},
    )


def _spoken(request: HttpRequest) -> Language:
    """The language of a request that may have no valid address."""
    first = request.path_info.strip("/").split("/")[0]
    found = language(first) or language(wanted(request.headers.get("Accept-Language", "")))
    assert found is not None  # noqa: S101 - English is always loaded
    return found


def problem(request: HttpRequest, status: int, key: str) -> HttpResponse:
    """A page that says what is wrong and what to do, and nothing about anybody."""
    return page(request, _spoken(request), "pages/problem.html", {"key": key}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    del exception  # it may quote the address
    return problem(request, 404, "not_found")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    del exception
    return problem(request, 400, "bad_request")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return problem(request, 403, "refused")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the token of a form does not fit: the visit has ended, or cookies are off."""
    del reason
    return problem(request, 403, "stale_form")


def broken(request: HttpRequest) -> HttpResponse:
    """500, without a database and without anything that could break again."""
    del request
    return HttpResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Error</title>"
        "<h1>Something went wrong here, not with you.</h1><p>Nothing was kept. Please try again.",
        status=500,
    )

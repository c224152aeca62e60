"""Home page, style page, translation status and error pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from manumit.assessment import Answer, assess_answers
from manumit.assessment.view import FindingView, view
from manumit.web.ui.languages import (
    Language,
    language,
    languages,
    library,
    preferred_language,
    words,
)
from manumit.web.ui.places import PostNames, desk_of, frame_of
from manumit.web.ui.rooms import room_shown

EXAMPLE_CASE = "2"  # Chowdury and Others v. Greece: one answer short of a dimension
MAIN_RESULTS = 3  # labour law, forced labour, trafficking

NAVIGATION = (
    ("room/home", "ui:home"),
    ("room/interview", "interview:step"),
    ("room/wages", "wage_check:step"),
    ("room/figures", "figures:index"),
    ("room/catalogue", "catalogue:index"),
    ("room/interventions", "catalogue:interventions"),
    ("room/register", "register:index"),
    ("room/statistics", "outcomes:index"),
)
CHAIN = ("evidence", "indicators", "finding", "decision", "counted")
HOME_LINKS = {
    "interview": "interview:step",
    "wages": "wage_check:step",
    "offers": "offers:check",
    "recruiters": "recruiters:index",
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
    counted: bool = True,
) -> HttpResponse:
    """Render a template inside the common page frame.

    Args:
        request: the current request.
        spoken: the language of the page.
        template: extends ``ui/frame.html``, or the frame that :func:`frame_of` names.
        context: for the template, besides ``language``, ``languages``, ``words``, ``deployment``.
        status: of the response.
        counted: whether the navigation shows how much waits for a member.
    """
    frame = {
        "language": spoken,
        "languages": languages(),
        "words": words(spoken.tag),
        "deployment": settings.MANUMIT,
        "rooms": _navigation(request),
        "page_frame": frame_of(request),
        "desk": desk_of(request, counted=counted),
        **_workplace(request, spoken),
    }
    return render(request, template, frame | (context or {}), status=status)


def _workplace(request: HttpRequest, spoken: Language) -> dict[str, object]:
    """Return where a member acts; nothing for everybody else."""
    found = getattr(request, "workplace", None)
    if not isinstance(found, PostNames):
        return {}
    return {"workplace": found.name(spoken.tag), "several_posts": found.several}


def _navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the navigation; the current view, or else its app, is marked."""
    match = request.resolver_match
    shown = match.view_name if match else ""
    exact = any(view == shown for _, view in NAVIGATION)
    room = shown.split(":")[0]
    return [
        {
            "text_id": text_id,
            "view": view,
            "here": view == shown if exact else view in (f"{room}:index", f"{room}:step"),
        }
        for text_id, view in NAVIGATION
        if room_shown(view)
    ]


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the home page in the browser's language."""
    tag = preferred_language(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(reverse("ui:home", kwargs={"language": tag}))
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def home(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the home page: what this is, for whom, and where to begin."""
    case = next(c for c in library().of_kind("case") if c["number"] == EXAMPLE_CASE)
    finding = _example_finding(case, language.tag)
    return page(
        request,
        language,
        "ui/home.html",
        {
            "case": case,
            "finding": finding,
            "results": finding.results[:MAIN_RESULTS],
            "chain": CHAIN,
            "ways": [
                {"key": key, "view": view} for key, view in HOME_LINKS.items() if room_shown(view)
            ],
            "promises": PROMISES,
        },
    )


def _example_finding(case: Any, tag: str) -> FindingView:
    answers = {entry["code"]: Answer(entry["answer"]) for entry in case["answers"]}
    finding = assess_answers(answers, library().instrument(case["list"]))
    return view(finding, library(), tag, marks=False)


@require_safe
def privacy(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the privacy page: what is kept, where and for how long."""
    return page(request, language, "ui/privacy.html", {"parts": PRIVACY})


@require_safe
def style(request: HttpRequest, language: Language) -> HttpResponse:
    """Show every component once, for developers of pages."""
    case = next(c for c in library().of_kind("case") if c["number"] == EXAMPLE_CASE)
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
        "ui/style.html",
        {
            "kinds": [{"kind": k, "text": spoken.name(text_id)} for k, text_id in notices.items()],
            "legend": library().texts.one("CD01", "questions", language.tag),
            "choices": choices,
            "results": _example_finding(case, language.tag).results[:MAIN_RESULTS],
        },
    )


@require_safe
def texts(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the review status of the strings of a language."""
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
        "ui/texts.html",
        {"counts": sorted(counts.items()), "missing": len(english - own)},
    )


def _request_language(request: HttpRequest) -> Language:
    """Return the language of a request that may have no valid address."""
    first = request.path_info.strip("/").split("/")[0]
    found = language(first) or language(
        preferred_language(request.headers.get("Accept-Language", ""))
    )
    assert found is not None  # noqa: S101 - English is always loaded
    return found


def problem_page(request: HttpRequest, status: int, key: str) -> HttpResponse:
    """Render an error page that says what is wrong and what to do, without personal data."""
    return page(
        request,
        _request_language(request),
        "ui/problem.html",
        {"key": key},
        status=status,
        counted=False,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Render the page of status 404."""
    del exception  # it may quote the address
    return problem_page(request, 404, "not_found")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Render the page of status 400."""
    del exception
    return problem_page(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Render the page of status 403."""
    del exception
    return problem_page(request, 403, "refused")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Render a 403 page for a wrong CSRF token: session ended, or cookies are off."""
    del reason
    return problem_page(request, 403, "stale_form")


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the page of status 500, without database or templates, which could fail again."""
    del request
    return HttpResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Error</title>"
        "<h1>Something went wrong here, not with you.</h1><p>Nothing was kept. Please try again.",
        status=500,
    )

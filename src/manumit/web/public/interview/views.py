"""One address: GET shows the current page, POST runs an action and redirects back."""

import functools
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.assessment import Sitting
from manumit.assessment.replies import SAFE
from manumit.errors import InputError
from manumit.instruments.audio import AudioFile
from manumit.web.interviewing import words
from manumit.web.interviewing.changes import CHANGES, NoAnswerError
from manumit.web.interviewing.state import InterviewState, Show
from manumit.web.public.interview.audio import whole_or_part
from manumit.web.public.interview.files import DOWNLOADS
from manumit.web.public.interview.next_steps import next_steps
from manumit.web.public.interview.state import (
    PURPOSE,
    CurrentInterview,
    current_interview,
    delete_interview_cookie,
    has_interview_cookie,
)
from manumit.web.public.sessions.services import (
    IDLE_MINUTES,
    begin_session,
    end_session,
    keep,
    open_session,
)
from manumit.web.ui.languages import Language, library
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the interview."""
    current = current_interview(request, library())
    if request.method == "POST":
        return _handle_post(request, language, current)
    if current is None:
        return _start_page(request, language, lost=has_interview_cookie(request))
    return _render(request, language, current.state)


# What is shown


def _start_page(request: HttpRequest, language: Language, *, lost: bool) -> HttpResponse:
    context = {
        "lists": words.offered_lists(library()),
        "list": words.DEFAULT_LIST,
        "officer": words.officer(),
        "minutes": IDLE_MINUTES,
        "lost": lost,
    }
    response = page(request, language, "interview/start.html", context)
    if lost:
        delete_interview_cookie(response)
    return response


def _render(
    request: HttpRequest, language: Language, state: InterviewState, *, problem: str | None = None
) -> HttpResponse:
    """Show the current page; nothing of the interview while somebody may hear."""
    template, context = words.current(state, library(), language)
    status = 200 if problem is None else UNPROCESSABLE
    shown = {
        **context,
        "problem": problem,
        "from_overview": state.show is Show.OVERVIEW,
        "minutes": IDLE_MINUTES,
        "offered_next": next_steps(),
    }
    return page(request, language, f"interview/{template}.html", shown, status=status)


# What is done


def _handle_post(
    request: HttpRequest, language: Language, current: CurrentInterview | None
) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "end":
        return _end(request, language)
    if do == "begin":
        return _begin(request, language, current)
    if current is None:
        return _start_page(request, language, lost=True)
    if do in DOWNLOADS:
        return _download(request, language, current.state)
    try:
        return _apply_change(language, current, do, request.POST.dict())
    except NoAnswerError:
        return _render(request, language, current.state, problem="interview/choose")


def _apply_change(
    language: Language, current: CurrentInterview, do: str, form: Mapping[str, str]
) -> HttpResponse:
    change = CHANGES.get(do)
    response = _redirect_back(language)
    if change is not None:
        state = change(current.state, form, library())
        keep(response, current.visit, state.to_text(library()), PURPOSE)
    return response


def _redirect_back(language: Language) -> HttpResponse:
    return see_other("interview:step", language)


def _begin(
    request: HttpRequest, language: Language, current: CurrentInterview | None
) -> HttpResponse:
    """Start an interview; one that has answers continues instead."""
    response = _redirect_back(language)
    if current is not None and current.state.sitting.replies:
        return response
    wish = request.POST.get("list", "")
    list_id = wish if wish in words.offered_lists(library()) else words.DEFAULT_LIST
    visit = open_session(request) or begin_session()
    keep(response, visit, InterviewState(Sitting.begin(list_id)).to_text(library()), PURPOSE)
    return response


def _end(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the end page without a redirect: an own address would reveal that somebody finished."""
    response = page(request, language, "interview/ended.html")
    end_session(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _download(request: HttpRequest, language: Language, state: InterviewState) -> HttpResponse:
    if state.sitting.hearing not in SAFE:
        return _redirect_back(language)
    try:
        return DOWNLOADS[request.POST["do"]](state.sitting, library(), language)
    except InputError:
        return _render(request, language, state, problem="interview/no_paper")


# Audio


@functools.cache
def _audio_files() -> Mapping[str, AudioFile]:
    return {file.name: file for file in library().audio_files()}


@require_safe
def audio(request: HttpRequest, language: Language, name: str) -> HttpResponse:
    """Show a recording of a text, under the name that is made of its content."""
    del language
    file = _audio_files().get(name)
    if file is None:
        raise Http404
    return whole_or_part(request, file)

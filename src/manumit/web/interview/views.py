"""One address: GET shows where the interview stands, POST does something and leads back to it."""

import functools
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.assessment import AskHearing, Postpone, Question, Sitting
from manumit.assessment.replies import SAFE
from manumit.errors import InputError
from manumit.instruments.audio import AudioFile
from manumit.web.interview import words
from manumit.web.interview.audio import whole_or_part
from manumit.web.interview.changes import CHANGES, NothingChosenError
from manumit.web.interview.files import DOWNLOADS
from manumit.web.interview.state import PURPOSE, Held, Show, State, drop, held, sent_something
from manumit.web.pages.languages import Language, library
from manumit.web.pages.views import page
from manumit.web.visits.services import begin_visit, end_visit, keep, open_visit

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """The interview."""
    here = held(request, library())
    if request.method == "POST":
        return _act(request, language, here)
    if here is None:
        return _start(request, language, lost=sent_something(request))
    return _shown(request, language, here.state)


# What is shown


def _start(request: HttpRequest, language: Language, *, lost: bool) -> HttpResponse:
    response = page(request, language, "interview/start.html", words.start(library(), lost=lost))
    if lost:
        drop(response)
    return response


def _shown(
    request: HttpRequest, language: Language, state: State, *, problem: str | None = None
) -> HttpResponse:
    """Where the interview stands. While somebody may hear, nothing of it is shown."""
    sitting = state.sitting
    now = sitting.next(library())
    if isinstance(now, AskHearing):
        template, context = "hearing", {"hearings": words.HEARINGS}
    elif isinstance(now, Postpone):
        template, context = "postpone", {}
    elif state.show is Show.OVERVIEW and sitting.editing is None:
        template, context = "overview", words.overview(sitting, library(), language)
    elif isinstance(now, Question) and state.show is not Show.FINDING:
        template, context = "question", words.question(now, sitting, library(), language)
    else:
        template, context = "finding", words.finding(sitting, library(), language)
    status = 200 if problem is None else UNPROCESSABLE
    shown = {**context, "problem": problem, "from_overview": state.show is Show.OVERVIEW}
    return page(request, language, f"interview/{template}.html", shown, status=status)


# What is done


def _act(request: HttpRequest, language: Language, here: Held | None) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "end":
        return _ended(request, language)
    if do == "begin":
        return _begun(request, language, here)
    if here is None:
        return _start(request, language, lost=True)
    if do in DOWNLOADS:
        return _file(request, language, here.state)
    try:
        return _changed(language, here, do, request.POST.dict())
    except NothingChosenError:
        return _shown(request, language, here.state, problem="interview/choose")


def _changed(language: Language, here: Held, do: str, form: Mapping[str, str]) -> HttpResponse:
    change = CHANGES.get(do)
    response = _back_to_it(language)
    if change is not None:
        state = change(here.state, form, library())
        keep(response, here.visit, state.to_text(library()), PURPOSE)
    return response


def _back_to_it(language: Language) -> HttpResponse:
    response = HttpResponseRedirect(reverse("interview:step", kwargs={"language": language}))
    response.status_code = 303
    return response


def _begun(request: HttpRequest, language: Language, here: Held | None) -> HttpResponse:
    """A new interview; one in which something was said goes on instead."""
    response = _back_to_it(language)
    if here is not None and here.state.sitting.said:
        return response
    wish = request.POST.get("list", "")
    list_id = wish if wish in words.offered_lists(library()) else words.DEFAULT_LIST
    visit = open_visit(request) or begin_visit()
    keep(response, visit, State(Sitting.begin(list_id)).to_text(library()), PURPOSE)
    return response


def _ended(request: HttpRequest, language: Language) -> HttpResponse:
    """Answered at once: an address of its own would tell that somebody came to the end."""
    response = page(request, language, "interview/ended.html")
    end_visit(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _file(request: HttpRequest, language: Language, state: State) -> HttpResponse:
    if state.sitting.hearing not in SAFE:
        return _back_to_it(language)
    try:
        return DOWNLOADS[request.POST["do"]](state.sitting, library(), language)
    except InputError:
        return _shown(request, language, state, problem="interview/no_paper")


# Audio


@functools.cache
def _audio_files() -> Mapping[str, AudioFile]:
    return {file.name: file for file in library().audio_files()}


@require_safe
def audio(request: HttpRequest, language: Language, name: str) -> HttpResponse:
    """A recording of a text, under the name that is made of its content."""
    del language
    file = _audio_files().get(name)
    if file is None:
        raise Http404
    return whole_or_part(request, file)

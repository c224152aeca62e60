"""The guided interview in a case file: saved after each answer, resumed on any device.

A session stores only the number of the interview's last saved version, and no answers. If the
number has changed, the interview was continued elsewhere, and the page says so first.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import BeginForm
from manumit.web.cases.policies import draft_policy
from manumit.web.cases.services import OpenDraft
from manumit.web.cases.sittings import draft_place, sitting_of
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    office_view,
    parse_number,
    require_view,
)
from manumit.web.interviewing import words as spoken
from manumit.web.interviewing.changes import CHANGES, NoAnswerError
from manumit.web.interviewing.state import InterviewState, Show
from manumit.web.ui.languages import library, words

OPEN_HERE = "cases_interview"


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """Where this session left an interview."""

    number: int
    show: Show = Show.QUESTION


def _place(here: CaseRequest, draft: uuid.UUID) -> SessionPlace | None:
    kept = here.request.session.get(OPEN_HERE)
    if not isinstance(kept, list) or kept[0] != str(draft):
        return None
    return SessionPlace(int(kept[1]), Show(kept[2]))


def _leave_at(here: CaseRequest, draft: uuid.UUID, place: SessionPlace) -> None:
    here.request.session[OPEN_HERE] = [str(draft), place.number, place.show.value]


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the interviews of a file, and offer to begin one."""
    seen = selectors.file(here.actor, file)
    require_view(here, draft_policy, seen)
    offered = [(one, words(here.language.tag).name(f"list/{one}")) for one in _lists()]
    form = BeginForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"list": offered},
        initial={"list": spoken.DEFAULT_LIST},
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        taken = services.begin_draft(
            here.actor, file, list_id=sent["list"], request=sent["request"]
        )
        _leave_at(here, taken.draft, SessionPlace(taken.number))
        return here.to("interview", draft=taken.draft)
    drafts = selectors.drafts(here.actor, file)
    numbers = {one.id: place for place, one in enumerate(drafts, start=1)}
    context = {
        "file": seen,
        "form": form,
        "drafts": [
            (one, numbers[one.id], numbers.get(one.beside) if one.beside else None)
            for one in drafts
        ],
        "may": "evidence.record" in seen.may,
        "officer": spoken.officer(),
        "me": here.person,
    }
    status = UNPROCESSABLE if form.errors else 200
    return here.show("interviews", context, status=status)


def _lists() -> tuple[str, ...]:
    return spoken.offered_lists(library())


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def interview(here: CaseRequest, draft: uuid.UUID) -> HttpResponse:
    """Show an interview (GET), or act on it and redirect back (POST)."""
    if here.posted:
        return _act(here, draft)
    file, now, goes_on = draft_place(here.actor, draft)
    place = _place(here, draft)
    if not goes_on:
        return here.to("interviews", message="closed", file=file)
    if place is None or place.number != now:
        return _elsewhere(here, draft, file)
    return _shown(here, sitting_of(here.actor, draft), place, file)


def _elsewhere(here: CaseRequest, draft: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    line = next(one for one in selectors.drafts(here.actor, file) if one.id == draft)
    return here.show("take_up", {"line": line, "file_id": file, "me": here.person})


def _shown(
    here: CaseRequest,
    taken: OpenDraft,
    place: SessionPlace,
    file: uuid.UUID,
    *,
    problem: str | None = None,
) -> HttpResponse:
    """Show the current question; nothing of it while others may overhear."""
    sitting, language = taken.sitting, here.language
    step, context = spoken.current(InterviewState(sitting, place.show), library(), language)
    address = reverse("cases:interview", kwargs={"language": language.tag, "draft": taken.draft})
    shown: dict[str, object] = {
        **context,
        "part": f"interviewing/{step}.html",
        "step": step,
        "action": address,
        "kept": {"seen": taken.number, "request": uuid.uuid4()},
        "problem": problem,
        "from_overview": place.show is Show.OVERVIEW,
        "file_id": file,
        "said_something": bool(sitting.replies),
    }
    status = 200 if problem is None else UNPROCESSABLE
    return here.show("interview", shown, status=status)


def _act(here: CaseRequest, draft: uuid.UUID) -> HttpResponse:
    do, form = here.request.POST.get("do", ""), here.request.POST.dict()
    file, _, _ = draft_place(here.actor, draft)
    if do == "take_up":
        taken = services.take_up_draft(here.actor, draft)
        _leave_at(here, draft, SessionPlace(taken.number))
        return here.to("interview", draft=draft)
    if do == "set_aside":
        services.set_aside_draft(here.actor, draft)
        return here.to("interviews", message="set_aside", file=file)
    seen = parse_number(form.get("seen", ""))
    if seen is None:
        return here.to("interview", draft=draft)
    if do == "close":
        found = services.close_draft(here.actor, draft, seen=seen)
        return here.to("finding", message="closed_now", finding=found.pk)
    return _changed(here, draft, file, do, form)


def _changed(
    here: CaseRequest, draft: uuid.UUID, file: uuid.UUID, do: str, form: Mapping[str, str]
) -> HttpResponse:
    """Apply the form to the sitting and save it.

    The page was made on the number that it gives back: where the interview went on elsewhere since,
    the service keeps what this page says beside it.
    """
    seen, place = int(form["seen"]), _place(here, draft) or SessionPlace(0)
    taken = sitting_of(here.actor, draft)
    change = CHANGES.get(do)
    if change is None:
        return here.to("interview", draft=draft)
    try:
        after = change(InterviewState(taken.sitting, place.show), form, library())
    except NoAnswerError:
        return _shown(here, taken, place, file, problem="interview/choose")
    if after.sitting == taken.sitting and seen == taken.number:
        _leave_at(here, draft, SessionPlace(seen, after.show))
        return here.to("interview", draft=draft)
    request = _request(form)
    kept = services.keep_draft(here.actor, draft, after.sitting, seen=seen, request=request)
    _leave_at(here, kept.draft, SessionPlace(kept.number, after.show))
    return here.to("interview", message="beside" if kept.beside else "", draft=kept.draft)


def _request(form: Mapping[str, str]) -> uuid.UUID:
    try:
        return uuid.UUID(form.get("request", ""))
    except ValueError:
        return uuid.uuid4()

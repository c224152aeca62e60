"""Assignments: the list, proposing one, its report, its steps."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.assignments import selectors, services
from manumit.web.assignments.forms import ROOM, ProposalForm, RefuseForm, StepForm, StopForm
from manumit.web.assignments.policies import assignment_policy
from manumit.web.institutions import desk
from manumit.web.pages.languages import words

FORMS = {"approve": StepForm, "refuse": RefuseForm, "withdraw": StepForm, "stop": StopForm}
FIELDS = {"files": "ticked"}
"""What a form calls a field of the service."""


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Those of the office and role, the latest first."""
    desk.must_know(here, assignment_policy)
    context = {
        "shown": selectors.assignments(here.actor, here.request.GET.get("page")),
        "may_propose": selectors.may_propose(here.actor),
    }
    return here.show("index", context)


@require_safe
@room
def holders(here: Here) -> HttpResponse:
    """Whose files: colleagues by their signs, with how many they hold."""
    found = selectors.holders_to_assign(here.actor)
    return here.show("holders", {"holders": found, "me": here.person})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, holder: uuid.UUID) -> HttpResponse:
    """Which files of one holder, to whom, why."""
    found = selectors.choice(here.actor, holder, here.request.GET.get("page"))
    choices = {
        "ticked": [(str(key), called) for key, called in found.shown],
        "receivers": [(str(one), desk.sign(one)) for one in found.receivers],
    }
    form = ProposalForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if desk.sent(here, form, lambda: _proposed(here, holder, form), FIELDS):
        return here.to("index", said="proposed")
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, "choice": found, "shown": found.shown}, status=status)


def _proposed(here: Here, holder: uuid.UUID, form: ProposalForm) -> None:
    services.propose(here.actor, form.wish(holder), request=form.cleaned_data["request"])


@require_safe
@room
def assignment(here: Here, assignment: uuid.UUID) -> HttpResponse:
    """One of them: who proposed and approved it, and what became of each file."""
    seen = selectors.assignment(here.actor, assignment)
    shown = selectors.files_in(here.actor, assignment, here.request.GET.get("page"))
    return here.show("assignment", {"one": seen, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, assignment: uuid.UUID, name: str) -> HttpResponse:
    """Approves, refuses, takes back or stops it."""
    if name not in FORMS:
        raise Http404
    assignment_policy.load(here.actor, assignment, services.STEP_ACTIONS[name])
    seen = selectors.assignment(here.actor, assignment)
    form = FORMS[name](
        here.request.POST or None, words=words(here.language.tag), initial={"seen": seen.version}
    )
    if desk.sent(here, form, lambda: _moved(here, assignment, name, form)):
        return here.to("assignment", said=name, assignment=assignment)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "one": seen, "text": f"assignments_step/{name}"}
    return here.show("step", context, status=status)


def _moved(here: Here, key: uuid.UUID, name: str, form: StepForm) -> None:
    sent = form.cleaned_data
    services.take_step(
        here.actor,
        key,
        name,
        seen=sent["seen"],
        request=sent["request"],
        reason=sent.get("reason", ""),
    )


@require_POST
@room
def read(here: Here, assignment: uuid.UUID) -> HttpResponse:
    """Whoever proposed it has read how it ended."""
    services.mark_read(here.actor, assignment)
    return here.to("index", said="read")

"""Assignments: the list, proposing one, its report, its steps."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions import desk
from manumit.web.reassignment import selectors, services
from manumit.web.reassignment.forms import ROOM, ProposalForm, RefuseForm, StepForm, StopForm
from manumit.web.reassignment.policies import assignment_policy
from manumit.web.ui.languages import words

FORMS = {"approve": StepForm, "refuse": RefuseForm, "withdraw": StepForm, "stop": StopForm}
FIELDS = {"files": "ticked"}
"""What a form calls a field of the service."""


class ReassignmentRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(ReassignmentRequest)


@require_safe
@office_view
def index(here: ReassignmentRequest) -> HttpResponse:
    """List the assignments of the office and role, the latest first."""
    desk.require_role(here, assignment_policy)
    context = {
        "shown": selectors.assignments(here.actor, here.request.GET.get("page")),
        "may_propose": selectors.may_propose(here.actor),
    }
    return here.show("index", context)


@require_safe
@office_view
def holders(here: ReassignmentRequest) -> HttpResponse:
    """Whose files: colleagues by their signs, with how many they hold."""
    found = selectors.holders_to_assign(here.actor)
    return here.show("holders", {"holders": found, "me": here.person})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: ReassignmentRequest, holder: uuid.UUID) -> HttpResponse:
    """Propose which files of one holder go to whom, and why."""
    found = selectors.assignment_options(here.actor, holder, here.request.GET.get("page"))
    choices = {
        "ticked": [(str(key), called) for key, called in found.shown],
        "receivers": [(str(one), desk.member_sign(one)) for one in found.receivers],
    }
    form = ProposalForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if desk.submit_form(here, form, lambda: _propose(here, holder, form), FIELDS):
        return here.to("index", message="proposed")
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, "choice": found, "shown": found.shown}, status=status)


def _propose(here: ReassignmentRequest, holder: uuid.UUID, form: ProposalForm) -> None:
    services.propose(here.actor, form.wish(holder), request=form.cleaned_data["request"])


@require_safe
@office_view
def assignment(here: ReassignmentRequest, assignment: uuid.UUID) -> HttpResponse:
    """Show who proposed and approved it, and the outcome of each file."""
    seen = selectors.assignment(here.actor, assignment)
    shown = selectors.files_in(here.actor, assignment, here.request.GET.get("page"))
    return here.show("assignment", {"one": seen, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: ReassignmentRequest, assignment: uuid.UUID, name: str) -> HttpResponse:
    """Approve, refuse, withdraw or stop it."""
    if name not in FORMS:
        raise Http404
    assignment_policy.load(here.actor, assignment, services.STEP_ACTIONS[name])
    seen = selectors.assignment(here.actor, assignment)
    form = FORMS[name](
        here.request.POST or None, words=words(here.language.tag), initial={"seen": seen.version}
    )
    if desk.submit_form(here, form, lambda: _take_step(here, assignment, name, form)):
        return here.to("assignment", message=name, assignment=assignment)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "one": seen, "text": f"reassignment_step/{name}"}
    return here.show("step", context, status=status)


def _take_step(here: ReassignmentRequest, key: uuid.UUID, name: str, form: StepForm) -> None:
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
@office_view
def read(here: ReassignmentRequest, assignment: uuid.UUID) -> HttpResponse:
    """Record that the proposer has read the result."""
    services.mark_read(here.actor, assignment)
    return here.to("index", message="read")

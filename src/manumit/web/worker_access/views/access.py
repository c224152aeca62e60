"""The own access of a file: assessment, switching on and off, and emergency notices."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases import selectors as cases
from manumit.web.institutions.desk import require_role, role_allows, submit_form
from manumit.web.ui.languages import words
from manumit.web.worker_access import selectors, services
from manumit.web.worker_access.forms import AnswerForm, AssessForm, ConfirmForm, EndForm
from manumit.web.worker_access.policies import access_policy, duress_policy
from manumit.web.worker_access.questions import Use
from manumit.web.worker_access.selectors import Overview
from manumit.web.worker_access.services import valid_assessment
from manumit.web.worker_access.views.room import (
    UNPROCESSABLE,
    WorkerAccessRequest,
    assisted_view,
    office_view,
)


@require_safe
@office_view
def show(here: WorkerAccessRequest, file: uuid.UUID) -> HttpResponse:
    """Show the state of access, the last assessment, notices and the worker's statements."""
    return _page(here, selectors.overview(here.actor, file))


def _page(
    here: WorkerAccessRequest, found: Overview, sent_form: AnswerForm | EndForm | None = None
) -> HttpResponse:
    spoken = words(here.language.tag)
    context: dict[str, object] = {"found": found, "once": ConfirmForm(words=spoken)}
    context |= {f"carries_{use}": use in found.carries for use in Use}
    if found.access is not None:
        shown = found.access.shown
        context["answer"] = AnswerForm(words=spoken, initial={"shown": shown, "seen": shown})
        context["end"] = EndForm(words=spoken, initial={"seen": found.access.version})
    if sent_form is not None:
        context["answer" if isinstance(sent_form, AnswerForm) else "end"] = sent_form
    return here.show("access", context, status=UNPROCESSABLE if sent_form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def assess(here: WorkerAccessRequest, file: uuid.UUID) -> HttpResponse:
    """Show the current safety questions; their result is on the page of the office."""
    seen = cases.file(here.actor, file)
    access_policy.check_new(here.actor, "assess", seen.relation, file)
    form = AssessForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        once = form.cleaned_data["request"]
        services.assess(here.actor, file, form.answers(), request=once)

    if submit_form(here, form, act):
        return here.to("done", message="assessed", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("assess", {"file": seen, "form": form}, status=status)


@require_safe
@assisted_view
def done(here: WorkerAccessRequest, file: uuid.UUID) -> HttpResponse:
    """Show a page without anything of the file, until the member goes on alone."""
    seen = cases.file(here.actor, file)
    access_policy.check_new(here.actor, "see", seen.relation, file)
    context = {
        "file_id": file,
        "begins": "worker_session.open" in seen.may
        and valid_assessment(file, Use.SESSION) is not None,
        "once": ConfirmForm(words=words(here.language.tag)),
    }
    return here.show("done", context)


@require_POST
@office_view
def draw(here: WorkerAccessRequest, file: uuid.UUID) -> HttpResponse:
    """Switch it on. The response to this form shows the slip, once, and nothing else does."""
    form = ConfirmForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        access_policy.check_new(here.actor, "open", cases.file(here.actor, file).relation, file)
        return here.to("access", file=file)
    slip = services.open_access(here.actor, file, request=form.cleaned_data["request"])
    return here.show("drawn", {"slip": slip, "file_id": file})


@require_POST
@office_view
def begin(here: WorkerAccessRequest, file: uuid.UUID) -> HttpResponse:
    """Begin an assisted session."""
    form = ConfirmForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        cases.file(here.actor, file)
        return here.to("access", file=file)
    row = services.begin_session(here.actor, file, request=form.cleaned_data["request"])
    return here.to("session", session=row.pk)


@require_POST
@office_view
def answer(here: WorkerAccessRequest, access: uuid.UUID) -> HttpResponse:
    """Choose which neutral sentence the slip gives from now on."""
    row = access_policy.load(here.actor, access, "change")
    form = AnswerForm(here.request.POST, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.set_answer(
        here.actor, access, form.cleaned_data["shown"], seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("access", message="kept", file=row.file_id)
    return _page(here, selectors.overview(here.actor, row.file_id), form)


@require_POST
@office_view
def end(here: WorkerAccessRequest, access: uuid.UUID) -> HttpResponse:
    """Switch it off."""
    row = access_policy.load(here.actor, access, "end")
    form = EndForm(here.request.POST, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.end_access(
        here.actor, access, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("access", message="ended", file=row.file_id)
    return _page(here, selectors.overview(here.actor, row.file_id), form)


@require_safe
@office_view
def notices(here: WorkerAccessRequest) -> HttpResponse:
    """List unread emergency notices of the office."""
    require_role(here, duress_policy, "read")
    return here.show("notices", {"notices": selectors.notices(here.actor)})


@require_POST
@office_view
def read(here: WorkerAccessRequest, notice: uuid.UUID) -> HttpResponse:
    """Mark a notice as read, by any member of the office, and show what to do."""
    row = duress_policy.load(here.actor, notice, "read")
    services.read_duress(here.actor, notice)
    if role_allows(here, access_policy):
        return here.to("access", message="read", file=row.file_id)
    return here.to("notices", message="read")

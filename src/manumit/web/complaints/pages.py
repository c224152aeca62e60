"""Pages of complaints: they ask ``reading``, send to ``verbs``, and decide nothing."""

import uuid
from collections.abc import Callable
from typing import ClassVar

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.complaints import attachments, reading, reprisals, verbs
from manumit.web.complaints.complaint_list import COMPLAINTS
from manumit.web.complaints.cover import cover
from manumit.web.complaints.forms import (
    ROOM,
    YES,
    AskSourceForm,
    BriefingForm,
    ComplaintForm,
    MessageForm,
    NewDateForm,
    PaperForm,
    ReadForm,
    ReprisalForm,
    StepForm,
    UrgencyForm,
)
from manumit.web.complaints.law import complaint_policy, opening_policy, reprisal_policy
from manumit.web.complaints.models import Briefing, ComplaintAttachment
from manumit.web.complaints.process import COMPLAINT, JOIN_ROUND, OPENING, REPRISAL
from manumit.web.complaints.waiting import (
    ANY_SECTOR,
    offered_rounds,
    round_choices,
    round_line,
)
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.vault.attachments import LARGEST
from manumit.web.rounds.calendar import CalendarRound
from manumit.web.ui.files import as_download, sandboxed, with_uploads
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct


class ComplaintsRequest(desk.OfficeRequest):
    """A member's request for a page of complaints."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(ComplaintsRequest)
GET_AND_POST = ["GET", "HEAD", "POST"]


def _form_page(
    here: ComplaintsRequest,
    complaint: uuid.UUID,
    form: forms.Form,
    text: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Run a form of one complaint, or show it; its heading and button have the text ``text``."""
    if submit_form(here, form, act):
        return here.to("complaint", message="kept", complaint=complaint)
    return here.form_page(form, text, "complaints:complaint", complaint=complaint)


def _words(here: ComplaintsRequest) -> dict[str, object]:
    return {"words": words(here.language.tag)}


@require_http_methods(GET_AND_POST)
@office_view
def index(here: ComplaintsRequest) -> HttpResponse:
    """List the complaints of the office: danger first, then children, then age."""
    require_role(here, complaint_policy)
    return here.list(COMPLAINTS, acts=[ListAct("complaints/counted", "complaints:counted")])


@require_safe
@office_view
def counted(here: ComplaintsRequest) -> HttpResponse:
    """Count the routes of this year with their reasons, and show the cover of each sector."""
    require_role(here, complaint_policy)
    year = reading.this_year()
    context = {
        "year": year,
        "routes": reading.counted(here.actor, year),
        "sectors": cover(here.actor),
    }
    return here.show("counted", context)


@require_safe
@office_view
def show(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Show one complaint."""
    seen = reading.complaint(here.actor, complaint)
    holder = "" if seen.row.holder == here.person else here.who(seen.row.holder)
    spoken = words(here.language.tag)
    context = {
        "seen": seen,
        "holder": holder,
        "me": here.person,
        "rounds": round_choices(seen.rounds, spoken),
        "awaited": _round_line(here, seen.awaited),
    }
    return here.show("complaint", context)


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(GET_AND_POST)
@office_view
def attach(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Add a photograph or paper; nothing is read from a member who may not add."""
    complaint_policy.load(here.actor, complaint, "change")
    return with_uploads(here.request, {"file": LARGEST}, lambda: _attach(here, complaint))


def _attach(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    sent = (here.request.POST, here.request.FILES) if here.posted else (None, None)
    form = PaperForm(*sent, **_words(here))

    def act() -> None:
        file = form.cleaned_data["file"]
        attachments.add_attachment(
            here.actor,
            complaint,
            name=file.name,
            content=file.read(),
            request=form.cleaned_data["request"],
        )

    if submit_form(here, form, act, room="cases"):  # whose texts say what the vault refuses
        return here.to("complaint", message="kept", complaint=complaint)
    return here.form_page(
        form, "complaints/attach", "complaints:complaint", template="attach", complaint=complaint
    )


@require_POST
@office_view
@sandboxed
def attachment(
    here: ComplaintsRequest, complaint: uuid.UUID, attachment: uuid.UUID
) -> HttpResponse:
    """Send an attachment as a download, so that no browser displays it as our page."""
    try:
        opened = attachments.attachment_content(here.actor, complaint, attachment)
    except ComplaintAttachment.DoesNotExist:
        raise Http404 from None
    return as_download(opened.content, opened.media_type, opened.name)


@require_safe
@office_view
def finding(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Send the finding that the worker attached."""
    found = reading.attached_finding(here.actor, complaint)
    if not found:
        raise Http404
    return as_download(found, "application/json", "document.json")


@require_http_methods(GET_AND_POST)
@office_view
def step(here: ComplaintsRequest, complaint: uuid.UUID, name: str) -> HttpResponse:
    """Take a step; a route shows the exposure of its latest briefing."""
    if COMPLAINT.transition(name) is None:
        raise Http404
    row = complaint_policy.load(here.actor, complaint, "change")
    last = row.last_briefing(name)
    form = StepForm(
        here.request.POST or None,
        reasons=_reasons(COMPLAINT, name),
        initial={"seen": row.version, "briefing": None if last is None else last.pk},
        **_words(here),
    )
    done = submit_form(
        here,
        form,
        lambda: verbs.move_complaint(
            here.actor,
            complaint,
            name,
            seen=form.cleaned_data["seen"],
            request=form.cleaned_data["request"],
            reason=form.cleaned_data.get("reason", ""),
            briefing=form.cleaned_data["briefing"],
        ),
    )
    if done:
        return here.to("complaint", message="kept", complaint=complaint)
    one = None if last is None else reading.briefing_view(last)
    back = reverse(
        "complaints:complaint", kwargs={"language": here.language.tag, "complaint": complaint}
    )
    context = {
        "form": form,
        "text": f"complaints_step/{name}",
        "back_to": back,
        "row": row,
        "one": one,
        "round": "" if one is None else _round_line(here, one.round),
    }
    return here.show("step", context, status=desk.UNPROCESSABLE if form.errors else 200)


def _round_line(here: ComplaintsRequest, one: CalendarRound | None) -> str:
    return "" if one is None else round_line(one, words(here.language.tag))


def _reasons(process: Process, name: str) -> list[str]:
    found = process.transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()


@require_http_methods(GET_AND_POST)
@office_view
def urgency(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Record danger and child."""
    row = complaint_policy.load(here.actor, complaint, "change")
    now = {"danger": YES if row.danger else "no", "child": YES if row.child else "no"}
    form = UrgencyForm(here.request.POST or None, initial=now, **_words(here))
    return _form_page(
        here,
        complaint,
        form,
        "complaints/assess",
        lambda: verbs.assess_urgency(
            here.actor,
            complaint,
            danger=form.cleaned_data["danger"] == YES,
            child=form.cleaned_data["child"] == YES,
        ),
    )


@require_http_methods(GET_AND_POST)
@office_view
def postpone(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Set a new date for the answer."""
    complaint_policy.load(here.actor, complaint, "change")
    form = NewDateForm(here.request.POST or None, **_words(here))
    return _form_page(
        here,
        complaint,
        form,
        "complaints/postpone",
        lambda: verbs.postpone_answer(here.actor, complaint, form.cleaned_data["until"]),
    )


@require_http_methods(GET_AND_POST)
@office_view
def message(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Write to the worker."""
    complaint_policy.load(here.actor, complaint, "change")
    form = MessageForm(here.request.POST or None, **_words(here))
    return _form_page(
        here,
        complaint,
        form,
        "complaints/write",
        lambda: verbs.write_message(here.actor, complaint, **form.cleaned_data),
    )


@require_http_methods(GET_AND_POST)
@office_view
def read(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Record that somebody has read what the worker sent."""
    complaint_policy.load(here.actor, complaint, "change")
    form = ReadForm(here.request.POST or None, **_words(here))
    return _form_page(
        here, complaint, form, "complaints/read", lambda: verbs.read_reply(here.actor, complaint)
    )


@require_http_methods(GET_AND_POST)
@office_view
def reprisal(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Record a reprisal."""
    complaint_policy.load(here.actor, complaint, "change")
    form = ReprisalForm(here.request.POST or None, **_words(here))
    return _form_page(
        here,
        complaint,
        form,
        "complaints/reprisal_new",
        lambda: reprisals.record_reprisal(
            here.actor,
            complaint,
            kind=form.cleaned_data["reprisal"],
            text=form.cleaned_data["reprisal_text"],
            request=form.cleaned_data["request"],
        ),
    )


@require_http_methods(GET_AND_POST)
@office_view
def reprisal_step(
    here: ComplaintsRequest,
    reprisal: uuid.UUID,
    name: str,
) -> HttpResponse:
    """Record that a reprisal was acted on, or that the worker has an answer."""
    if REPRISAL.transition(name) is None:
        raise Http404
    row = reprisal_policy.load(here.actor, reprisal, "change")
    form = StepForm(
        here.request.POST or None,
        reasons=_reasons(REPRISAL, name),
        initial={"seen": row.version},
        **_words(here),
    )
    return _form_page(
        here,
        row.complaint_id,
        form,
        f"complaints_reprisal_step/{name}",
        lambda: reprisals.move_reprisal(
            here.actor,
            reprisal,
            name,
            seen=form.cleaned_data["seen"],
            request=form.cleaned_data["request"],
            reason=form.cleaned_data.get("reason", ""),
        ),
    )


@require_http_methods(GET_AND_POST)
@office_view
def brief(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Prepare a briefing and its exposure."""
    row = complaint_policy.load(here.actor, complaint, "change")
    rounds = offered_rounds(row, ANY_SECTOR)
    asked = here.request.GET.get("round", "")
    form = BriefingForm(
        here.request.POST or None,
        rounds=round_choices(rounds, words(here.language.tag)),
        collective=row.is_collective(),
        initial={"route": JOIN_ROUND, "round": asked} if asked else None,
        **_words(here),
    )
    return _form_page(
        here,
        complaint,
        form,
        "complaints/brief",
        lambda: verbs.prepare_briefing(
            here.actor, complaint, form.given(), request=form.cleaned_data["request"]
        ),
    )


@require_safe
@office_view
def briefing(here: ComplaintsRequest, complaint: uuid.UUID, briefing: uuid.UUID) -> HttpResponse:
    """Show a briefing as an inspector would get it: no reference, no date, no complaint."""
    try:
        found = reading.briefing(here.actor, complaint, briefing)
    except Briefing.DoesNotExist:
        raise Http404 from None
    return here.show("briefing", {"one": found, "complaint": complaint})


@require_http_methods(GET_AND_POST)
@office_view
def ask_source(here: ComplaintsRequest, complaint: uuid.UUID) -> HttpResponse:
    """Ask to open the source."""
    complaint_policy.load(here.actor, complaint, "change")
    opening_policy.check_new(here.actor, "ask")
    form: ComplaintForm = AskSourceForm(here.request.POST or None, **_words(here))
    return _form_page(
        here,
        complaint,
        form,
        "complaints/ask_source",
        lambda: verbs.ask_source(
            here.actor,
            complaint,
            form.cleaned_data["purpose"],
            request=form.cleaned_data["request"],
        ),
    )


@require_http_methods(GET_AND_POST)
@office_view
def decide_source(here: ComplaintsRequest, opening: uuid.UUID, name: str) -> HttpResponse:
    """Approve or refuse the opening of a source, as a second person."""
    if OPENING.transition(name) is None:
        raise Http404
    row = opening_policy.load(here.actor, opening, "approve")
    form = StepForm(
        here.request.POST or None,
        reasons=_reasons(OPENING, name),
        initial={"seen": row.version},
        **_words(here),
    )
    text = f"complaints_opening_step/{name}"
    return _form_page(
        here,
        row.complaint_id,
        form,
        text,
        lambda: verbs.decide_source(
            here.actor,
            opening,
            name,
            seen=form.cleaned_data["seen"],
            request=form.cleaned_data["request"],
            reason=form.cleaned_data.get("reason", ""),
        ),
    )


@require_http_methods(GET_AND_POST)
@office_view
def source(here: ComplaintsRequest, opening: uuid.UUID) -> HttpResponse:
    """Show the contact of a source; it is opened by sending a form, never by following a link."""
    row = opening_policy.load(here.actor, opening, "read")
    contacts = verbs.open_source(here.actor, opening) if here.posted else None
    return here.show("source", {"opening": row, "contacts": contacts})

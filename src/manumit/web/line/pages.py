"""Pages of the line: they ask ``reading``, send to ``verbs``, and decide nothing."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from manumit.assessment import Age
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.line import corrections, handover, protocol, reading, verbs
from manumit.web.line.contact_list import CONTACTS, QUEUE, TABS, due_text
from manumit.web.line.forms import (
    KEPT,
    ROOM,
    ContactForm,
    CorrectForm,
    OpenFileForm,
    PostponeForm,
    SendComplaintForm,
    StepForm,
    as_entered,
)
from manumit.web.line.law import CORRECT, contact_policy
from manumit.web.line.lists import by_child
from manumit.web.line.offers import ComplaintReceipt, FileOffer, complaint_offer, file_offer
from manumit.web.line.process import CONTACT, GOING_ON, HAND_OVER
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct, reader_of

NEW = ListAct("line/new", "line:new")
LAST, SAVED = "line_last", "line_saved"


class LineRequest(desk.OfficeRequest):
    """A member's request for a page of the line."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(LineRequest)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: LineRequest) -> HttpResponse:
    """List the contacts of the office."""
    require_role(here, contact_policy)
    return here.list(CONTACTS, acts=_acts(here), tabs=TABS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def queue(here: LineRequest) -> HttpResponse:
    """List the call-backs that are to be made, those in danger first."""
    require_role(here, contact_policy)
    return here.list(QUEUE, acts=_acts(here), tabs=TABS)


def _acts(here: LineRequest) -> list[ListAct]:
    return [NEW] if contact_policy.can_new(here.actor, "record") else []


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: LineRequest) -> HttpResponse:
    """Record a contact in one screen."""
    contact_policy.check_new(here.actor, "record")
    form = ContactForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial=here.request.session.get(LAST, {}),
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        request = form.cleaned_data["request"]
        made.append(verbs.record_contact(here.actor, form.entry(), request=request).pk)

    if submit_form(here, form, act):
        here.request.session[LAST] = {name: form.cleaned_data[name] for name in KEPT}
        return _saved(here, made[0])
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, **_help(here)}, status=status)


def _saved(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Lead to a contact, whose page then says once that it was saved."""
    here.request.session[SAVED] = str(contact)
    return here.to("contact", contact=contact)


def _help(here: LineRequest) -> dict[str, object]:
    return {
        "danger_lines": protocol.help_lines(protocol.DANGER, here.language),
        "child_lines": protocol.help_lines(protocol.CHILD, here.language),
    }


@require_http_methods(["GET", "HEAD"])
@office_view
def show(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Show one contact; in danger, or of a child, what to do comes first."""
    seen = reading.contact(here.actor, contact)
    reader = reader_of(here.actor, here.language, contact_policy.resource)
    due, tone = due_text(seen.row.call_back_at, reader)
    may_record = bool(contact_policy.can_new(here.actor, "record"))
    context = {
        "seen": seen,
        "due": due,
        "tone": tone,
        "may_record": may_record,
        "saved": here.request.session.pop(SAVED, "") == str(contact),
        **_help(here),
    }
    return here.show("contact", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: LineRequest, contact: uuid.UUID, name: str) -> HttpResponse:
    """Answer, call back, pass on or dismiss a contact."""
    found = CONTACT.transition(name)
    if found is None or name in HAND_OVER:
        raise Http404
    row = contact_policy.load(here.actor, contact, "change")
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=[] if found.reasons is None else found.reasons.today(),
        initial={"seen": row.version},
    )

    def act() -> None:
        clean = form.cleaned_data
        reason = clean.get("reason", "")
        verbs.move_contact(
            here.actor, contact, name, seen=clean["seen"], request=clean["request"], reason=reason
        )

    if submit_form(here, form, act):
        return _saved(here, contact)
    return here.form_page(form, f"line_step/{name}", "line:contact", contact=contact)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def open_file(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Open a file for the person of a contact; in danger, or of a child, what to do comes first."""
    row = contact_policy.load(here.actor, contact, "change")
    offer = file_offer(here.actor)
    if offer is None:
        raise Http404
    form = OpenFileForm(
        here.request.POST or None,
        words=words(here.language.tag),
        child=by_child(row.caller),
        initial={"seen": row.version},
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        clean = form.cleaned_data
        file = handover.open_file(
            here.actor,
            contact,
            age=Age(clean["age"]),
            reason=clean["basis"],
            seen=clean["seen"],
            request=clean["request"],
            file_request=clean["file_request"],
        )
        made.append(file)

    if submit_form(here, form, act, {"reason": "basis"}):
        return _to_file(here, offer, made[0])
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("open_file", {"form": form, "row": row, **_help(here)}, status=status)


def _to_file(here: LineRequest, offer: FileOffer, file: uuid.UUID) -> HttpResponse:
    """Lead to a new file; the request for its page does not name the contact as where it came from.

    A web server before the platform may keep both addresses in one line of its log.
    """
    address = reverse(offer.view, kwargs={"language": here.language.tag, offer.argument: file})
    response = HttpResponseRedirect(address, headers={"Referrer-Policy": "no-referrer"})
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def send_complaint(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Send a complaint for the caller of a contact; the receipt is shown once, and kept nowhere."""
    row = contact_policy.load(here.actor, contact, "change")
    offer = complaint_offer()
    if offer is None:
        raise Http404
    if not here.posted and row.state not in GOING_ON:
        return here.to("contact", contact=contact)
    form = SendComplaintForm(
        here.request.POST or None, words=words(here.language.tag), initial={"seen": row.version}
    )
    made: list[ComplaintReceipt] = []

    def act() -> None:
        clean = form.cleaned_data
        receipt = handover.send_complaint(
            here.actor,
            contact,
            form.entry(),
            language=here.language.tag,
            reason=clean["basis"],
            seen=clean["seen"],
            request=clean["request"],
            complaint_request=clean["complaint_request"],
        )
        made.append(receipt)

    if submit_form(here, form, act, {"reason": "basis", "contact": "reached"}):
        # No redirect: the words would have to wait somewhere. The same form shows them again.
        return here.show("complaint_sent", {"receipt": made[0], "contact": contact})
    context = {
        "form": form,
        "row": row,
        "seen": reading.contact(here.actor, contact),
        "receiver": offer.receiver(here.language.tag),
        **_help(here),
    }
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("send_complaint", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def correct(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Correct what was recorded; its author does so, on the same day."""
    contact_policy.load(here.actor, contact, CORRECT.action)
    initial = {} if here.posted else as_entered(reading.contact(here.actor, contact))
    form = CorrectForm(here.request.POST or None, words=words(here.language.tag), initial=initial)
    done = submit_form(
        here, form, lambda: corrections.correct_contact(here.actor, contact, form.entry())
    )
    if done:
        return _saved(here, contact)
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, "contact": contact, **_help(here)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def postpone(here: LineRequest, contact: uuid.UUID) -> HttpResponse:
    """Set a new time to call back, because nobody was reached."""
    contact_policy.load(here.actor, contact, "change")
    form = PostponeForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        verbs.postpone_call(here.actor, contact, form.cleaned_data["wait"])

    if submit_form(here, form, act):
        return _saved(here, contact)
    return here.form_page(form, "line/postpone", "line:contact", contact=contact)

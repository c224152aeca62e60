"""Pages of rounds: they ask ``reading``, send to ``verbs``, and decide nothing."""

import io
import uuid
import zipfile
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.inspections.programme_reading import sectors_in_use
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.rounds import letters, reading, verbs
from manumit.web.rounds.forms import ROOM, LetterAnswerForm, RoundPlanForm, RoundStepForm
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.lists import REQUEST
from manumit.web.rounds.round_list import ROUNDS
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct

STEPS = ("send", "close", "cancel", "remind", "produce")
PDF, ZIP = "application/pdf", "application/zip"


class RoundRequest(desk.OfficeRequest):
    """A member's request for a page of rounds."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(RoundRequest)


def saved(here: RoundRequest, view: str, **keys: object) -> HttpResponse:
    """Return the way to a page that says that something was saved."""
    return here.to(view, message="kept", **keys)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: RoundRequest) -> HttpResponse:
    """List the rounds of the office, as a calendar."""
    require_role(here, round_policy)
    may_plan = bool(round_policy.can_new(here.actor, "plan"))
    acts = [ListAct("rounds/new", "rounds:new")] if may_plan else []
    return here.list(ROUNDS, acts=acts)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: RoundRequest) -> HttpResponse:
    """Plan a round."""
    round_policy.check_new(here.actor, "plan")
    assert here.actor is not None  # noqa: S101 - a stranger was refused
    form = RoundPlanForm(
        here.request.POST or None,
        words=words(here.language.tag),
        sectors=sectors_in_use(here.actor),
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        request = form.cleaned_data["request"]
        made.append(verbs.plan_round(here.actor, form.entered(), request=request).pk)

    if submit_form(here, form, act):
        return saved(here, "round", round=made[0])
    return here.form_page(form, "rounds/new", "rounds:rounds")


@require_safe
@office_view
def show(here: RoundRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002 - of the address
    """Show one round, with all its workplaces or those that are overdue."""
    asked = here.request.GET
    late = asked.get("show") == "overdue"
    seen = reading.round_view(here.actor, round, asked.get("page"), only_overdue=late)
    return here.show("round", {"seen": seen, "shown": seen.shown, "late": late})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: RoundRequest, round: uuid.UUID, name: str) -> HttpResponse:  # noqa: A002 - as above
    """Send, close or cancel a round; have reminders made; order the overdue to produce."""
    if name not in STEPS:
        raise Http404
    row = round_policy.load(here.actor, round, "change")
    form = RoundStepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": row.version},
    )

    def act() -> None:
        seen, request = form.cleaned_data["seen"], form.cleaned_data["request"]
        if name == "remind":
            verbs.remind(here.actor, round)
        elif name == "produce":
            verbs.order_production(here.actor, round, request=request)
        else:
            verbs.move_round(here.actor, round, name, seen=seen, request=request)

    if submit_form(here, form, act):
        return saved(here, "round", round=round)
    return here.form_page(form, f"rounds_step/{name}", "rounds:round", round=round)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def answer(here: RoundRequest, round: uuid.UUID, letter: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Record the answer to a request."""
    row = round_policy.load(here.actor, round, "change")
    if not row.letters.filter(pk=letter, kind=REQUEST).exists():
        raise Http404
    form = LetterAnswerForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(
        here, form, lambda: verbs.record_answer(here.actor, round, letter, **form.cleaned_data)
    ):
        return saved(here, "round", round=round)
    return here.form_page(form, "rounds/answer", "rounds:round", round=round)


@require_safe
@office_view
def letter(here: RoundRequest, round: uuid.UUID, letter: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Return one letter as PDF."""
    found = reading.papers(here.actor, round, letter)
    if not found:
        raise Http404
    return as_download(found[0], PDF, "document.pdf")


@require_safe
@office_view
def preview(here: RoundRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Return the letter of a round as PDF, with dots for name and address."""
    row = round_policy.load(here.actor, round)
    blank = WorkplaceDetails(name="…", address="…")
    return as_download(letters.letter_pdf(row, REQUEST, blank), PDF, "document.pdf")


@require_safe
@office_view
def all_letters(here: RoundRequest, round: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Return all letters of a round in one ZIP, to be printed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        for number, one in enumerate(reading.papers(here.actor, round), 1):
            # ZipInfo has a fixed day, so that the same letters are the same file.
            made.writestr(zipfile.ZipInfo(f"{number:04}.pdf"), one)
    return as_download(packed.getvalue(), ZIP, "letters.zip")

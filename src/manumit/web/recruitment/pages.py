"""Pages of licences: they ask ``reading``, send to ``verbs``, and decide nothing."""

import uuid
from collections.abc import Callable
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.kernel.days import today
from manumit.web.kernel.process.table import Process
from manumit.web.recruitment import law, publishing, reading, verbs
from manumit.web.recruitment.application_list import APPLICATIONS, LICENCES, TABS
from manumit.web.recruitment.forms import (
    ROOM,
    ApplicationForm,
    ApplicationHearingForm,
    ApplicationStepForm,
    BondForm,
    StandardsForm,
)
from manumit.web.recruitment.law import application_policy, licence_policy
from manumit.web.recruitment.models import LicenceApplication, RecruiterLicence
from manumit.web.recruitment.process import APPLICATION, GRANT_WITH_CONDITIONS, LICENCE
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct

NEW = ListAct("recruitment/new", "recruitment:new")


class RecruitmentRequest(desk.OfficeRequest):
    """A member's request for a page of the room."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(RecruitmentRequest)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: RecruitmentRequest) -> HttpResponse:
    """List the applications of the authority."""
    require_role(here, application_policy)
    acts = [NEW] if application_policy.can_new(here.actor, "record") else []
    return here.list(APPLICATIONS, acts=acts, tabs=TABS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def licences(here: RecruitmentRequest) -> HttpResponse:
    """List the licences of the authority."""
    require_role(here, licence_policy)
    acts = [ListAct("recruitment/publish", "recruitment:publish")]
    may = licence_policy.can_new(here.actor, law.PUBLISH)
    return here.list(LICENCES, acts=acts if may else [], tabs=TABS)


@require_http_methods(["GET", "HEAD"])
@office_view
def publish(here: RecruitmentRequest) -> HttpResponse:
    """Say what is published, and offer the files."""
    licence_policy.check_new(here.actor, law.PUBLISH)
    return here.show("publish", {"kinds": list(publishing.KINDS), "day": today()})


@require_http_methods(["GET", "HEAD"])
@office_view
def list_file(here: RecruitmentRequest, kind: str) -> HttpResponse:
    """Send the published list as a file with its day in the name."""
    if kind not in publishing.KINDS:
        raise Http404
    text = publishing.list_file(here.actor, kind)
    name = f"recruiters-{today().isoformat()}.{kind}"
    return as_download(text, publishing.KINDS[kind], name)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: RecruitmentRequest) -> HttpResponse:
    """Record an application as it was received."""
    application_policy.check_new(here.actor, "record")
    form = ApplicationForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []

    def act() -> None:
        request = form.cleaned_data["request"]
        made.append(verbs.record_application(here.actor, form.content(), request=request).pk)

    if submit_form(here, form, act):
        return here.to("application", message="recorded", application=made[0])
    return here.form_page(form, "recruitment/new", "recruitment:applications")


@require_http_methods(["GET", "HEAD"])
@office_view
def show(here: RecruitmentRequest, application: uuid.UUID) -> HttpResponse:
    """Show one application, with whom it shares something first, and its licence."""
    return here.show("application", {"seen": reading.application(here.actor, application)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: RecruitmentRequest, application: uuid.UUID, name: str) -> HttpResponse:
    """Take a step of an application."""
    row = application_policy.load(here.actor, application, "change")
    return _step(here, APPLICATION, row, name, verbs.move_application, application)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def licence_step(here: RecruitmentRequest, licence: uuid.UUID, name: str) -> HttpResponse:
    """Take a step of a licence."""
    row = licence_policy.load(here.actor, licence, "change")
    return _step(here, LICENCE, row, name, verbs.move_licence, row.application_id)


def _step(
    here: RecruitmentRequest,
    process: Process,
    row: LicenceApplication | RecruiterLicence,
    name: str,
    move: Callable[..., object],
    application: uuid.UUID,
) -> HttpResponse:
    found = process.transition(name)
    if found is None:
        raise Http404
    form = ApplicationStepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=[] if found.reasons is None else found.reasons.today(),
        conditions=name == GRANT_WITH_CONDITIONS,
        initial={"seen": row.version},
    )

    def act() -> None:
        clean = form.cleaned_data
        move(
            here.actor,
            row.pk,
            name,
            seen=clean["seen"],
            request=clean["request"],
            **form.more(),
        )

    if submit_form(here, form, act):
        return here.to("application", message="saved", application=application)
    text = f"recruitment_step/{name}"
    return here.form_page(form, text, "recruitment:application", application=application)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def assess(here: RecruitmentRequest, application: uuid.UUID) -> HttpResponse:
    """Record what was found of each standard."""
    row = application_policy.load(here.actor, application, "change")
    before = row.last_assessment()
    form = StandardsForm(
        here.request.POST or None,
        words=words(here.language.tag),
        before=before.results if before else {},
    )
    done = submit_form(
        here,
        form,
        lambda: verbs.assess_application(
            here.actor, application, form.results(), request=form.cleaned_data["request"]
        ),
    )
    if done:
        return here.to("application", message="saved", application=application)
    back = "recruitment:application"
    return here.form_page(form, "recruitment/assess", back, application=application)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def hearing(here: RecruitmentRequest, application: uuid.UUID) -> HttpResponse:
    """Set the day of the hearing."""
    row = application_policy.load(here.actor, application, "change")
    form = ApplicationHearingForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"hearing_on": row.hearing_on},
    )
    done = submit_form(
        here,
        form,
        lambda: verbs.set_hearing(here.actor, application, form.cleaned_data["hearing_on"]),
    )
    if done:
        return here.to("application", message="saved", application=application)
    back = "recruitment:application"
    return here.form_page(form, "recruitment/hearing", back, application=application)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def bond(here: RecruitmentRequest, application: uuid.UUID) -> HttpResponse:
    """Record a movement of the bond."""
    application_policy.load(here.actor, application, "change")
    form = BondForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        clean = form.cleaned_data
        verbs.move_bond(
            here.actor,
            application,
            clean["kind"],
            clean["amount"],
            clean["day"],
            request=clean["request"],
        )

    if submit_form(here, form, act):
        return here.to("application", message="saved", application=application)
    back = "recruitment:application"
    return here.form_page(form, "recruitment/bond", back, application=application)

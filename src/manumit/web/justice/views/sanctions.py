"""Entries of the register for the authority, with every step."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import CheckForm, ProposeForm, PublishForm, StepForm
from manumit.web.justice.lists import rules
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.record_lists import SANCTIONS
from manumit.web.justice.services import SanctionProposal
from manumit.web.justice.views.room import JusticeRequest, office_view, reasons_of, require_action
from manumit.web.kernel.days import today
from manumit.web.ui.languages import words

PUBLISH = "publish"


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: JusticeRequest) -> HttpResponse:
    """List the entries in any state that the actor may see; a form sent here exports the list."""
    require_role(here, sanction_policy)
    return here.list(SANCTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def propose(here: JusticeRequest, penalty: uuid.UUID) -> HttpResponse:
    """Propose an entry based on a penalty."""
    seen = selectors.one_penalty(here.actor, penalty)
    sanction_policy.check_new(here.actor, "propose")
    form = ProposeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"name": seen.shown.name, "ground": seen.ground},
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.propose_sanction(
        here.actor, form.cleaned_data["name"],
        SanctionProposal(form.cleaned_data["ground"], penalty=penalty),
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("sanction", message="kept", sanction=made[0])
    return here.form_page(form, "justice/propose", "justice:penalty", penalty=penalty)


@require_safe
@office_view
def show(here: JusticeRequest, sanction: uuid.UUID) -> HttpResponse:
    """Show an entry, what still prevents the next step, and its history."""
    seen = selectors.one_sanction(here.actor, sanction)
    names = here.names({one.institution for one in seen.shown.sent})
    context = {
        "sanction": seen,
        "checked": list(seen.check.items()),
        "fewest": rules().fewest_workers,
        "steps": [one for one in seen.shown.steps if one != "expire"],
        "sent": [(names.get(one.institution, ""), one.made_at) for one in seen.shown.sent],
    }
    return here.show("sanction", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def check(here: JusticeRequest, sanction: uuid.UUID) -> HttpResponse:
    """Answer whether it would identify a worker."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    require_action(here, sanction_policy, "change", seen)
    form = CheckForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.check_identity(
        here.actor, sanction, form.checked(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("sanction", message="kept", sanction=sanction)
    return here.form_page(form, "justice/check", "justice:sanction", sanction=sanction)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: JusticeRequest, sanction: uuid.UUID, name: str) -> HttpResponse:
    """Take a step, unless it is the clock's."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    if name not in (*_STEPS, PUBLISH):
        raise Http404
    require_action(here, sanction_policy, PUBLISH if name == PUBLISH else "change", seen)
    kind = PublishForm if name == PUBLISH else StepForm
    form = kind(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("sanction", name),
        initial={"seen": seen.version, "until": today() + rules().shown_for},
    )
    if submit_form(here, form, lambda: _take(here, sanction, name, form)):
        return here.to("sanction", message="moved", sanction=sanction)
    return here.form_page(
        form, f"justice_sanction_step/{name}", "justice:sanction", sanction=sanction
    )


def _take(here: JusticeRequest, sanction: uuid.UUID, name: str, form: StepForm) -> None:
    data, day = form.cleaned_data, form.day()
    if name == PUBLISH:
        services.publish_sanction(
            here.actor, sanction, day, until=data["until"], seen=data["seen"],
            request=data["request"],
        )  # fmt: skip
    else:
        _STEPS[name](here, sanction, form)


def _hear(here: JusticeRequest, sanction: uuid.UUID, form: StepForm) -> None:
    data = form.cleaned_data
    services.hear_defence(
        here.actor, sanction, form.day(), how=data["reason"], seen=data["seen"],
        request=data["request"],
    )  # fmt: skip


def _finalise(here: JusticeRequest, sanction: uuid.UUID, form: StepForm) -> None:
    data = form.cleaned_data
    services.decide_sanction(
        here.actor, sanction, form.day(), reason=data["reason"], seen=data["seen"],
        request=data["request"],
    )  # fmt: skip


def _annul(here: JusticeRequest, sanction: uuid.UUID, form: StepForm) -> None:
    data = form.cleaned_data
    services.annul_sanction(
        here.actor, sanction, form.day(), reason=data["reason"], seen=data["seen"],
        request=data["request"],
    )  # fmt: skip


_STEPS: dict[str, Callable[[JusticeRequest, uuid.UUID, StepForm], None]] = {
    "hear": _hear,
    "finalise": _finalise,
    "annul": _annul,
}

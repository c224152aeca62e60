"""Non-punishment checks: the list, one check with its deadline, and the decision (R-50).

Sender and decider see the same pages, each as far as their mask allows. No page links to a
person's file.
"""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import require_role, submit_form
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import NonPunishmentForm, StepForm
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.justice.record_lists import CHECKS
from manumit.web.justice.views.room import JusticeRequest, office_view, reasons_of, require_action
from manumit.web.kernel.acting import CLOCK
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: JusticeRequest) -> HttpResponse:
    """List the checks that the member may see, with the day by which each should be decided."""
    require_role(here, non_punishment_policy)
    may = bool(non_punishment_policy.can_new(here.actor, "open"))
    new_check = ListAct("justice/non_punishment_new", "justice:non_punishment_new")
    return here.list(CHECKS, acts=[new_check] * may)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: JusticeRequest) -> HttpResponse:
    """Open a check as a prosecution, on the reference of a worker."""
    non_punishment_policy.check_new(here.actor, "open")
    form = NonPunishmentForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.open_non_punishment_check(
        here.actor, form.to_ask(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("non_punishment", message="kept", non_punishment=made[0])
    return here.form_page(form, "justice/non_punishment_new", "justice:non_punishments")


@require_safe
@office_view
def show(here: JusticeRequest, non_punishment: uuid.UUID) -> HttpResponse:
    """Show one check: its basis, until when a decision is expected, and the result."""
    seen = selectors.one_check(here.actor, non_punishment)
    to = seen.sent_to
    names = {} if to is None else here.names({to.institution})
    context = {"check": seen, "sent_to": "" if to is None else names.get(to.institution, "")}
    return here.show("non_punishment", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: JusticeRequest, non_punishment: uuid.UUID, name: str) -> HttpResponse:
    """Decide, or record that it is under review; only the clock ends it with the agreement."""
    seen = selectors.one_check(here.actor, non_punishment).shown
    found = NON_PUNISHMENT.transition(name)
    if found is None or CLOCK in found.roles:
        raise Http404
    require_action(here, non_punishment_policy, "decide", seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(NON_PUNISHMENT.resource, name),
        initial={"seen": seen.version},
    )
    if submit_form(here, form, lambda: services.decide_non_punishment(
        here.actor, non_punishment, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("non_punishment", message="moved", non_punishment=non_punishment)
    text, back = f"justice_non_punishment_step/{name}", "justice:non_punishment"
    return here.form_page(form, text, back, non_punishment=non_punishment)

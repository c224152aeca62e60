"""Checks that somebody is not punished: the list, one with its clock, and what was decided (R-50).

Whoever sent one and whoever decides read the same pages, each as much as their mask shows. Nothing
here leads to a file of a person, whoever looks.
"""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import must_know, sent
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import AskedForm, StepForm
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.justice.views.room import Here, formed, must, reasons_of, room
from manumit.web.kernel.acting import CLOCK
from manumit.web.pages.languages import words


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Those that somebody may see: by reference and state, with the day of the decision."""
    must_know(here, non_punishment_policy)
    context = {
        "lines": selectors.not_punished(here.actor),
        "may_new": bool(non_punishment_policy.can_new(here.actor, "open")),
    }
    return here.show("non_punishments", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """A prosecution opens one itself, on the reference of a worker."""
    non_punishment_policy.check_new(here.actor, "open")
    form = AskedForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.ask_non_punishment(
        here.actor, form.to_ask(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("non_punishment", said="kept", non_punishment=made[0])
    return formed(here, form, "justice/non_punishment_new", ["justice:non_punishments"])


@require_safe
@room
def show(here: Here, non_punishment: uuid.UUID) -> HttpResponse:
    """One check: what it rests on, until when a decision is expected, and how it ended."""
    seen = selectors.one_check(here.actor, non_punishment)
    to = seen.sent_to
    names = {} if to is None else here.names({to.institution})
    context = {"check": seen, "sent_to": "" if to is None else names.get(to.institution, "")}
    return here.show("non_punishment", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, non_punishment: uuid.UUID, name: str) -> HttpResponse:
    """Decides, or says that it is being looked at; that an agreement ended is the clock's step."""
    seen = selectors.one_check(here.actor, non_punishment).shown
    found = NON_PUNISHMENT.transition(name)
    if found is None or CLOCK in found.roles:
        raise Http404
    must(here, non_punishment_policy, "decide", seen)
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(NON_PUNISHMENT.resource, name),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: services.decide_non_punishment(
        here.actor, non_punishment, name, form.day(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("non_punishment", said="moved", non_punishment=non_punishment)
    back = ["justice:non_punishment", non_punishment]
    return formed(here, form, f"justice_non_punishment_step/{name}", back)

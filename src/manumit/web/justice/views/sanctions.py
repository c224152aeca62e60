"""Entries of the register for the authority: proposed, heard, decided, checked, published, over."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import must_know, sent
from manumit.web.justice import selectors, services
from manumit.web.justice.forms import CheckForm, ProposeForm, PublishForm, StepForm
from manumit.web.justice.lists import rules
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.services import Proposed
from manumit.web.justice.views.room import Here, formed, must, reasons_of, room
from manumit.web.kernel.days import today
from manumit.web.pages.languages import words

PUBLISH = "publish"


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Entries in whichever state, past ones too: by reference and state, never by a name."""
    must_know(here, sanction_policy)
    return here.show("sanctions", {"lines": selectors.sanctions(here.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def propose(here: Here, penalty: uuid.UUID) -> HttpResponse:
    """Proposes an entry that rests on a penalty."""
    seen = selectors.one_penalty(here.actor, penalty)
    sanction_policy.check_new(here.actor, "propose")
    form = ProposeForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"name": seen.shown.name, "ground": seen.ground},
    )
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.propose_sanction(
        here.actor, form.cleaned_data["name"],
        Proposed(form.cleaned_data["ground"], penalty=penalty),
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("sanction", said="kept", sanction=made[0])
    return formed(here, form, "justice/propose", ["justice:penalty", penalty])


@require_safe
@room
def show(here: Here, sanction: uuid.UUID) -> HttpResponse:
    """One entry, what still holds it back, and its past."""
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
@room
def check(here: Here, sanction: uuid.UUID) -> HttpResponse:
    """Answers whether it would identify a worker."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    must(here, sanction_policy, "change", seen)
    form = CheckForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.check_identity(
        here.actor, sanction, form.checked(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("sanction", said="kept", sanction=sanction)
    return formed(here, form, "justice/check", ["justice:sanction", sanction])


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, sanction: uuid.UUID, name: str) -> HttpResponse:
    """Takes a step; the clock's is nobody's."""
    seen = selectors.one_sanction(here.actor, sanction).shown
    if name not in (*_STEPS, PUBLISH):
        raise Http404
    must(here, sanction_policy, PUBLISH if name == PUBLISH else "change", seen)
    kind = PublishForm if name == PUBLISH else StepForm
    form = kind(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of("sanction", name),
        initial={"seen": seen.version, "until": today() + rules().shown_for},
    )
    if sent(here, form, lambda: _take(here, sanction, name, form)):
        return here.to("sanction", said="moved", sanction=sanction)
    return formed(here, form, f"justice_sanction_step/{name}", ["justice:sanction", sanction])


def _take(here: Here, sanction: uuid.UUID, name: str, form: StepForm) -> None:
    said, day = form.cleaned_data, form.day()
    if name == PUBLISH:
        services.publish_sanction(
            here.actor, sanction, day, until=said["until"], seen=said["seen"],
            request=said["request"],
        )  # fmt: skip
    else:
        _STEPS[name](here, sanction, form)


def _hear(here: Here, sanction: uuid.UUID, form: StepForm) -> None:
    said = form.cleaned_data
    services.hear_defence(
        here.actor, sanction, form.day(), how=said["reason"], seen=said["seen"],
        request=said["request"],
    )  # fmt: skip


def _finalise(here: Here, sanction: uuid.UUID, form: StepForm) -> None:
    said = form.cleaned_data
    services.decide_sanction(
        here.actor, sanction, form.day(), reason=said["reason"], seen=said["seen"],
        request=said["request"],
    )  # fmt: skip


def _annul(here: Here, sanction: uuid.UUID, form: StepForm) -> None:
    said = form.cleaned_data
    services.annul_sanction(
        here.actor, sanction, form.day(), reason=said["reason"], seen=said["seen"],
        request=said["request"],
    )  # fmt: skip


_STEPS: dict[str, Callable[[Here, uuid.UUID, StepForm], None]] = {
    "hear": _hear,
    "finalise": _finalise,
    "annul": _annul,
}

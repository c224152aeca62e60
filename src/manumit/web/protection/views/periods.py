"""Time to recover and reflect: the list of the office, one period, and making it longer."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, must_know, sent
from manumit.web.pages.languages import words
from manumit.web.protection import selectors, services
from manumit.web.protection.forms import ExtendForm
from manumit.web.protection.policies import reflection_policy
from manumit.web.protection.process import REFLECTION
from manumit.web.protection.views.room import Here, reasons_of, room

ON_A_PAGE = 25


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The periods of the office: what ends soonest first, never by a name."""
    must_know(here, reflection_policy)
    found = selectors.periods(here.actor)
    shown = Paginator(found, ON_A_PAGE).get_page(here.request.GET.get("page"))
    soon = sum(one.soon for one in found)
    return here.show("periods", {"shown": shown, "soon": soon})


@require_safe
@room
def show(here: Here, period: uuid.UUID) -> HttpResponse:
    """One period and what happened to it."""
    return here.show("period", {"period": selectors.period(here.actor, period)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def extend(here: Here, period: uuid.UUID) -> HttpResponse:
    """A later last day, with a reason."""
    seen = selectors.period(here.actor, period)
    if "reflection.extend" not in seen.may:
        reflection_policy.check_new(here.actor, "extend", seen.line.relation, period)
    form = ExtendForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(REFLECTION, "extend"),
        initial={"seen": seen.version},
    )
    if sent(here, form, lambda: services.extend(
        here.actor, period, form.cleaned_data["until"], reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("period", said="extended", period=period)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("extend", {"period": seen, "form": form}, status=status)

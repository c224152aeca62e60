"""Reflection periods: the list of the office, one period, and its extension."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, require_role, submit_form
from manumit.web.protection import selectors, services
from manumit.web.protection.forms import ExtendForm
from manumit.web.protection.policies import reflection_policy
from manumit.web.protection.process import REFLECTION
from manumit.web.protection.views.room import ProtectionRequest, office_view, reasons_of
from manumit.web.ui.languages import words

ON_A_PAGE = 25


@require_safe
@office_view
def index(here: ProtectionRequest) -> HttpResponse:
    """List the periods of the office: what ends soonest first, never by a name."""
    require_role(here, reflection_policy)
    found = selectors.periods(here.actor)
    shown = Paginator(found, ON_A_PAGE).get_page(here.request.GET.get("page"))
    soon = sum(one.soon for one in found)
    return here.show("periods", {"shown": shown, "soon": soon})


@require_safe
@office_view
def show(here: ProtectionRequest, period: uuid.UUID) -> HttpResponse:
    """Show one period and its history."""
    return here.show("period", {"period": selectors.period(here.actor, period)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def extend(here: ProtectionRequest, period: uuid.UUID) -> HttpResponse:
    """Set a later last day, with a reason."""
    seen = selectors.period(here.actor, period)
    if "reflection.extend" not in seen.may:
        reflection_policy.check_new(here.actor, "extend", seen.line.relation, period)
    form = ExtendForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons_of(REFLECTION, "extend"),
        initial={"seen": seen.version},
    )
    if submit_form(here, form, lambda: services.extend_period(
        here.actor, period, form.cleaned_data["until"], reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("period", message="extended", period=period)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("extend", {"period": seen, "form": form}, status=status)

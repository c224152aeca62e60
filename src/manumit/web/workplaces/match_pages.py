"""Pages of entries that may be one workplace."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, require_role, submit_form
from manumit.web.registers.policies import workplace_policy
from manumit.web.ui.languages import words
from manumit.web.workplaces import match_reading
from manumit.web.workplaces.forms import MatchForm
from manumit.web.workplaces.law import near_match_policy
from manumit.web.workplaces.matching import decide_match
from manumit.web.workplaces.pages import WorkplaceRequest, office_view


@require_safe
@office_view
def index(here: WorkplaceRequest) -> HttpResponse:
    """List the pairs of the office that nobody has decided about."""
    require_role(here, workplace_policy, "merge")
    shown = match_reading.near_matches(here.actor, here.request.GET.get("page"))
    return here.show("near_matches", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def decide(here: WorkplaceRequest, match: uuid.UUID) -> HttpResponse:
    """Compare two entries and decide whether they are the same workplace."""
    near_match_policy.load(here.actor, match, "merge")
    form = MatchForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        typed = form.cleaned_data
        decide_match(here.actor, match, typed["decision"], request=typed["request"])

    if submit_form(here, form, act):
        return here.to("near_matches", message="decided")
    seen = match_reading.near_match(here.actor, match)
    context = {"seen": seen, "form": form}
    return here.show("near_match", context, status=UNPROCESSABLE if form.errors else 200)

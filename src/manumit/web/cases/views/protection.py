"""Pages that begin protection; it is then worked on in the room of protection."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import CaseForm
from manumit.web.cases.views.room import CaseRequest, office_view, require_action
from manumit.web.institutions.desk import CONFLICT
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.errors import NOT_DONE
from manumit.web.protection.policies import plan_policy, reflection_policy
from manumit.web.ui.languages import words
from manumit.web.ui.redirects import see_other


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List reflection periods and support plans that the actor may see."""
    seen = selectors.file(here.actor, file)
    if f"{reflection_policy.resource}.{SEE}" not in seen.may:
        require_action(here, plan_policy, SEE, seen)
    context = {
        "file": seen,
        "due": selectors.protection(here.actor, file),
        "periods": selectors.reflection_periods(here.actor, file),
        "plans": selectors.support_plans(here.actor, file),
        "form": CaseForm(words=words(here.language.tag)),
        "may_plan": "support_plan.open" in seen.may,
        "may_grant": "reflection.grant" in seen.may and seen.state in ("presumed", "identified"),
    }
    return here.show("protection", context)


@require_POST
@office_view
def plan(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Open a support plan, if the person consents."""
    form = _sent(here, plan_policy, "open", file)
    if not form.is_valid():
        return here.show("problem", {"problems": [NOT_DONE]}, status=CONFLICT)
    made = services.open_plan(here.actor, file, request=form.cleaned_data["request"])
    return see_other("protection:plan", here.language.tag, plan=made.pk)


@require_POST
@office_view
def reflection(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Grant a reflection period to a person presumed before such records existed."""
    form = _sent(here, reflection_policy, "grant", file)
    if not form.is_valid():
        return here.show("problem", {"problems": [NOT_DONE]}, status=CONFLICT)
    made = services.grant_reflection(here.actor, file, request=form.cleaned_data["request"])
    return see_other("protection:period", here.language.tag, period=made.pk)


def _sent(here: CaseRequest, policy: Policy[Any], action: str, file: uuid.UUID) -> CaseForm:
    require_action(here, policy, action, selectors.file(here.actor, file))
    return CaseForm(here.request.POST, words=words(here.language.tag))

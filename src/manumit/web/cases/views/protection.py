"""Protection of the person of a file: begun here, and worked on in the room of protection."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import Sent
from manumit.web.cases.views.room import Here, must, room
from manumit.web.institutions.desk import CONFLICT
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy
from manumit.web.pages.languages import words
from manumit.web.protection.policies import plan_policy, reflection_policy


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Time to reflect and support plans of the person, as far as whoever looks may see them."""
    seen = selectors.file(here.actor, file)
    if f"{reflection_policy.resource}.{SEE}" not in seen.may:
        must(here, plan_policy, SEE, seen)
    context = {
        "file": seen,
        "due": selectors.protection(here.actor, file),
        "periods": selectors.reflection_periods(here.actor, file),
        "plans": selectors.support_plans(here.actor, file),
        "form": Sent(words=words(here.language.tag)),
        "may_plan": "support_plan.open" in seen.may,
        "may_grant": "reflection.grant" in seen.may and seen.state in ("presumed", "identified"),
    }
    return here.show("protection", context)


@require_POST
@room
def plan(here: Here, file: uuid.UUID) -> HttpResponse:
    """Opens a support plan, where the person agrees."""
    form = _sent(here, plan_policy, "open", file)
    if not form.is_valid():
        return here.show("problem", {"problems": ["cases_wrong/other"]}, status=CONFLICT)
    made = services.open_plan(here.actor, file, request=form.cleaned_data["request"])
    return _to(here, "plan", made.pk)


@require_POST
@room
def reflection(here: Here, file: uuid.UUID) -> HttpResponse:
    """Grants time to reflect to somebody who was presumed before there were such records."""
    form = _sent(here, reflection_policy, "grant", file)
    if not form.is_valid():
        return here.show("problem", {"problems": ["cases_wrong/other"]}, status=CONFLICT)
    made = services.grant_reflection(here.actor, file, request=form.cleaned_data["request"])
    return _to(here, "period", made.pk)


def _sent(here: Here, policy: Policy[Any], action: str, file: uuid.UUID) -> Sent:
    must(here, policy, action, selectors.file(here.actor, file))
    return Sent(here.request.POST, words=words(here.language.tag))


def _to(here: Here, name: str, key: uuid.UUID) -> HttpResponseRedirect:
    address = reverse(f"protection:{name}", kwargs={"language": here.language.tag, name: key})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response

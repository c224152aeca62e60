"""The page of breakdown attributes: one short form; no answer is required."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.cases import selectors, services
from manumit.web.cases.characteristics_forms import CharacteristicsForm
from manumit.web.cases.policies import characteristics_policy
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    office_view,
    require_action,
    require_view,
)
from manumit.web.institutions.desk import submit_form
from manumit.web.ui.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def show(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Show the current attributes, as a form for a holder of the file."""
    seen = selectors.file(here.actor, file)
    require_view(here, characteristics_policy, seen)
    if here.posted:
        require_action(here, characteristics_policy, "take", seen)
    current = selectors.characteristics(here.actor, file)
    form = CharacteristicsForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial=CharacteristicsForm.initial_from(current.content) | {"seen": current.version},
    )
    if submit_form(here, form, lambda: services.record_characteristics(
        here.actor, file, form.to_input(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("characteristics", message="kept", file=file)
    context = {"file": seen, "stands": current, "form": form, "may": "statement.take" in seen.may}
    return here.show("characteristics", context, status=UNPROCESSABLE if form.errors else 200)

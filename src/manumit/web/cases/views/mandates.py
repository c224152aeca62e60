"""Pages of mandates: guardians and lawyers of a file's person."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.assessment.view import Words
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import Choices, MandateForm, days_from_today
from manumit.web.cases.models.referrals import SPEAKERS
from manumit.web.cases.policies import consent_policy
from manumit.web.cases.process import REASONS
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_action,
)
from manumit.web.ui.languages import words

# The service calls the end of a mandate as consent does; the form asks for it in other words.
FIELDS = {"until": "ends"}


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List present and past mandates, latest first."""
    seen = selectors.file(here.actor, file)
    found = selectors.mandates(here.actor, file)[::-1]
    now = timezone.now()
    context = {
        "file": seen,
        "rows": [(one, _standing(one, later=one.begins > now)) for one in found],
        "may": "consent.record" in seen.may,
        "guardian": seen.child and not any(one.holds and one.kind == "guardian" for one in found),
    }
    return here.show("mandates", context)


def _standing(one: selectors.MandateView, *, later: bool) -> str:
    """Return the text id that says whether the representative may speak now."""
    if one.holds:
        return "cases/mandate_holds"
    return "cases/mandate_later" if later and one.ended_at is None else "cases/mandate_over"


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Record a mandate, by a member who has seen its legal basis."""
    seen, spoken = selectors.file(here.actor, file), words(here.language.tag)
    require_action(here, consent_policy, "record", seen)
    form = MandateForm(
        here.request.POST or None,
        words=spoken,
        choices={"basis": _bases(spoken)},
        initial={"begins": days_from_today(0)},
    )
    if here.posted and form.is_valid():
        try:
            services.record_mandate(
                here.actor, file, form.speaker(), request=form.cleaned_data["request"]
            )
        except InputError as problems:
            add_form_errors(form, problems, FIELDS)
        else:
            return here.to("mandates", message="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("mandate", {"file": seen, "form": form}, status=status)


def _bases(spoken: Words) -> Choices:
    """Return kinds with their possible legal bases today, as ``kind:basis``."""
    return [
        (
            f"{kind}:{code}",
            f"{spoken.name(f'cases_voice/{kind}')}: {spoken.name(f'cases_reason/{code}')}",
        )
        for kind in SPEAKERS
        for code in REASONS[f"mandate_{kind}"].today()
    ]


@require_POST
@office_view
def end(here: CaseRequest, mandate: uuid.UUID) -> HttpResponse:
    """Record that the mandate has ended."""
    ended = services.end_mandate(here.actor, mandate)
    return here.to("mandates", message="mandate_ended", file=ended.file_id)

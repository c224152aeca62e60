"""Pages of decisions of the competent body, with the finding beside the form."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import DecisionForm
from manumit.web.cases.policies import decision_policy
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.rules import rules
from manumit.web.cases.services import Judgement
from manumit.web.cases.views.documents import finding_in_words
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_view,
)
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the decisions with their reasons."""
    seen = selectors.file(here.actor, file)
    require_view(here, decision_policy, seen)
    found = selectors.decisions(here.actor, file)[::-1]
    return here.show("decisions", {"file": seen, "lines": found, "may": _may(seen)})


def _may(seen: selectors.FileView) -> bool:
    return bool(_outcomes(seen))


def _outcomes(seen: selectors.FileView) -> list[str]:
    """Return the possible steps with reasons, as ``step:reason``."""
    found = []
    for name in seen.steps:
        step = PERSON_AS_VICTIM.transition(name)
        action = "review" if name == "review" else "decide"
        if step is None or step.reasons is None or f"decision.{action}" not in seen.may:
            continue
        found += [
            f"{name}:{code}"
            for code in step.reasons.today()
            if rules().fits_age(code, child=seen.child)
        ]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def decide(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Record a decision; the finding is shown below the form."""
    seen, spoken = selectors.file(here.actor, file), words(here.language.tag)
    outcomes = _outcomes(seen)
    if not outcomes:
        raise Http404
    lines = selectors.findings(here.actor, file)[::-1]
    form = DecisionForm(
        here.request.POST or None,
        words=spoken,
        choices={
            "outcome": [(one, _said(one, here)) for one in outcomes],
            "finding": [(str(one.id), f"{one.number} · {one.made_at:%Y-%m-%d}") for one in lines],
        },
        initial={"seen": seen.version, "finding": str(lines[0].id) if lines else ""},
    )
    if here.posted and form.is_valid():
        try:
            services.decide(
                here.actor,
                file,
                _judgement(form),
                seen=form.cleaned_data["seen"],
                request=form.cleaned_data["request"],
            )
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            return here.to("file", message="decided", file=file)
    kept = None
    if lines:
        kept = finding_in_words(selectors.finding(here.actor, lines[0].id).document, spoken)
    context = {"file": seen, "form": form, "kept": kept}
    return here.show("decide", context, status=UNPROCESSABLE if form.errors else 200)


def _said(outcome: str, here: CaseRequest) -> str:
    step, _, reason = outcome.partition(":")
    spoken = words(here.language.tag)
    return f"{spoken.name(f'cases_step/{step}')}: {spoken.name(f'cases_reason/{reason}')}"


def _judgement(form: DecisionForm) -> Judgement:
    sent = form.cleaned_data
    step, _, reason = sent["outcome"].partition(":")
    return Judgement(
        step=step, reason=reason, reasoning=sent["reasoning"], finding=uuid.UUID(sent["finding"])
    )

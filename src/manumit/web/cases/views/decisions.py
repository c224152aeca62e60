"""What the competent body decides, with the finding beside it."""

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
from manumit.web.cases.views.documents import kept_finding
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must_see, put_into, room
from manumit.web.pages.languages import words


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """What was decided, with reasons."""
    seen = selectors.file(here.actor, file)
    must_see(here, decision_policy, seen)
    found = selectors.decisions(here.actor, file)[::-1]
    return here.show("decisions", {"file": seen, "lines": found, "may": _may(seen)})


def _may(seen: selectors.FileView) -> bool:
    return bool(_outcomes(seen))


def _outcomes(seen: selectors.FileView) -> list[str]:
    """Steps and reasons, as ``step:reason``, that whoever looks may choose between now."""
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
@room
def decide(here: Here, file: uuid.UUID) -> HttpResponse:
    """One step, its reason from the list, why in words; the finding stands below."""
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
            put_into(form, problems)
        else:
            return here.to("file", said="decided", file=file)
    kept = None
    if lines:
        kept = kept_finding(selectors.finding(here.actor, lines[0].id).document, spoken)
    context = {"file": seen, "form": form, "kept": kept}
    return here.show("decide", context, status=UNPROCESSABLE if form.errors else 200)


def _said(outcome: str, here: Here) -> str:
    step, _, reason = outcome.partition(":")
    spoken = words(here.language.tag)
    return f"{spoken.name(f'cases_step/{step}')}: {spoken.name(f'cases_reason/{reason}')}"


def _judgement(form: DecisionForm) -> Judgement:
    sent = form.cleaned_data
    step, _, reason = sent["outcome"].partition(":")
    return Judgement(
        step=step,
        reason=reason,
        reasoning=sent["reasoning"],
        finding=uuid.UUID(sent["finding"]),
    )

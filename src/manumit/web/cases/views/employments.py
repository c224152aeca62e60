"""Pages of employments, and of one's own files of people who worked at one place."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.employment_forms import EmploymentForm
from manumit.web.cases.employments import ORGANISATION, WORKPLACE
from manumit.web.cases.file_parts import sections_of
from manumit.web.cases.policies import employment_policy
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    office_view,
    require_action,
    require_view,
)
from manumit.web.institutions.desk import submit_form
from manumit.web.kernel.access.policies import Policy
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors import entry_line, selectable_entries
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List each employment in its latest version, with earlier ones below."""
    seen = selectors.file(here.actor, file)
    require_view(here, employment_policy, seen)
    context = {
        "file": seen,
        "lines": selectors.employments(here.actor, file),
        "may": "statement.take" in seen.may,
    }
    return here.show("employments", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Record an employment."""
    return _form(here, file, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def correct(here: CaseRequest, file: uuid.UUID, employment: uuid.UUID) -> HttpResponse:
    """Record a corrected version."""
    return _form(here, file, employment)


def _form(here: CaseRequest, file: uuid.UUID, corrects: uuid.UUID | None) -> HttpResponse:
    seen = selectors.file(here.actor, file)
    require_action(here, employment_policy, "take", seen)
    initial = {}
    if corrects is not None:
        known = {one.id: one for one in selectors.employments(here.actor, file)}
        if corrects not in known:
            raise Http404
        initial = EmploymentForm.initial_from(known[corrects].content)
    form = EmploymentForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=selectable_entries(here.actor, organisation_policy),
        workplaces=selectable_entries(here.actor, workplace_policy),
        initial=initial,
    )
    if submit_form(here, form, lambda: services.record_employment(
        here.actor, file, form.to_input(), corrects=corrects, request=form.cleaned_data["request"]
    ), FIELDS):  # fmt: skip
        return here.to("employments", message="employment_kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("employment_new", {"file": seen, "form": form}, status=status)


FIELDS = {"name": "employer_name"}
"""What the form calls a field of the service."""


def policy_of(kind: str) -> Policy[Any]:
    """Return the policy for a kind of register entry in a URL."""
    known: dict[str, Policy[Any]] = {ORGANISATION: organisation_policy, WORKPLACE: workplace_policy}
    if kind not in known:
        raise Http404
    return known[kind]


@require_safe
@office_view
def worked_at(here: CaseRequest, kind: str, entry: uuid.UUID) -> HttpResponse:
    """List one's own files of people who worked at a place, and what rooms above add."""
    line = entry_line(here.actor, policy_of(kind), entry)
    found = selectors.worked_at(here.actor, entry)
    sections = sections_of("place", here.actor, entry)
    context = {"line": line, "kind": kind, "found": found, "sections": sections}
    return here.show("worked_at", context)

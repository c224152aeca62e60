"""Where and for whom the person of a file worked, and which of one's files are of one place."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.group_forms import EmploymentForm
from manumit.web.cases.groups import ORGANISATION, WORKPLACE
from manumit.web.cases.policies import employment_policy, group_policy
from manumit.web.cases.services.groups import groups_of
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, room
from manumit.web.institutions.desk import sent
from manumit.web.kernel.access.policies import Policy
from manumit.web.pages.languages import words
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors import called, chosen


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Each in its latest version, with the earlier ones below it."""
    seen = selectors.file(here.actor, file)
    must_see(here, employment_policy, seen)
    context = {
        "file": seen,
        "lines": selectors.employments(here.actor, file),
        "may": "statement.take" in seen.may,
        "may_group": "group_case.open" in seen.may,
    }
    return here.show("employments", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID) -> HttpResponse:
    """Records one."""
    return _form(here, file, None)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def correct(here: Here, file: uuid.UUID, employment: uuid.UUID) -> HttpResponse:
    """Records a version beside the one that it corrects."""
    return _form(here, file, employment)


def _form(here: Here, file: uuid.UUID, corrects: uuid.UUID | None) -> HttpResponse:
    seen = selectors.file(here.actor, file)
    must(here, employment_policy, "take", seen)
    initial = {}
    if corrects is not None:
        known = {one.id: one for one in selectors.employments(here.actor, file)}
        if corrects not in known:
            raise Http404
        initial = EmploymentForm.of(known[corrects].told)
    form = EmploymentForm(
        here.request.POST or None,
        words=words(here.language.tag),
        organisations=chosen(here.actor, organisation_policy),
        workplaces=chosen(here.actor, workplace_policy),
        initial=initial,
    )
    if sent(here, form, lambda: services.record_employment(
        here.actor, file, form.told(), corrects=corrects, request=form.cleaned_data["request"]
    ), FIELDS):  # fmt: skip
        return here.to("employments", said="employment_kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("employment_new", {"file": seen, "form": form}, status=status)


FIELDS = {"name": "employer_name"}
"""What the form calls a field of the service."""


def policy_of(kind: str) -> Policy[Any]:
    """The policy of a kind of entry that stands in an address."""
    known: dict[str, Policy[Any]] = {
        ORGANISATION: organisation_policy,
        WORKPLACE: workplace_policy,
    }
    if kind not in known:
        raise Http404
    return known[kind]


@require_safe
@room
def worked_at(here: Here, kind: str, entry: uuid.UUID) -> HttpResponse:
    """One's own files of people who worked at a place, and the group of it."""
    line = called(here.actor, policy_of(kind), entry)
    found = selectors.worked_at(here.actor, entry)
    may = bool(group_policy.can_new(here.actor, "open"))
    there = groups_of(here.actor, entry) if may and here.actor is not None else []
    context = {"line": line, "kind": kind, "found": found, "groups": there, "may_open": may}
    return here.show("worked_at", context)

"""Pages of group cases: list, one group, members, facts of the place."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases.selectors import worked_at
from manumit.web.cases.views.employments import policy_of
from manumit.web.group_cases import selectors, services
from manumit.web.group_cases.forms import ROOM, FactForm, FileForm, SameForm
from manumit.web.group_cases.policies import group_policy
from manumit.web.institutions import desk
from manumit.web.institutions.desk import (
    UNPROCESSABLE,
    parse_number,
    require_role,
    submit_form,
)
from manumit.web.registers.selectors import entry_line
from manumit.web.ui.languages import words


class GroupRequest(desk.OfficeRequest):
    """A member's request for a page of group cases; errors are those of files."""

    room: ClassVar[str] = ROOM
    errors: ClassVar[str] = "cases"


office_view = desk.view_decorator(GroupRequest)


@require_safe
@office_view
def index(here: GroupRequest) -> HttpResponse:
    """List the group cases of the office by name of the place."""
    require_role(here, group_policy)
    context = {
        "lines": selectors.groups(here.actor),
        "together": selectors.people_in_groups(here.actor),
    }
    return here.show("groups", context)


@require_safe
@office_view
def show(here: GroupRequest, group: uuid.UUID) -> HttpResponse:
    """Show a group: own files, signs of colleagues' files, facts of the place, numbers."""
    return here.show("group", {"group": selectors.group(here.actor, group)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: GroupRequest, kind: str, entry: uuid.UUID) -> HttpResponse:
    """Open a group with a first file of one's own."""
    group_policy.check_new(here.actor, "open")
    line = entry_line(here.actor, policy_of(kind), entry)
    form = FileForm(
        here.request.POST or None,
        words=words(here.language.tag),
        files=worked_at(here.actor, entry).files,
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.open_group(
        here.actor, uuid.UUID(form.cleaned_data["file"]), kind, entry,
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("group", message="group_opened", group=made[0])
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "line": line, "kind": kind, "text": "group_cases/group_new"}
    return here.show("group_new", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def join(here: GroupRequest, group: uuid.UUID) -> HttpResponse:
    """Add one's own file to the group."""
    group_policy.load(here.actor, group, "join")
    seen = selectors.group(here.actor, group)
    form = FileForm(here.request.POST or None, words=words(here.language.tag), files=seen.free)
    if submit_form(here, form, lambda: services.join_group(
        here.actor, group, uuid.UUID(form.cleaned_data["file"]),
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("group", message="group_joined", group=group)
    return _formed(here, form, seen, "group_cases/group_join")


@require_POST
@office_view
def leave(here: GroupRequest, group: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Remove one's own file from the group."""
    services.leave_group(here.actor, group, file)
    return here.to("groups", message="group_left")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def fact(here: GroupRequest, group: uuid.UUID) -> HttpResponse:
    """Record a fact about the place."""
    group_policy.load(here.actor, group, "change")
    seen = selectors.group(here.actor, group)
    form = FactForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.add_fact(
        here.actor, group, form.fact(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("group", message="fact_kept", group=group)
    return _formed(here, form, seen, "group_cases/fact_new")


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def take(here: GroupRequest, group: uuid.UUID, file: uuid.UUID, fact: uuid.UUID) -> HttpResponse:
    """Ask whether a fact applies to this person too; only an answer adopts it."""
    seen = selectors.group(here.actor, group)
    line = next((one for one in seen.mine if one.file == file), None)
    found = next((one for one in seen.facts if one.id == fact), None)
    if line is None or found is None:
        raise Http404
    if here.posted:
        services.adopt_fact(
            here.actor, fact, file, take=parse_number(here.request.POST.get("take", "")) == 1,
            request=_request(here),
        )  # fmt: skip
        return here.to("group", message="fact_weighed", group=group)
    context = {"group": seen, "line": line, "fact": found, "sent": uuid.uuid4()}
    return here.show("fact_take", context)


def _request(here: GroupRequest) -> uuid.UUID:
    try:
        return uuid.UUID(here.request.POST.get("request", ""))
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def same(here: GroupRequest, group: uuid.UUID) -> HttpResponse:
    """Record that two of one's own files belong to one person."""
    group_policy.load(here.actor, group, "change")
    seen = selectors.group(here.actor, group)
    files = [*((one.file, one.pseudonym) for one in seen.mine), *seen.free]
    form = SameForm(here.request.POST or None, words=words(here.language.tag), files=files)
    if submit_form(here, form, lambda: services.record_same_person(
        here.actor, uuid.UUID(form.cleaned_data["file"]), uuid.UUID(form.cleaned_data["other"]),
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("group", message="same_person_kept", group=group)
    return _formed(here, form, seen, "group_cases/same_person")


def _formed(here: GroupRequest, form: object, seen: selectors.GroupView, text: str) -> HttpResponse:
    status = UNPROCESSABLE if getattr(form, "errors", None) else 200
    context = {"form": form, "group": seen, "text": text}
    return here.show("group_form", context, status=status)

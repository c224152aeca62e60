"""Group cases: the list, one of them, what joins and leaves, and what is about the place."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.group_forms import FactForm, FileForm, SameForm
from manumit.web.cases.policies import group_policy
from manumit.web.cases.views.employments import policy_of
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must_know, number, room
from manumit.web.institutions.desk import sent
from manumit.web.pages.languages import words
from manumit.web.registers.selectors import called


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Group cases of the office, by the name of the place."""
    must_know(here, group_policy)
    context = {
        "lines": selectors.groups(here.actor),
        "together": selectors.people_in_groups(here.actor),
    }
    return here.show("groups", context)


@require_safe
@room
def show(here: Here, group: uuid.UUID) -> HttpResponse:
    """One of them: own files, colleagues' signs, facts of the place, and numbers."""
    return here.show("group", {"group": selectors.group(here.actor, group)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, kind: str, entry: uuid.UUID) -> HttpResponse:
    """Opens one, with a first file of one's own."""
    group_policy.check_new(here.actor, "open")
    line = called(here.actor, policy_of(kind), entry)
    form = FileForm(
        here.request.POST or None,
        words=words(here.language.tag),
        files=selectors.worked_at(here.actor, entry).files,
    )
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.open_group(
        here.actor, uuid.UUID(form.cleaned_data["file"]), kind, entry,
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("group", said="group_opened", group=made[0])
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "line": line, "kind": kind, "text": "cases/group_new"}
    return here.show("group_new", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def join(here: Here, group: uuid.UUID) -> HttpResponse:
    """Lets a file of one's own be part of it."""
    group_policy.load(here.actor, group, "join")
    seen = selectors.group(here.actor, group)
    form = FileForm(here.request.POST or None, words=words(here.language.tag), files=seen.free)
    if sent(here, form, lambda: services.join_group(
        here.actor, group, uuid.UUID(form.cleaned_data["file"]),
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("group", said="group_joined", group=group)
    return _formed(here, form, seen, "cases/group_join")


@require_POST
@room
def leave(here: Here, group: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Takes a file of one's own out of it."""
    services.leave_group(here.actor, group, file)
    return here.to("groups", said="group_left")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def fact(here: Here, group: uuid.UUID) -> HttpResponse:
    """Records something about the place, once."""
    group_policy.load(here.actor, group, "change")
    seen = selectors.group(here.actor, group)
    form = FactForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.add_fact(
        here.actor, group, form.fact(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("group", said="fact_kept", group=group)
    return _formed(here, form, seen, "cases/fact_new")


@require_http_methods(["GET", "HEAD", "POST"])
@room
def take(here: Here, group: uuid.UUID, file: uuid.UUID, fact: uuid.UUID) -> HttpResponse:
    """Asks whether a fact is so for this person too; nothing is taken but by an answer."""
    seen = selectors.group(here.actor, group)
    line = next((one for one in seen.mine if one.file == file), None)
    found = next((one for one in seen.facts if one.id == fact), None)
    if line is None or found is None:
        raise Http404
    if here.posted:
        services.take_fact(
            here.actor, fact, file, take=number(here.request.POST.get("take", "")) == 1,
            request=_request(here),
        )  # fmt: skip
        return here.to("group", said="fact_weighed", group=group)
    context = {"group": seen, "line": line, "fact": found, "sent": uuid.uuid4()}
    return here.show("fact_take", context)


def _request(here: Here) -> uuid.UUID:
    try:
        return uuid.UUID(here.request.POST.get("request", ""))
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@room
def same(here: Here, group: uuid.UUID) -> HttpResponse:
    """Says that two of one's own files are of one person, who counts once."""
    group_policy.load(here.actor, group, "change")
    seen = selectors.group(here.actor, group)
    files = [*((one.file, one.pseudonym) for one in seen.mine), *seen.free]
    form = SameForm(here.request.POST or None, words=words(here.language.tag), files=files)
    if sent(here, form, lambda: services.say_same_person(
        here.actor, uuid.UUID(form.cleaned_data["file"]), uuid.UUID(form.cleaned_data["other"]),
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("group", said="same_person_kept", group=group)
    return _formed(here, form, seen, "cases/same_person")


def _formed(here: Here, form: object, seen: selectors.GroupView, text: str) -> HttpResponse:
    status = UNPROCESSABLE if getattr(form, "errors", None) else 200
    context = {"form": form, "group": seen, "text": text}
    return here.show("group_form", context, status=status)

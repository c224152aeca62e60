"""Pages of files: list, search, open, one file and its holders."""

import uuid
from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.file_head import left_steps
from manumit.web.cases.file_list import FILES
from manumit.web.cases.file_parts import notes_of, sections_of
from manumit.web.cases.forms import AgeChangeForm, AgeForm, ContactRules, MemberForm, SearchForm
from manumit.web.cases.identity import Field
from manumit.web.cases.policies import file_policy, identity_policy
from manumit.web.cases.search import People, search_people
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    member_sign,
    office_view,
    require_action,
    require_role,
    role_allows,
)
from manumit.web.institutions.desk import submit_form
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct, reader_of

ON_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: CaseRequest) -> HttpResponse:
    """List the files that the actor may see; a form sent here exports the list."""
    require_role(here, file_policy)
    acts = [ListAct("cases/left", "cases:left")] if selectors.may_take_over(here.actor) else []
    if selectors.may_search(here.actor):
        acts.append(ListAct("cases/search", "cases:search"))
    if selectors.may_open_files(here.actor):
        acts.append(ListAct("cases/new", "cases:new"))
    return here.list(FILES, acts=acts)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def search(here: CaseRequest) -> HttpResponse:
    """Search for a person; the query is sent in the body and is in no URL."""
    form = SearchForm(here.request.POST or None, label_suffix="")
    found: People | None = None
    if here.posted and form.is_valid():
        try:
            found = search_people(here.actor, form.query())
        except InputError as problems:
            add_form_errors(form, problems)
    elif not here.posted:
        identity_policy.check_new(here.actor, "find")
    status = UNPROCESSABLE if form.errors else 200
    return here.show("search", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest) -> HttpResponse:
    """Open a file; the next page asks how to contact the person safely."""
    form = AgeForm(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        made = services.open_file(here.actor, age=Age(sent["age"]), request=sent["request"])
        return here.to("contact", file=made.pk)
    file_policy.check_new(here.actor, "open")
    status = UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def contact(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Ask how to contact the person without danger: the first question of a new file."""
    seen = selectors.file(here.actor, file)
    require_action(here, identity_policy, "correct", seen)
    form = ContactRules(here.request.POST or None, words=words(here.language.tag))

    def save() -> object:
        sent, field = form.cleaned_data, Field.SAFE_CONTACT
        return services.change_identity(
            here.actor,
            file,
            {field: form.value()},
            seen={field: sent["seen"]},
            request=sent["request"],
        )

    if submit_form(here, form, save):
        return here.to("file", message="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("contact", {"form": form, "file": seen}, status=status)


STORY: Mapping[str, frozenset[str]] = {
    "decisions": frozenset({"finding", "step", "opened", "taken_over", "closing"}),
    "contacts": frozenset({"referral", "consent"}),
    "documents": frozenset({"attachment"}),
    "money": frozenset({"account"}),
}
"""What the history can be narrowed to: kinds of its entries."""


@require_safe
@office_view
def show(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Show the state of a file, what is unknown, and its history."""
    seen = selectors.file(here.actor, file)
    entries = timeline(here.actor, file)
    kinds = {one.kind for one in entries}
    only = here.request.GET.get("story", "")
    shown = [one for one in entries if only not in STORY or one.kind in STORY[only]]
    names = here.names({one.institution for one in shown if one.institution is not None})
    context = {
        "file": seen,
        "entries": [(one, names.get(one.institution) if one.institution else "") for one in shown],
        "narrowed": [(name, f"cases_story/{name}", name == only) for name in STORY],
        "only": only if only in STORY else "",
        "unknown": _unknown(seen, kinds),
        "due": selectors.protection(here.actor, file),
        "notes": notes_of(here.actor, seen),
        "left": left_steps(seen, reader_of(here.actor, here.language, file_policy.resource)),
        "sections": sections_of("file", here.actor, file),
    }
    return here.show("file", context)


def _unknown(seen: selectors.FileView, kinds: set[str]) -> list[str]:
    """Return text ids of what is unknown yet; unknown never means no."""
    found = {
        "age": seen.age is Age.UNSURE,
        "finding": "finding.see" in seen.may and "finding" not in kinds,
        "decision": seen.state in ("possible", "presumed"),
        "consent": "consent.see" in seen.may and "consent" not in kinds,
    }
    return [f"cases/unknown_{key}" for key, missing in found.items() if missing]


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def age(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Record the person's age group."""
    seen = selectors.file(here.actor, file)
    require_action(here, file_policy, "change", seen)
    initial = {"age": seen.age.value}
    form = AgeChangeForm(here.request.POST or None, words=words(here.language.tag), initial=initial)

    def save() -> object:
        sent = form.cleaned_data
        return services.change_age(here.actor, file, Age(sent["age"]), reason=sent["reason"])

    if submit_form(here, form, save):
        return here.to("file", message="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("age", {"form": form, "file": seen}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def share(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Call in a colleague as another holder, or hand the file over."""
    found = selectors.possible_holders(here.actor, file)
    choices = {"member": [(str(one), member_sign(one)) for one in found]}
    form = MemberForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if here.posted and form.is_valid():
        member = uuid.UUID(form.cleaned_data["member"])
        if here.request.POST.get("do") == "hand_over":
            services.hand_over_file(here.actor, file, member)
            return here.to("index", message="left")
        services.share_file(here.actor, file, member)
        return here.to("file", message="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("share", {"form": form, "file_id": file, "any": found}, status=status)


@require_POST
@office_view
def leave(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Stop holding the file."""
    services.stop_holding(here.actor, file)
    return here.to("index", message="left")


@require_safe
@office_view
def access_history(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List who saw the file and did what, also refused attempts, latest first."""
    found = access_log(here.actor, file)[::-1]
    shown = Paginator(found, ON_A_PAGE).get_page(here.request.GET.get("page"))
    names = here.names({one.institution for one in shown})
    context = {
        "shown": shown,
        "rows": [(one, names.get(one.institution, "")) for one in shown],
        "file": selectors.file(here.actor, file) if role_allows(here, file_policy) else None,
        "file_id": file,
        "me": here.person,
    }
    return here.show("seen", context)

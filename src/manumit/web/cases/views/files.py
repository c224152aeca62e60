"""Pages of files: list, search, open, one file and its holders."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.file_list import FILES
from manumit.web.cases.file_parts import FileLink, notes_of, offered_on_files, with_links
from manumit.web.cases.forms import AgeChangeForm, AgeForm, ContactRules, MemberForm, SearchForm
from manumit.web.cases.identity import Field
from manumit.web.cases.policies import file_policy, identity_policy, ledger_policy
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
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import break_glass_policy
from manumit.web.ui.languages import words
from manumit.web.ui.room.lists import ListAct
from manumit.web.ui.room.remembered import remembered

ON_A_PAGE = 25
# What can be seen of a file, by whom may see it: group, right, text and view.
PARTS: tuple[FileLink, ...] = (
    ("cases_parts/person", "person.see", "cases/identity", "cases:identity"),
    ("cases_parts/person", "statement.see", "cases/employments", "cases:employments"),
    ("cases_parts/person", "consent.see", "cases/mandates", "cases:mandates"),
    ("cases_parts/person", "worker_access.see", "worker_access/access", "worker_access:access"),
    ("cases_parts/person", "statement.see", "cases/characteristics", "cases:characteristics"),
    ("cases_parts/evidence", "evidence.see", "cases/interview", "cases:interviews"),
    ("cases_parts/evidence", "finding.see", "cases/findings", "cases:findings"),
    ("cases_parts/evidence", "attachment.see", "cases/attachments", "cases:attachments"),
    ("cases_parts/evidence", "statement.see", "cases/accounts", "cases:accounts"),
    ("cases_parts/help", "consent.see", "cases/consents", "cases:consents"),
    ("cases_parts/help", "referral.see", "cases/referrals", "cases:referrals"),
    ("cases_parts/help", "support_plan.see", "cases/protection", "cases:protection"),
    ("cases_parts/help", "reflection.see", "cases/protection", "cases:protection"),
    ("cases_parts/help", "claim.see", "cases/claims", "cases:claims"),
    ("cases_parts/help", "decision.see", "cases/decisions", "cases:decisions"),
    ("cases_parts/help", "non_punishment.send", "cases/checks", "cases:checks"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: CaseRequest) -> HttpResponse:
    """List the files that the actor may see; a form sent here exports the list."""
    require_role(here, file_policy)
    acts = [ListAct("cases/left", "cases:left")] if selectors.may_take_over(here.actor) else []
    acts += offered_on_files(here.actor)
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


@require_safe
@office_view
def show(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Show the state of a file, what is unknown, and its history."""
    seen = selectors.file(here.actor, file)
    entries = timeline(here.actor, file)
    names = here.names({one.institution for one in entries if one.institution is not None})
    kinds = {one.kind for one in entries}
    context = {
        "file": seen,
        "entries": [
            (one, names.get(one.institution) if one.institution else "") for one in entries
        ],
        "unknown": _unknown(seen, kinds),
        "parts": list(
            dict.fromkeys(
                (group, *to) for group, need, *to in with_links(PARTS) if need in seen.may
            )
        ),
        "may_see_who": ledger_policy.can_new(here.actor, SEE, seen.relation),
        "may_ask": break_glass_policy.can_new(here.actor, "ask", seen.relation),
        "due": selectors.protection(here.actor, file),
        "notes": notes_of(here.actor, seen),
        "mine": here.person in seen.holders,
        "called": remembered(here.actor, [seen.pseudonym]).get(seen.pseudonym, ""),
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
        "file_id": file,
        "me": here.person,
        "may_open": role_allows(here, file_policy),
    }
    return here.show("seen", context)

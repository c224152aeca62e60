"""The list of files, a new one, one file and who holds it."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import AgeChangeForm, AgeForm, ContactRules, MemberForm, SearchForm
from manumit.web.cases.identity import Field
from manumit.web.cases.policies import (
    file_policy,
    identity_policy,
    import_policy,
    ledger_policy,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.search import People, search_people
from manumit.web.cases.timeline import timeline, who_saw
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    Here,
    knows,
    must,
    must_know,
    put_into,
    room,
    sign,
)
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import break_glass_policy
from manumit.web.pages.languages import words

ON_A_PAGE = 25
CLOSED = "closed"
"""Not a state of the person: files that nobody works on, on a list of their own."""
# What can be seen of a file, by whom may see it: resource, text and view.
PARTS = (
    ("evidence.see", "cases/interview", "cases:interviews"),
    ("attachment.see", "cases/attachments", "cases:attachments"),
    ("statement.see", "cases/employments", "cases:employments"),
    ("statement.see", "cases/characteristics", "cases:characteristics"),
    ("statement.see", "cases/accounts", "cases:accounts"),
    ("finding.see", "cases/findings", "cases:findings"),
    ("decision.see", "cases/decisions", "cases:decisions"),
    ("consent.see", "cases/consents", "cases:consents"),
    ("consent.see", "cases/mandates", "cases:mandates"),
    ("referral.see", "cases/referrals", "cases:referrals"),
    ("claim.see", "cases/claims", "cases:claims"),
    ("support_plan.see", "cases/protection", "cases:protection"),
    ("reflection.see", "cases/protection", "cases:protection"),
    ("non_punishment.send", "cases/checks", "cases:checks"),
    ("evidence_note.write", "cases/evidence_notes", "cases:evidence_notes"),
    ("evidence_note.see", "cases/bundles", "cases:bundles"),
    ("own_access.see", "own/access", "own:access"),
)


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """The files of the office: pseudonyms and states, by the day of opening, never by a name."""
    must_know(here, file_policy)
    state = here.request.GET.get("state", "")
    closed = state == CLOSED
    state = state if closed or state in PERSON_AS_VICTIM.states else ""
    shown = selectors.page_of_files(
        here.actor,
        here.request.GET.get("page"),
        ON_A_PAGE,
        state="" if closed else state,
        closed=closed,
    )
    context = {
        "shown": shown,
        "state": state,
        "states": (*PERSON_AS_VICTIM.states, CLOSED),
        "may_open": selectors.may_open_files(here.actor),
        "may_search": selectors.may_search(here.actor),
        "may_take_over": selectors.may_take_over(here.actor),
        "may_see_imports": knows(here, import_policy),
    }
    return here.show("files", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def search(here: Here) -> HttpResponse:
    """Looks for a person. What is typed travels in the form and stands in no address."""
    form = SearchForm(here.request.POST or None, label_suffix="")
    found: People | None = None
    if here.posted and form.is_valid():
        try:
            found = search_people(here.actor, form.query())
        except InputError as problems:
            put_into(form, problems)
    elif not here.posted:
        identity_policy.check_new(here.actor, "find")
    status = UNPROCESSABLE if form.errors else 200
    return here.show("search", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Opens a file; then comes how the person can be reached safely, before anything else."""
    form = AgeForm(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        made = services.open_file(here.actor, age=Age(sent["age"]), request=sent["request"])
        return here.to("contact", file=made.pk)
    file_policy.check_new(here.actor, "open")
    status = UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def contact(here: Here, file: uuid.UUID) -> HttpResponse:
    """The first question of a new file: how to reach the person without danger."""
    seen = selectors.file(here.actor, file)
    must(here, identity_policy, "correct", seen)
    form = ContactRules(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        try:
            services.change_identity(
                here.actor,
                file,
                {Field.SAFE_CONTACT: form.value()},
                seen={Field.SAFE_CONTACT: sent["seen"]},
                request=sent["request"],
            )
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("file", said="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("contact", {"form": form, "file": seen}, status=status)


@require_safe
@room
def show(here: Here, file: uuid.UUID) -> HttpResponse:
    """What a file is now, what is not known yet, and what happened to it."""
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
        "parts": [(text, view) for need, text, view in PARTS if need in seen.may],
        "may_see_who": ledger_policy.can_new(here.actor, SEE, seen.relation),
        "may_ask": break_glass_policy.can_new(here.actor, "ask", seen.relation),
        "due": selectors.protection(here.actor, file),
        "carried": "statement.see" in seen.may and selectors.was_carried(here.actor, file),
        "mine": here.person in seen.keepers,
    }
    return here.show("file", context)


def _unknown(seen: selectors.FileView, kinds: set[str]) -> list[str]:
    """Ids of the texts that say what is not known yet; unknown is never no."""
    found = {
        "age": seen.age is Age.UNSURE,
        "finding": "finding.see" in seen.may and "finding" not in kinds,
        "decision": seen.state in ("possible", "presumed"),
        "consent": "consent.see" in seen.may and "consent" not in kinds,
    }
    return [f"cases/unknown_{key}" for key, missing in found.items() if missing]


@require_http_methods(["GET", "HEAD", "POST"])
@room
def age(here: Here, file: uuid.UUID) -> HttpResponse:
    """Records what is known of the person's age now."""
    seen = selectors.file(here.actor, file)
    must(here, file_policy, "change", seen)
    initial = {"age": seen.age.value}
    form = AgeChangeForm(here.request.POST or None, words=words(here.language.tag), initial=initial)
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        try:
            services.change_age(here.actor, file, Age(sent["age"]), reason=sent["reason"])
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("file", said="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("age", {"form": form, "file": seen}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def share(here: Here, file: uuid.UUID) -> HttpResponse:
    """Calls in a colleague, who then holds the file too, or in one's place."""
    found = selectors.possible_keepers(here.actor, file)
    choices = {"member": [(str(one), sign(one)) for one in found]}
    form = MemberForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if here.posted and form.is_valid():
        member = uuid.UUID(form.cleaned_data["member"])
        if here.request.POST.get("do") == "hand_over":
            services.hand_over_file(here.actor, file, member)
            return here.to("index", said="left")
        services.share_file(here.actor, file, member)
        return here.to("file", said="kept", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("share", {"form": form, "file_id": file, "any": found}, status=status)


@require_POST
@room
def leave(here: Here, file: uuid.UUID) -> HttpResponse:
    """Holds a file no more."""
    services.leave_file(here.actor, file)
    return here.to("index", said="left")


@require_safe
@room
def seen(here: Here, file: uuid.UUID) -> HttpResponse:
    """Who saw a file and did what with it, refused attempts too; the latest first."""
    found = who_saw(here.actor, file)[::-1]
    shown = Paginator(found, ON_A_PAGE).get_page(here.request.GET.get("page"))
    names = here.names({one.institution for one in shown})
    context = {
        "shown": shown,
        "rows": [(one, names.get(one.institution, "")) for one in shown],
        "file_id": file,
        "me": here.person,
        "may_open": knows(here, file_policy),
    }
    return here.show("seen", context)

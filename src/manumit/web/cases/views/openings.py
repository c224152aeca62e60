"""Pages of emergency openings: ask, read as second person, acknowledge as officer."""

import uuid
from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors
from manumit.web.cases.forms import EmergencyForm
from manumit.web.cases.policies import file_policy
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_role,
    role_allows,
)
from manumit.web.institutions.desk import View
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.policies import break_glass_policy
from manumit.web.ui.languages import words

ON_A_PAGE = 25


@require_safe
@office_view
def index(here: CaseRequest) -> HttpResponse:
    """List the institution's openings, latest first, with the possible actions."""
    require_role(here, break_glass_policy)
    shown = Paginator(break_glass_policy.scope(here.actor).order_by("-asked_at"), ON_A_PAGE)
    page = shown.get_page(here.request.GET.get("page"))
    names = selectors.files(here.actor) if role_allows(here, file_policy) else {}
    context = {
        "shown": page,
        "rows": [_row(here, one, names.get(one.file, "")) for one in page],
        "officer": role_allows(here, break_glass_policy, "notice"),
        "unread": break_glass.notices(here.actor).count(),
        "waivers": len(selectors.waiver_notices(here.actor)),
        "takeovers": len(selectors.takeover_notices(here.actor)),
    }
    return here.show("openings", context)


def _row(here: CaseRequest, one: BreakGlass, pseudonym: str) -> dict[str, object]:
    now = timezone.now()
    waits = one.confirmed_at is None and one.revoked_at is None and one.confirm_until > now
    runs = one.revoked_at is None and one.ends_at > now
    return {
        "row": one,
        "pseudonym": pseudonym,
        "state": _state(one, waits=waits),
        "mine": one.person == here.person,
        "may_confirm": waits and _can(here, "confirm", one),
        "may_revoke": runs and _can(here, "revoke", one),
        "may_notice": one.noticed_at is None and _can(here, "notice", one),
    }


def _state(one: BreakGlass, *, waits: bool) -> str:
    """Return the state of an opening: the end of the text id ``cases/opening_...``."""
    if one.revoked_at is not None:
        return "revoked"
    if one.confirmed_at is not None:
        return "confirmed"
    if not waits:
        return "lapsed"
    return "at_once" if one.opens_at_once else "waits"


def _can(here: CaseRequest, action: str, row: BreakGlass) -> bool:
    return bool(break_glass_policy.can(here.actor, action, row))


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def ask(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Ask to open a file that a colleague holds."""
    row = file_policy.load(here.actor, file)
    break_glass_policy.check_new(here.actor, "ask", selectors.file(here.actor, file).relation)
    form = EmergencyForm(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        try:
            break_glass.ask(
                here.actor, file_policy, row, reason=sent["reason"], hours=sent["for_hours"]
            )
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            return here.to("openings", message="asked")
    context = {"form": form, "file_id": file, "pseudonym": row.pseudonym}
    return here.show("emergency", context, status=UNPROCESSABLE if form.errors else 200)


def _step(name: str, do: Callable[[Actor | None, uuid.UUID], object]) -> View:
    @require_POST
    @office_view
    def taken(here: CaseRequest, opening: uuid.UUID) -> HttpResponse:
        do(here.actor, opening)
        return here.to("openings", message=name)

    return taken


confirm = _step("confirmed", break_glass.confirm)
revoke = _step("revoked", break_glass.revoke)
notice = _step("noticed", break_glass.notice)

"""Where danger stood in place of consent: what the data protection officer is told of it."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.policies import waiver_policy
from manumit.web.cases.views.room import Here, must_know, room

ON_A_PAGE = 25


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Notices of the institution that no officer has read yet, the latest first."""
    must_know(here, waiver_policy, "notice")
    shown = Paginator(selectors.waiver_notices(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    names = here.names({one.recipient for one in shown})
    rows = [(one, names.get(one.recipient, "")) for one in shown]
    return here.show("waivers", {"shown": shown, "rows": rows})


@require_POST
@room
def notice(here: Here, waiver: uuid.UUID) -> HttpResponse:
    """It was read: once, by whoever of the officers comes first."""
    services.notice_waiver(here.actor, waiver)
    return here.to("waivers", said="noticed")

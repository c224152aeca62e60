"""Pages of waiver notices for the data protection officer."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.policies import waiver_policy
from manumit.web.cases.views.room import CaseRequest, office_view, require_role

ON_A_PAGE = 25


@require_safe
@office_view
def index(here: CaseRequest) -> HttpResponse:
    """List the institution's unread notices, latest first."""
    require_role(here, waiver_policy, "notice")
    shown = Paginator(selectors.waiver_notices(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    names = here.names({one.recipient for one in shown})
    rows = [(one, names.get(one.recipient, "")) for one in shown]
    return here.show("waivers", {"shown": shown, "rows": rows})


@require_POST
@office_view
def notice(here: CaseRequest, waiver: uuid.UUID) -> HttpResponse:
    """Acknowledge a notice; the first officer who does so counts."""
    services.acknowledge_waiver(here.actor, waiver)
    return here.to("waivers", message="noticed")

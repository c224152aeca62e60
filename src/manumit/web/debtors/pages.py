"""The page of the debtors of an office's claims."""

from typing import ClassVar

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.debtors.reading import COLUMNS, debtors_of_claims
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role
from manumit.web.remedies.claim_list import CHANGE
from manumit.web.remedies.policies import claim_policy
from manumit.web.ui.room.lists import plain_table, reader_of

ON_A_PAGE = 50


class DebtorsRequest(desk.OfficeRequest):
    """A member's request for the page."""

    room: ClassVar[str] = "debtors"


office_view = desk.view_decorator(DebtorsRequest)


@require_safe
@office_view
def index(here: DebtorsRequest) -> HttpResponse:
    """List the debtors of the claims that the member acts in."""
    require_role(here, claim_policy, CHANGE)
    reader = reader_of(here.actor, here.language, claim_policy.resource)
    found = debtors_of_claims(reader)
    shown = Paginator(found.debtors, ON_A_PAGE).get_page(here.request.GET.get("page"))
    context = {
        "found": found,
        "shown": shown,
        **plain_table("debtors/all", COLUMNS, shown.object_list, reader),
    }
    return here.show("index", context)

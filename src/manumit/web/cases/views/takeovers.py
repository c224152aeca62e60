"""Pages of files without a holder, and of takeover notices."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import TakeoverForm
from manumit.web.cases.policies import file_policy, takeover_policy
from manumit.web.cases.views.room import UNPROCESSABLE, CaseRequest, office_view, require_role
from manumit.web.ui.languages import words

ON_A_PAGE = 25


@require_safe
@office_view
def index(here: CaseRequest) -> HttpResponse:
    """List the office's files that nobody holds any more, oldest first."""
    require_role(here, file_policy, "take_over")
    return _listed(here)


@require_POST
@office_view
def take_over(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Take over a file, with a reason."""
    form = TakeoverForm(here.request.POST, words=words(here.language.tag), prefix=str(file))
    if not form.is_valid():
        file_policy.load(here.actor, file, "take_over")
        return _listed(here, {file: form})
    sent = form.cleaned_data
    services.take_over_file(here.actor, file, reason=sent["reason"], request=sent["request"])
    return here.to("file", message="taken_over", file=file)


def _listed(here: CaseRequest, sent: dict[uuid.UUID, TakeoverForm] | None = None) -> HttpResponse:
    known = sent or {}
    shown = Paginator(selectors.files_to_take_over(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    spoken = words(here.language.tag)
    rows = [
        (one, known.get(one.id) or TakeoverForm(words=spoken, prefix=str(one.id))) for one in shown
    ]
    status = UNPROCESSABLE if known else 200
    return here.show("left", {"shown": shown, "rows": rows}, status=status)


@require_safe
@office_view
def notices(here: CaseRequest) -> HttpResponse:
    """List the institution's unread notices, latest first."""
    require_role(here, takeover_policy, "notice")
    shown = Paginator(selectors.takeover_notices(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    return here.show("takeovers", {"shown": shown})


@require_POST
@office_view
def notice(here: CaseRequest, takeover: uuid.UUID) -> HttpResponse:
    """Acknowledge a notice; the first officer who does so counts."""
    services.acknowledge_takeover(here.actor, takeover)
    return here.to("takeovers", message="noticed")

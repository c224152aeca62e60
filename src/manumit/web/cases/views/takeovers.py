"""Files without a holder: taking one over, and what the data protection officer is told of it."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import TakeoverForm
from manumit.web.cases.policies import file_policy, takeover_policy
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must_know, room
from manumit.web.pages.languages import words

ON_A_PAGE = 25


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Files of the office that nobody holds any more, the oldest first."""
    must_know(here, file_policy, "take_over")
    return _listed(here)


@require_POST
@room
def take_over(here: Here, file: uuid.UUID) -> HttpResponse:
    """Holds a file from now on, with a reason of the list."""
    form = TakeoverForm(here.request.POST, words=words(here.language.tag), prefix=str(file))
    if not form.is_valid():
        file_policy.load(here.actor, file, "take_over")
        return _listed(here, {file: form})
    sent = form.cleaned_data
    services.take_over_file(here.actor, file, reason=sent["reason"], request=sent["request"])
    return here.to("file", said="taken_over", file=file)


def _listed(here: Here, sent: dict[uuid.UUID, TakeoverForm] | None = None) -> HttpResponse:
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
@room
def notices(here: Here) -> HttpResponse:
    """Notices of the institution that no officer has read yet, the latest first."""
    must_know(here, takeover_policy, "notice")
    shown = Paginator(selectors.takeover_notices(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    return here.show("takeovers", {"shown": shown})


@require_POST
@room
def notice(here: Here, takeover: uuid.UUID) -> HttpResponse:
    """It was read: once, by whoever of the officers comes first."""
    services.notice_takeover(here.actor, takeover)
    return here.to("takeovers", said="noticed")

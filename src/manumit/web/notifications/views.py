"""Pages of anonymous notifications."""

from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions import desk
from manumit.web.notifications import selectors, services
from manumit.web.notifications.forms import ROOM, NotificationForm
from manumit.web.notifications.policies import notification_policy
from manumit.web.pages.languages import words


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Tables of the years that are over, as they may be published."""
    desk.must_know(here, notification_policy)
    return here.show("index", {"years": selectors.years(here.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """Three choices. The page knows no file, and neither does the address."""
    notification_policy.check_new(here.actor, "leave")
    form = NotificationForm(here.request.POST or None, words=words(here.language.tag))
    if desk.sent(here, form, lambda: _leave(here, form)):
        # No word in the session: it would stand there, with a time, until the next page.
        return here.to("left")
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form}, status=status)


def _leave(here: Here, form: NotificationForm) -> None:
    services.leave(here.actor, form.told(), request=form.cleaned_data["request"])


@require_safe
@room
def left(here: Here) -> HttpResponse:
    """What was done; the same page for everybody who may leave one, whether or not they did."""
    notification_policy.check_new(here.actor, "leave")
    return here.show("left", {})

"""Pages of anonymous notifications."""

from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions import desk
from manumit.web.notifications import selectors, services
from manumit.web.notifications.forms import ROOM, NotificationForm
from manumit.web.notifications.policies import notification_policy
from manumit.web.ui.languages import words


class NotificationsRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(NotificationsRequest)


@require_safe
@office_view
def index(here: NotificationsRequest) -> HttpResponse:
    """Show the tables of finished years, as they may be published."""
    desk.require_role(here, notification_policy)
    return here.show("index", {"years": selectors.years(here.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: NotificationsRequest) -> HttpResponse:
    """Three choices. The page knows no file, and neither does the address."""
    notification_policy.check_new(here.actor, "leave")
    form = NotificationForm(here.request.POST or None, words=words(here.language.tag))
    if desk.submit_form(here, form, lambda: _leave(here, form)):
        # No word in the session: it would stand there, with a time, until the next page.
        return here.to("left")
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form}, status=status)


def _leave(here: NotificationsRequest, form: NotificationForm) -> None:
    services.record_notification(here.actor, form.details(), request=form.cleaned_data["request"])


@require_safe
@office_view
def left(here: NotificationsRequest) -> HttpResponse:
    """Show what was done; the same page for everybody who may leave one, whether they did."""
    notification_policy.check_new(here.actor, "leave")
    return here.show("left", {})

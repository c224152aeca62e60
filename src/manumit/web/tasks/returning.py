"""Return to the list of work after a step that was taken from it."""

from django.http import HttpResponseRedirect
from django.urls import reverse

from manumit.web.institutions.desk import OfficeRequest

BACK, LIST = "work", "list"
"""What the field ``back`` of a step says that was sent from the list of work, or of its records."""


def sent_from_work(here: OfficeRequest) -> bool:
    """Return whether the form of this request is a button of the list of work."""
    return here.request.POST.get("back") == BACK


def sent_from_list(here: OfficeRequest) -> bool:
    """Return whether the form, or the link, of this request is of the list of the records."""
    sent = here.request.POST if here.posted else here.request.GET
    return sent.get("back") == LIST


def to_work(here: OfficeRequest, text: str, *, turn: str = "") -> HttpResponseRedirect:
    """Redirect to the list of work, which shows a text once.

    Args:
        here: whose request.
        text: id of the text.
        turn: which of its lists; empty: what is to be done.
    """
    here.request.session["tasks_said"] = text
    address = reverse("tasks:mine", kwargs={"language": here.language.tag})
    response = HttpResponseRedirect(f"{address}?turn={turn}" if turn else address)
    response.status_code = 303
    return response

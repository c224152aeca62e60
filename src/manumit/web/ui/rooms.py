"""Which rooms an installation shows: its profile hides the others, and gives nobody a right.

A hidden room answers 404 at every address and is in no menu. Everything else of it stays: its
tables, triggers, rules of access, periods of keeping and acts in the ledger.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

_BY_PREFIX = {"api/": "api", "between/": "federation"}
"""Addresses for programs, which belong to a room without being named for it."""


def room_shown(view: str) -> bool:
    """Return whether the room of a view, such as ``line:contacts``, is shown here."""
    return view.partition(":")[0] not in settings.MANUMIT.hidden_rooms


def room_of_match(match: ResolverMatch) -> str:
    """Return the room that an address belongs to; empty for pages that belong to none."""
    found = (room for prefix, room in _BY_PREFIX.items() if match.route.startswith(prefix))
    return next(found, match.app_names[0] if match.app_names else "")


class HiddenRooms:
    """Answer 404 at each address of a room that the installation does not show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Refuse the page before anything of it runs.

        Raises:
            Http404: its room is hidden.
        """
        match = request.resolver_match
        if match is not None and room_of_match(match) in settings.MANUMIT.hidden_rooms:
            raise Http404

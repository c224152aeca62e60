"""What holds for every page: no copy is kept, no address is passed on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NO_COPY = "no-store, private"


class NothingIsKept:
    """Tells browsers and everything between to keep no copy of a page (not of static files)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response with its headers."""
        response = self.get_response(request)
        response["Cache-Control"] = NO_COPY
        return response

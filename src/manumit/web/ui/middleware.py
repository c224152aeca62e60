"""Response headers of every page: browsers and proxies keep no copy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NO_COPY = "no-store, private"


class NoStoreMiddleware:
    """Forbid browsers and proxies to store pages; static files are not affected."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response with ``Cache-Control: no-store``."""
        response = self.get_response(request)
        response["Cache-Control"] = NO_COPY
        return response

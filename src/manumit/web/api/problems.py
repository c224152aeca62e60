"""Errors as ``application/problem+json`` (RFC 9457) with the project's codes."""

from collections.abc import Iterable

from django.http import JsonResponse

from manumit.errors import Problem

PROBLEM_TYPE = "application/problem+json"
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
"""Of RFC 9110 and RFC 6585, for every status that a version documents."""


def answer(status: int, problems: Iterable[Problem]) -> JsonResponse:
    """Return an error response that says what to do and repeats nothing that was sent."""
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "problems": [
            {"code": one.code, "where": str(one.place), "what": one.what, "do": one.do}
            for one in problems
        ],
    }
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE)

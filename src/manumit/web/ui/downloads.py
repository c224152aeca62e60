"""Files that a page sends: saved on the device, never shown as a page of ours."""

from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

sandboxed = csp_override(
    {
        "default-src": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": True,  # type: ignore[dict-item] # documented for what takes no value
    }
)
"""Decorates a view that sends what somebody else made: a browser that shows it runs nothing."""


def as_download(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    """Return a file to be saved.

    Args:
        content: all of it.
        media_type: such as ``text/csv; charset=utf-8``.
        name: of the file; it says nothing of a person or a workplace, for it stays on the device.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

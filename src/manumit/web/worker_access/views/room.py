"""Shared parts of the office pages."""

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.worker_access.forms import ROOM

UNPROCESSABLE = desk.UNPROCESSABLE


class WorkerAccessRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


class AssistedRequest(WorkerAccessRequest):
    """A request with the person beside the member: errors link nowhere into the office either."""

    def show(
        self, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HttpResponse:
        """Render a page of the session, without the office's navigation."""
        own = f"session_{template}" if template in ("problem", "refused") else template
        return super().show(own, context, status=status)


office_view = desk.view_decorator(WorkerAccessRequest)
assisted_view = desk.view_decorator(AssistedRequest)

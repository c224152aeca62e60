"""What the pages of the office share."""

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse

from manumit.web.institutions import desk
from manumit.web.own.forms import ROOM

UNPROCESSABLE = desk.UNPROCESSABLE


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


class Beside(Here):
    """The same with the person beside: what goes wrong leads nowhere into the office either."""

    def show(
        self, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HttpResponse:
        """A page of the session; those of the door too are without the office's navigation."""
        own = f"session_{template}" if template in ("problem", "refused") else template
        return super().show(own, context, status=status)


room = desk.door(Here)
together = desk.door(Beside)

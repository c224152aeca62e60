"""What of a visit's reckoning the browser holds, sealed: what was entered, and what is shown."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.web.visits.services import KEPT_COOKIE, OpenVisit, kept, open_visit
from manumit.web.wages.fields import SEPARATOR, Entered
from manumit.web.wages.sheets import SHEETS, Sheet

PURPOSE = "sums"
FILE_PURPOSE = "sums-file"
"""What a file of the visitor is sealed for, in the form of the page that shows what came of it."""
START, RESULT = "start", "result"
"""What may be shown beside the pages of a form."""


@dataclass(frozen=True, slots=True, repr=False)
class State:
    """What was entered in one of the forms; it is about a person, so it is only ever sealed.

    Attributes:
        show: ``start``, ``result``, or the id of a page of the form.
    """

    sheet: Sheet
    entered: Entered
    show: str

    def to_text(self) -> str:
        """What :meth:`from_text` reads."""
        values = self.entered.to_text(self.sheet.fields())
        return SEPARATOR.join((self.sheet.id, self.show, values))

    @classmethod
    def from_text(cls, text: str) -> "State":
        """The state that :meth:`to_text` wrote.

        Raises:
            ValueError: nothing that can be shown.
        """
        sheet_id, _, rest = text.partition(SEPARATOR)
        if sheet_id not in SHEETS:
            raise ValueError(sheet_id)
        sheet, (show, _, values) = SHEETS[sheet_id], rest.partition(SEPARATOR)
        return cls(sheet, Entered.from_text(values, sheet.fields()), show)


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What the browser of a visit that goes on holds."""

    visit: OpenVisit
    state: State


def held(request: HttpRequest) -> Held | None:
    """What a request belongs to; None where nothing can be read."""
    visit = open_visit(request)
    text = None if visit is None else kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return Held(visit, State.from_text(text))
    except ValueError:
        return None


def sent_something(request: HttpRequest) -> bool:
    """Whether the browser holds something, readable or not."""
    return f"{KEPT_COOKIE}-{PURPOSE}" in request.COOKIES


def drop(response: HttpResponse) -> None:
    """Lets the browser drop what nobody can read any more."""
    response.delete_cookie(f"{KEPT_COOKIE}-{PURPOSE}", samesite="Strict")

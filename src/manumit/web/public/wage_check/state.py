"""The state of a wage check in the browser, encrypted: the entries and the page shown."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from manumit.web.account_sheets.fields import SEPARATOR, Entered
from manumit.web.account_sheets.sheets import SHEETS, Sheet
from manumit.web.public.sessions.services import KEPT_COOKIE, OpenSession, open_session, read_kept

PURPOSE = "sums"
FILE_PURPOSE = "sums-file"
"""Purpose under which an uploaded file is encrypted in the page that shows its result."""
START, RESULT = "start", "result"
"""What may be shown beside the pages of a form."""


@dataclass(frozen=True, slots=True, repr=False)
class FormState:
    """The entries of one form; they are personal data, so they are only stored encrypted.

    Attributes:
        show: ``start``, ``result``, or the id of a page of the form.
    """

    sheet: Sheet
    entered: Entered
    show: str

    def to_text(self) -> str:
        """Return what :meth:`from_text` reads."""
        values = self.entered.to_text(self.sheet.fields())
        return SEPARATOR.join((self.sheet.id, self.show, values))

    @classmethod
    def from_text(cls, text: str) -> "FormState":
        """Return the state that :meth:`to_text` wrote.

        Raises:
            ValueError: nothing that can be shown.
        """
        sheet_id, _, rest = text.partition(SEPARATOR)
        if sheet_id not in SHEETS:
            raise ValueError(sheet_id)
        sheet, (show, _, values) = SHEETS[sheet_id], rest.partition(SEPARATOR)
        return cls(sheet, Entered.from_text(values, sheet.fields()), show)


@dataclass(frozen=True, slots=True, repr=False)
class CurrentForm:
    """The form of an open session."""

    visit: OpenSession
    state: FormState


def current_form(request: HttpRequest) -> CurrentForm | None:
    """Return the form of a request, or None if there is none that can be read."""
    visit = open_session(request)
    text = None if visit is None else read_kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return CurrentForm(visit, FormState.from_text(text))
    except ValueError:
        return None


def has_form_cookie(request: HttpRequest) -> bool:
    """Return whether the browser holds something, readable or not."""
    return f"{KEPT_COOKIE}-{PURPOSE}" in request.COOKIES


def delete_form_cookie(response: HttpResponse) -> None:
    """Let the browser drop what nobody can read any more."""
    response.delete_cookie(f"{KEPT_COOKIE}-{PURPOSE}", samesite="Strict")

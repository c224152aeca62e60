"""Pages to export a referral as an HTCDS record."""

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.assessment.view import Words
from manumit.errors import InputError
from manumit.exchange.htcds import Line
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import Choices, RecordForm
from manumit.web.cases.views.room import UNPROCESSABLE, CaseRequest, add_form_errors, office_view
from manumit.web.ui.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def record(here: CaseRequest, referral: uuid.UUID) -> HttpResponse:
    """Choose lines, then preview exactly what is exported, then send the file."""
    found = selectors.record(here.actor, referral)
    spoken = words(here.language.tag)
    form = RecordForm(
        here.request.POST or None,
        words=spoken,
        choices={"lines": line_choices(spoken, found.lines)},
        initial={"lines": usual(found.lines)},
    )
    looking = here.posted and form.is_valid()
    if looking and here.request.POST.get("do") == "save":
        try:
            text = services.write_record(here.actor, referral, form.cleaned_data["lines"])
        except InputError as problems:
            add_form_errors(form, problems)
            looking = False
        else:
            return as_file(text, "record.csv")
    chosen = form.cleaned_data.get("lines", ()) if looking else ()
    leaving = [line for line in found.lines if line.key in chosen]
    context = {
        "found": found,
        "to": here.names({found.line.sent_to}).get(found.line.sent_to, ""),
        "form": form,
        "leaving": leaving,
    }
    return here.show("record", context, status=UNPROCESSABLE if form.errors else 200)


def line_choices(spoken: Words, lines: Iterable[Line]) -> Choices:
    """Return a checkbox for each line; identities stay hidden until the preview."""
    return [(line.key, spoken.name(f"cases_record/{line.key}")) for line in lines]


def usual(lines: Iterable[Line]) -> list[str]:
    """Return the keys of the lines that are checked by default."""
    return [line.key for line in lines if line.off is None]


def as_file(text: str, name: str) -> HttpResponse:
    """Send a table that no cache keeps; its name identifies nobody."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response

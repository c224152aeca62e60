"""A referral as a record of HTCDS: what can leave, exactly what leaves, and the file."""

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.assessment.view import Words
from manumit.errors import InputError
from manumit.exchange.htcds import Line
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import Choices, RecordForm
from manumit.web.cases.views.room import UNPROCESSABLE, Here, put_into, room
from manumit.web.pages.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@room
def record(here: Here, referral: uuid.UUID) -> HttpResponse:
    """First what can leave, with a box for each line; then exactly what leaves; then the file."""
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
            put_into(form, problems)
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
    """A box for each line, with its words; who somebody is stays unsaid until it is looked at."""
    return [(line.key, spoken.name(f"cases_record/{line.key}")) for line in lines]


def usual(lines: Iterable[Line]) -> list[str]:
    """Keys of the lines that leave unless somebody takes the tick away."""
    return [line.key for line in lines if line.off is None]


def as_file(text: str, name: str) -> HttpResponse:
    """A table that is kept by nothing on its way; its name tells nothing of anybody."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response

"""Pages of an import of workplaces: upload, columns, rows that are wrong, import."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, add_form_errors, submit_form
from manumit.web.ui.files import as_download, with_uploads
from manumit.web.ui.languages import words
from manumit.web.workplaces import imports, reading
from manumit.web.workplaces.forms import ROOM, ColumnsForm, ImportForm, RegisterFileForm
from manumit.web.workplaces.imports import (
    LARGEST,
    MEGABYTE,
    UnreadableFileError,
    check_may_import,
)


class WorkplaceRequest(desk.OfficeRequest):
    """A member's request for a page of the room."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(WorkplaceRequest)
SIZES = {"sheet": LARGEST}
SECONDS_TO_LOOK_AGAIN = 5


# The token is checked by ``with_uploads``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: WorkplaceRequest) -> HttpResponse:
    """Take a register of workplaces; nothing is read from a member who may not."""
    check_may_import(here.actor)
    return with_uploads(here.request, SIZES, lambda: _new(here))


def _new(here: WorkplaceRequest) -> HttpResponse:
    form = RegisterFileForm(
        here.request.POST if here.posted else None,
        here.request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data["request"]
        try:
            row = imports.upload_register(here.actor, form.entered(), request=sent)
        except UnreadableFileError as wrong:
            text = f"workplaces_file/{wrong.reason}"
            form.add_error("sheet", forms.ValidationError("", code=text))
        except InputError as problems:
            add_form_errors(form, problems, here.room)
        else:
            return here.to("import", run=row.pk)
    context = {
        "form": form,
        "megabytes": LARGEST // MEGABYTE,
        "unfinished": reading.unfinished_import(here.actor),
    }
    return here.show("new", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def show(here: WorkplaceRequest, run: uuid.UUID) -> HttpResponse:
    """Show an import and take its columns; the page reloads while the platform works."""
    seen = reading.register_import(here.actor, run)
    spoken = words(here.language.tag)
    form = ColumnsForm(
        here.request.POST or None,
        words=spoken,
        columns=seen.columns,
        initial=ColumnsForm.initial_from(seen),
    )

    def act() -> None:
        place = form.cleaned_data["place_default"]
        imports.choose_columns(here.actor, run, form.columns(), place)

    if submit_form(here, form, act, {"name": "column_name"}):
        return here.to("import", run=run)
    context = {
        "seen": seen,
        "form": form,
        "problems": [_sentence(one) for one in seen.problems],
        "step": ImportForm(words=spoken),
    }
    response = here.show("import", context, status=UNPROCESSABLE if form.errors else 200)
    if seen.works:
        response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


def _sentence(problem: Mapping[str, Any]) -> dict[str, object]:
    """Return the id of a sentence with what it names, each part isolated from the text around."""
    values = reading.values_of(problem)
    foreign = {name: f"\u2068{values[name]}\u2069" for name in ("column", "value")}
    return {**values, **foreign, "text": f"workplaces_row/{problem['code']}"}


@require_POST
@office_view
def make(here: WorkplaceRequest, run: uuid.UUID) -> HttpResponse:
    """Have all rows become workplaces."""
    imports.start_import(here.actor, run)
    return here.to("import", run=run)


@require_POST
@office_view
def cancel(here: WorkplaceRequest, run: uuid.UUID) -> HttpResponse:
    """Cancel an import."""
    imports.cancel_import(here.actor, run)
    return here.to("import", run=run)


@require_safe
@office_view
def rejects(here: WorkplaceRequest, run: uuid.UUID) -> HttpResponse:
    """Send the rejected rows as a table."""
    text = reading.rejected_rows(here.actor, run, words(here.language.tag))
    return as_download(f"\ufeff{text}", "text/csv; charset=utf-8", "rejected-rows.csv")

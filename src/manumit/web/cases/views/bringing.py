"""Bringing another system's files in: the sheet, what would become of it, and how it went."""

import io
import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors
from manumit.web.cases.imports_apart import MOST_ROWS
from manumit.web.cases.imports_forms import SIZES, BringForm, EndForm, MakeForm
from manumit.web.cases.imports_reading import LARGEST, MEGABYTE
from manumit.web.cases.imports_rejects import write_rejects
from manumit.web.cases.policies import import_policy
from manumit.web.cases.services import bringing
from manumit.web.cases.services.imports import may_import
from manumit.web.cases.uploads import InMemory
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must_know, put_into, room
from manumit.web.pages.languages import words

SECONDS_TO_LOOK_AGAIN = 5


# The token is checked within, once the request has what takes its files.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """The form, and what it sends; nothing is taken in from somebody who may not bring it."""
    must_know(here, import_policy, "make")
    may_import(here.actor)
    if here.posted:
        here.request.upload_handlers = [InMemory(SIZES)]
    answer: HttpResponse = _new(here.request, here)
    return answer


@csrf_protect
def _new(request: HttpRequest, here: Here) -> HttpResponse:
    form = BringForm(
        request.POST if here.posted else None,
        request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data["request"]
        try:
            row = bringing.bring(here.actor, form.brought(), request=sent)
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("bringing", sheet=row.pk)
    context = {
        "form": form,
        "megabytes": LARGEST // MEGABYTE,
        "rows": MOST_ROWS,
        "brought": selectors.brought(here.actor),
    }
    return here.show("bring", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@room
def show(here: Here, sheet: uuid.UUID) -> HttpResponse:
    """How far it is; while the platform works on it the page loads itself again."""
    return _shown(here, sheet)


def _shown(here: Here, key: uuid.UUID, failed: MakeForm | None = None) -> HttpResponse:
    spoken = words(here.language.tag)
    found = selectors.bringing(here.actor, key)
    context = {
        "found": found,
        "form": failed or MakeForm(words=spoken),
        "end": EndForm(words=spoken),
    }
    response = here.show("bringing", context, status=200 if failed is None else UNPROCESSABLE)
    if found.works and failed is None:
        response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


@require_POST
@room
def make(here: Here, sheet: uuid.UUID) -> HttpResponse:
    """Has the files made: all of them, or none."""
    form = MakeForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            bringing.make_these(here.actor, sheet, leave_out=form.cleaned_data["leave_out"])
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("bringing", sheet=sheet)
    return _shown(here, sheet, form)


@require_POST
@room
def end(here: Here, sheet: uuid.UUID) -> HttpResponse:
    """Gives a sheet up."""
    bringing.give_up(here.actor, sheet)
    return here.to("bringing", sheet=sheet)


@require_safe
@room
def rejects(here: Here, sheet: uuid.UUID) -> HttpResponse:
    """Every row with a problem, as a table for the device."""
    stream = io.StringIO(newline="")
    write_rejects(stream, selectors.rejected(here.actor, sheet))
    response = HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected-rows.csv"'
    return response

"""Pages of imports: upload a sheet, see the plan, create the files; what each file came with."""

import io
import uuid
from typing import ClassVar

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases.selectors import file as case_file
from manumit.web.cases.views.room import require_view
from manumit.web.imports import import_jobs, selectors
from manumit.web.imports.forms import ROOM, SIZES, CancelForm, CreateFilesForm, UploadForm
from manumit.web.imports.importers import may_import_all
from manumit.web.imports.importing import may_import
from manumit.web.imports.job_status import current_import_job, import_job, rejected_rows
from manumit.web.imports.policies import import_policy, legacy_record_policy
from manumit.web.imports.problems import write_rejects
from manumit.web.imports.reading import LARGEST, MEGABYTE
from manumit.web.imports.reading_process import MOST_ROWS
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, add_form_errors, require_role
from manumit.web.ui.files import as_download, with_uploads
from manumit.web.ui.languages import words

ON_A_PAGE = 25
SECONDS_TO_LOOK_AGAIN = 5


class ImportRequest(desk.OfficeRequest):
    """A member's request for a page of imports."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(ImportRequest)


# The token is checked by ``with_uploads``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def upload(here: ImportRequest) -> HttpResponse:
    """Show and process the upload form; nothing is read from a member who may not import."""
    require_role(here, import_policy, "make")
    may_import(here.actor)
    return with_uploads(here.request, SIZES, lambda: _upload(here))


def _upload(here: ImportRequest) -> HttpResponse:
    form = UploadForm(
        here.request.POST if here.posted else None,
        here.request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data["request"]
        try:
            row = import_jobs.upload_sheet(here.actor, form.to_input(), request=sent)
        except InputError as problems:
            add_form_errors(form, problems, ROOM)
        else:
            return here.to("job", sheet=row.pk)
    context = {
        "form": form,
        "megabytes": LARGEST // MEGABYTE,
        "rows": MOST_ROWS,
        "current": current_import_job(here.actor),
    }
    return here.show("upload", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
def job(here: ImportRequest, sheet: uuid.UUID) -> HttpResponse:
    """Show the progress of a job; the page reloads while the platform works."""
    return _shown(here, sheet)


def _shown(
    here: ImportRequest, key: uuid.UUID, failed: CreateFilesForm | None = None
) -> HttpResponse:
    spoken = words(here.language.tag)
    found = import_job(here.actor, key)
    context = {
        "found": found,
        "form": failed or CreateFilesForm(words=spoken),
        "end": CancelForm(words=spoken),
    }
    response = here.show("job", context, status=200 if failed is None else UNPROCESSABLE)
    if found.works and failed is None:
        response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


@require_POST
@office_view
def job_make(here: ImportRequest, sheet: uuid.UUID) -> HttpResponse:
    """Queue the creation of the files: all of them, or none."""
    form = CreateFilesForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            import_jobs.create_files(here.actor, sheet, leave_out=form.cleaned_data["leave_out"])
        except InputError as problems:
            add_form_errors(form, problems, ROOM)
        else:
            return here.to("job", sheet=sheet)
    return _shown(here, sheet, form)


@require_POST
@office_view
def job_cancel(here: ImportRequest, sheet: uuid.UUID) -> HttpResponse:
    """Cancel the job."""
    import_jobs.cancel_import(here.actor, sheet)
    return here.to("job", sheet=sheet)


@require_safe
@office_view
def job_rejects(here: ImportRequest, sheet: uuid.UUID) -> HttpResponse:
    """Send all rows with a problem as a table."""
    stream = io.StringIO(newline="")
    write_rejects(stream, rejected_rows(here.actor, sheet))
    return as_download(stream.getvalue(), "text/csv; charset=utf-8", "rejected-rows.csv")


@require_safe
@office_view
def legacy_record(here: ImportRequest, file: uuid.UUID) -> HttpResponse:
    """Show what the other system recorded, to readers of the file's statements."""
    seen = case_file(here.actor, file)
    require_view(here, legacy_record_policy, seen)
    return here.show(
        "legacy_record", {"file": seen, "came": selectors.legacy_record(here.actor, file)}
    )


@require_safe
@office_view
def runs(here: ImportRequest) -> HttpResponse:
    """List the imports that the actor may see: who, when, and sums."""
    require_role(here, import_policy)
    shown = Paginator(selectors.imports(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    may = here.actor is not None and may_import_all(here.actor)
    current = current_import_job(here.actor) if may else None
    return here.show("runs", {"shown": shown, "may_import": may, "current": current})


@require_safe
@office_view
def run(here: ImportRequest, run: uuid.UUID) -> HttpResponse:
    """Show one import: its sums, and the rejected rows counted by problem."""
    return here.show("run", {"found": selectors.import_of(here.actor, run)})

"""A company's payroll, attendance or bank file: upload, calculation, one-time downloads."""

import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.terms import shipped_laws
from manumit.web.account_sheets import words
from manumit.web.account_sheets.uploads import InMemory
from manumit.web.public.sessions.services import (
    OpenSession,
    begin_session,
    open_session,
    set_session_cookie,
)
from manumit.web.public.wage_check import firm_run
from manumit.web.public.wage_check.firm_handover import (
    OUTCOME,
    PERIODS,
    REJECTS,
    WORKERS,
    PayrollSpec,
    report_name,
    view_name,
)
from manumit.web.public.wage_check.firm_run import PayrollRunEnd
from manumit.web.sealing import SealError
from manumit.web.ui.files import as_download, require_uploads
from manumit.web.ui.languages import Language, languages
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

LARGEST = 5_000_000
"""Bytes of both files: a hundred workers of a year are about 100,000."""
MEGABYTE = 1_000_000
SHOWN_WORKERS = 200
# Files get a neutral name: their own may contain a person's name, and messages quote it.
NAMES = {".csv": "payroll.csv", ".gz": "payroll.csv.gz", ".xlsx": "payroll.xlsx"}
MAPPING = "mapping.yaml"
TABLES = (PERIODS, WORKERS, REJECTS)
BAD, UNAVAILABLE = 400, 503
SECONDS_TO_TRY_AGAIN = "30"
FAILED = {
    PayrollRunEnd.FULL: "wage_check/firm_full",
    PayrollRunEnd.TOO_LONG: "wage_check/firm_too_long",
    PayrollRunEnd.BROKE: "wage_check/firm_broke",
}


def _only_owner(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow only the session that sent the file; everybody else gets 404."""

    @functools.wraps(view)
    def owned(request: HttpRequest, language: Language, **named: str) -> HttpResponse:
        visit = open_session(request)
        if visit is None:
            return _nothing(request, language)
        try:
            return view(request, language, visit, **named)
        except (FileNotFoundError, SealError):
            return _nothing(request, language)

    return require_uploads(owned)


def _nothing(request: HttpRequest, language: Language) -> HttpResponse:
    """Render a 404 page that says the session may have ended."""
    return page(request, language, "wage_check/firm_nothing.html", status=404)


# The CSRF token is checked later, after the upload handler is set, which must come first.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@require_uploads
def form(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the form, and what it sends."""
    if request.method != "POST":
        return _form(request, language, ())
    took = InMemory(min(LARGEST, settings.MANUMIT.largest_upload))
    request.upload_handlers = [took]
    return _sent(request, language, took)


@csrf_protect
def _sent(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    wrong, name = _wrong(request, took)
    if wrong:
        return _form(request, language, wrong, status=BAD)
    visit = open_session(request) or begin_session()
    records, mapping = request.FILES["records"], request.FILES["mapping"]
    ending = firm_run.run(
        visit,
        {name: records.read(), MAPPING: mapping.read()},  # type: ignore[union-attr]
        PayrollSpec(
            records=name,
            mapping=MAPPING,
            law=request.POST["law"],
            asked_on=request.POST["asked_on"],
            languages=tuple(one.tag for one in languages()),
            leave_out=request.POST.get("leave_out") == "yes",
            own=tuple(str(one) for one in settings.MANUMIT.own_files),
        ),
    )
    if ending is PayrollRunEnd.TOO_LARGE:
        return _form(request, language, ("wage_check/firm_result_too_large",), status=BAD)
    if ending is not PayrollRunEnd.DONE:
        response = _form(request, language, (FAILED[ending],), status=UNAVAILABLE)
        response["Retry-After"] = SECONDS_TO_TRY_AGAIN
        return response
    response = _to(language, "wage_check:firm_result")
    set_session_cookie(response, visit)
    return response


def _wrong(request: HttpRequest, took: InMemory) -> tuple[list[str], str]:
    """Return the ids of all error texts, and the internal name of the file."""
    records, mapping = request.FILES.get("records"), request.FILES.get("mapping")
    if took.too_large:
        return ["wage_check/firm_too_large"], ""
    name = NAMES.get(Path(getattr(records, "name", None) or "").suffix.lower(), "")
    found = {
        "wage_check/firm_no_file": records is not None,
        "wage_check/firm_unknown_kind": records is None or bool(name),
        "wage_check/firm_no_mapping": mapping is not None,
        "wage_check/wrong_law": request.POST.get("law") in shipped_laws(),
        "wage_check/wrong_day": _is_day(request.POST.get("asked_on", "")),
        "wage_check/firm_no_consent": request.POST.get("consent") == "yes",
    }
    return [text for text, right in found.items() if not right], name


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _form(
    request: HttpRequest, language: Language, wrong: list[str] | tuple[str, ...], *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    largest = min(LARGEST, settings.MANUMIT.largest_upload)
    context = {
        "wrong": wrong,
        "laws": words.laws(language, request.POST.get("law", "")),
        "asked_on": request.POST.get("asked_on") or words.today().isoformat(),
        "leave_out": request.POST.get("leave_out") == "yes",
        "megabytes": largest // MEGABYTE,
        "kinds": ",".join(NAMES),
        "example": EXAMPLE,
    }
    return page(request, language, "wage_check/firm.html", context, status=status)


def _to(language: Language, view: str) -> HttpResponse:
    return see_other(view, language)


@require_safe
@_only_owner
def result(request: HttpRequest, language: Language, visit: OpenSession) -> HttpResponse:
    """Show what is wrong with the file, or the report on the firm."""
    outcome = firm_run.read_json(visit, OUTCOME)
    if "problems" in outcome:
        return page(request, language, "wage_check/firm_refused.html", {"outcome": outcome})
    seen = firm_run.read_json(visit, view_name(language.tag))
    context = {
        "seen": seen,
        "workers": seen["workers"][:SHOWN_WORKERS],
        "more": max(0, len(seen["workers"]) - SHOWN_WORKERS),
        "tables": [one for one in TABLES if firm_run.has(visit, one)],
        "report": firm_run.has(visit, report_name(language.tag)),
    }
    return page(request, language, "wage_check/firm_result.html", context)


@require_POST
@_only_owner
def taken(request: HttpRequest, language: Language, visit: OpenSession) -> HttpResponse:
    """Download one file once; it is deleted on the server."""
    name = request.POST.get("file", "")
    if name in TABLES:
        return as_download(firm_run.take(visit, name), "text/csv; charset=utf-8", name)
    if name == "report":
        made = firm_run.take(visit, report_name(language.tag))
        return as_download(made, "application/pdf", "document.pdf")
    raise FileNotFoundError


@require_POST
@_only_owner
def remove(request: HttpRequest, language: Language, visit: OpenSession) -> HttpResponse:
    """Delete everything now; the session continues."""
    del request
    firm_run.forget([visit.digest])
    return _to(language, "wage_check:firm")


EXAMPLE = (Path(__file__).parent / "example-mapping.yaml").read_text("utf-8")
"""A mapping, to begin with; it is that of the documentation."""

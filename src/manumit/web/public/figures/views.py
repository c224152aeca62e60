"""What this is, the example, and a visitor's own file: sent, waited for, read, removed."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.exchange import shipped_mapping, shipped_mappings
from manumit.web.public.figures import example, handover, jobs, services, uploads
from manumit.web.public.figures.models import Assessment, AssessmentState
from manumit.web.public.sessions.services import (
    OpenSession,
    begin_session,
    open_session,
    set_session_cookie,
)
from manumit.web.sealing import SealError
from manumit.web.ui.files import require_uploads
from manumit.web.ui.languages import Language, languages
from manumit.web.ui.languages import language as language_of
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

SECONDS_TO_LOOK_AGAIN = "2"
MEGABYTE = 1_000_000

type View = Callable[[HttpRequest, Language], HttpResponseBase]


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Show what this is, who may use it, the example, the way to a file of one's own."""
    return page(request, language, "figures/index.html")


@require_safe
def example_page(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the report on the synthetic file; while it is made, how far that is."""
    report = example.finished(language.tag)
    if report is not None:
        return page(request, language, "figures/example.html", {"report": _html(report)})
    if example.has_failed(language.tag):
        context = {"code": services.BROKE, "ours": True}
        return page(request, language, "figures/failed.html", context, status=503)
    jobs.enqueue_example(language.tag)
    step, share = example.progress(language.tag)
    return _in_progress(request, language, {"step": step, "share": share, "ours": True})


def _html(report: str) -> str:
    # Made by `manumit.bulk.report`, which escapes everything that a file or a text brings.
    return mark_safe(report)  # noqa: S308


def _in_progress(request: HttpRequest, language: Language, context: dict[str, Any]) -> HttpResponse:
    response = page(request, language, "figures/going_on.html", context)
    response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


def _only_owner(
    view: Callable[[HttpRequest, Language, Assessment, OpenSession], HttpResponseBase],
) -> View:
    """Allow only the session that sent the file; everybody else gets 404."""

    @functools.wraps(view)
    def owned(request: HttpRequest, language: Language) -> HttpResponseBase:
        visit = open_session(request)
        found = services.find_assessment(visit)
        if found is None or visit is None:
            return no_assessment(request, language)
        try:
            return view(request, language, found, visit)
        except (FileNotFoundError, SealError):
            return no_assessment(request, language)

    return require_uploads(owned)


def no_assessment(request: HttpRequest, language: Language) -> HttpResponse:
    """Render a 404 page that says the session may have ended."""
    return page(request, language, "figures/nothing.html", status=404)


# The CSRF token is checked later, after the upload handler is set, which must come first.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@require_uploads
def file(request: HttpRequest, language: Language) -> HttpResponseBase:
    """Show the form, and what it sends."""
    if request.method != "POST":
        if services.find_assessment(open_session(request)) is not None:
            return _redirect(language, "figures:result")
        return _form(request, language)
    upload_handler = uploads.new_handler()
    request.upload_handlers = [upload_handler]
    return _checked(request, language, upload_handler)


@csrf_protect
def _checked(
    request: HttpRequest, language: Language, upload_handler: uploads.PrivateUpload
) -> HttpResponseBase:
    wished = language_of(request.POST.get("language", "")) or language
    upload = uploads.read_form(request, upload_handler, language=wished.tag)
    if isinstance(upload, list):
        return _form(request, language, upload)
    if services.is_full():
        return _form(request, language, [uploads.FULL], status=503)
    visit = open_session(request) or begin_session()
    if not jobs.enqueue(visit, upload):
        return _form(request, language, [uploads.HAS_ONE], status=409)
    response = _redirect(language, "figures:result")
    set_session_cookie(response, visit)
    return response


def _form(
    request: HttpRequest, language: Language, wrong: list[str] | None = None, *, status: int = 400
) -> HttpResponse:
    sent = request.POST
    context = {
        "wrong": wrong or (),
        "megabytes": settings.MANUMIT.largest_upload // MEGABYTE,
        "mappings": _mapping_titles(),
        "own_mapping": uploads.OWN_MAPPING,
        "chosen": sent.get("mapping", uploads.OWN_MAPPING),
        "report_language": language_of(sent.get("language", "")) or language,
        "report_languages": languages(),
        "leave_out": sent.get("leave_out") == "yes",
        "kinds": ",".join(uploads.NAMES),
    }
    return page(request, language, "figures/file.html", context, status=status if wrong else 200)


@functools.cache
def _mapping_titles() -> tuple[tuple[str, str], ...]:
    """Return names of the shipped mappings, and what they are for."""
    files = {name: shipped_mapping(name).read_text("utf-8") for name in shipped_mappings()}
    return tuple((name, yaml.safe_load(text)["title"]) for name, text in files.items())


def _redirect(language: Language, view: str) -> HttpResponse:
    return see_other(view, language)


@require_safe
@_only_owner
def result(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenSession
) -> HttpResponse:
    """Show how far it is, what is wrong with the file, or the report."""
    if found.state in services.GOING_ON:
        waits = found.state == AssessmentState.WAITING
        context = {"step": found.step, "share": found.share, "waits": waits}
        return _in_progress(request, language, context)
    if found.state == AssessmentState.FAILED:
        return page(request, language, "figures/failed.html", {"code": found.code})
    outcome = services.read_outcome(found, visit)
    if found.state == AssessmentState.REFUSED:
        return page(request, language, "figures/refused.html", {"outcome": outcome})
    report = ""
    if services.has_result(found, handover.REPORT):
        report = b"".join(services.read_result(found, visit, handover.REPORT)).decode()
    context = {"outcome": outcome, "report": _html(report)}
    return page(request, language, "figures/result.html", context)


@require_safe
@_only_owner
def findings(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenSession
) -> HttpResponseBase:
    """Show the findings, one row per person."""
    del request, language
    return _download(services.read_result(found, visit, handover.FINDINGS), "findings.csv")


@require_safe
@_only_owner
def rejects(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenSession
) -> HttpResponseBase:
    """Show the rows that were left out, and why."""
    del request, language
    return _download(services.read_result(found, visit, handover.REJECTS), "rows-left-out.csv")


def _download(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    first = next(pieces)  # read one piece first: an error must occur before the response starts

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    response = StreamingHttpResponse(whole(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@_only_owner
def remove(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenSession
) -> HttpResponse:
    """Delete everything now; the session continues."""
    del request, found
    services.forget([visit.digest])
    return _redirect(language, "figures:file")

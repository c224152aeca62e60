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
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.exchange import shipped_mapping, shipped_mappings
from manumit.web.figures import example, handover, jobs, services, uploads
from manumit.web.figures.models import Assessment, State
from manumit.web.pages.languages import Language, languages
from manumit.web.pages.languages import language as language_of
from manumit.web.pages.uploads import where_offered
from manumit.web.pages.views import page
from manumit.web.sealing import SealError
from manumit.web.visits.services import OpenVisit, begin_visit, carry, open_visit

SECONDS_TO_LOOK_AGAIN = "2"
MEGABYTE = 1_000_000

type View = Callable[[HttpRequest, Language], HttpResponseBase]


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """What this is, who may use it, the example, the way to a file of one's own."""
    return page(request, language, "figures/index.html")


@require_safe
def example_page(request: HttpRequest, language: Language) -> HttpResponse:
    """The report on the synthetic file; while it is made, how far that is."""
    report = example.finished(language.tag)
    if report is not None:
        return page(request, language, "figures/example.html", {"report": _html(report)})
    if example.has_failed(language.tag):
        context = {"code": services.BROKE, "ours": True}
        return page(request, language, "figures/failed.html", context, status=503)
    jobs.order_example(language.tag)
    step, share = example.progress(language.tag)
    return _going_on(request, language, {"step": step, "share": share, "ours": True})


def _html(report: str) -> str:
    # Made by `manumit.bulk.report`, which escapes everything that a file or a text brings.
    return mark_safe(report)  # noqa: S308


def _going_on(request: HttpRequest, language: Language, context: dict[str, Any]) -> HttpResponse:
    response = page(request, language, "figures/going_on.html", context)
    response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


def _only_owner(
    view: Callable[[HttpRequest, Language, Assessment, OpenVisit], HttpResponseBase],
) -> View:
    """Only the visit that sent a file; to everybody else there is nothing here."""

    @functools.wraps(view)
    def owned(request: HttpRequest, language: Language) -> HttpResponseBase:
        visit = open_visit(request)
        found = services.of_visit(visit)
        if found is None or visit is None:
            return nothing(request, language)
        try:
            return view(request, language, found, visit)
        except (FileNotFoundError, SealError):
            return nothing(request, language)

    return where_offered(owned)


def nothing(request: HttpRequest, language: Language) -> HttpResponse:
    """404, which says that the visit may have ended."""
    return page(request, language, "figures/nothing.html", status=404)


# The token is checked within, once the request has what takes its files.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@where_offered
def file(request: HttpRequest, language: Language) -> HttpResponseBase:
    """The form, and what it sends."""
    if request.method != "POST":
        if services.of_visit(open_visit(request)) is not None:
            return _to(language, "figures:result")
        return _form(request, language)
    took = uploads.handler()
    request.upload_handlers = [took]
    return _checked(request, language, took)


@csrf_protect
def _checked(
    request: HttpRequest, language: Language, took: uploads.PrivateUpload
) -> HttpResponseBase:
    wished = language_of(request.POST.get("language", "")) or language
    arrived = uploads.read_form(request, took, language=wished.tag)
    if isinstance(arrived, list):
        return _form(request, language, arrived)
    if services.is_full():
        return _form(request, language, [uploads.FULL], status=503)
    visit = open_visit(request) or begin_visit()
    if not jobs.begin(visit, arrived):
        return _form(request, language, [uploads.HAS_ONE], status=409)
    response = _to(language, "figures:result")
    carry(response, visit)
    return response


def _form(
    request: HttpRequest, language: Language, wrong: list[str] | None = None, *, status: int = 400
) -> HttpResponse:
    sent = request.POST
    context = {
        "wrong": wrong or (),
        "megabytes": settings.MANUMIT.largest_upload // MEGABYTE,
        "mappings": _titles(),
        "own_mapping": uploads.OWN_MAPPING,
        "chosen": sent.get("mapping", uploads.OWN_MAPPING),
        "report_language": language_of(sent.get("language", "")) or language,
        "report_languages": languages(),
        "leave_out": sent.get("leave_out") == "yes",
        "kinds": ",".join(uploads.NAMES),
    }
    return page(request, language, "figures/file.html", context, status=status if wrong else 200)


@functools.cache
def _titles() -> tuple[tuple[str, str], ...]:
    """Names of the shipped mappings, and what they are for."""
    files = {name: shipped_mapping(name).read_text("utf-8") for name in shipped_mappings()}
    return tuple((name, yaml.safe_load(text)["title"]) for name, text in files.items())


def _to(language: Language, view: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(view, kwargs={"language": language}))
    response.status_code = 303
    return response


@require_safe
@_only_owner
def result(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenVisit
) -> HttpResponse:
    """How far it is, what is wrong with the file, or the report."""
    if found.state in services.GOING_ON:
        waits = found.state == State.WAITING
        context = {"step": found.step, "share": found.share, "waits": waits}
        return _going_on(request, language, context)
    if found.state == State.FAILED:
        return page(request, language, "figures/failed.html", {"code": found.code})
    outcome = services.outcome(found, visit)
    if found.state == State.REFUSED:
        return page(request, language, "figures/refused.html", {"outcome": outcome})
    report = ""
    if services.has(found, handover.REPORT):
        report = b"".join(services.read(found, visit, handover.REPORT)).decode()
    context = {"outcome": outcome, "report": _html(report)}
    return page(request, language, "figures/result.html", context)


@require_safe
@_only_owner
def findings(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenVisit
) -> HttpResponseBase:
    """The findings, one row per person."""
    del request, language
    return _download(services.read(found, visit, handover.FINDINGS), "findings.csv")


@require_safe
@_only_owner
def rejects(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenVisit
) -> HttpResponseBase:
    """The rows that were left out, and why."""
    del request, language
    return _download(services.read(found, visit, handover.REJECTS), "rows-left-out.csv")


def _download(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    first = next(pieces)  # whether there is one shows before the answer begins

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    response = StreamingHttpResponse(whole(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@_only_owner
def remove(
    request: HttpRequest, language: Language, found: Assessment, visit: OpenVisit
) -> HttpResponse:
    """Removes everything now; the visit goes on."""
    del request, found
    services.forget([visit.digest])
    return _to(language, "figures:file")

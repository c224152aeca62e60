"""What is published, for anybody: no account and no cookie; nothing tells later who has read."""

import json
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.views.decorators.http import require_safe

from manumit.disclosure.sdmx import CONTENT_TYPE
from manumit.errors import InputError, Problem
from manumit.exchange.listed import csv_pieces, write_xlsx
from manumit.published_figures import PenaltyEstimate, profits, world_risk
from manumit.web.institutions.desk import UNPROCESSABLE
from manumit.web.statistics import selectors, tables, weighing
from manumit.web.statistics.definitions import GROUPS, definitions, of, query_version
from manumit.web.statistics.shown import draw_chain, statistics_page
from manumit.web.statistics.views.office import XLSX
from manumit.web.ui.languages import Language
from manumit.web.ui.views import page

type Rows = Iterable[Iterable[object]]
FILES: Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Rows]]] = {
    "tables": (tables.HEADER, tables.lines),
    "glotip": (tables.GLOTIP, tables.glotip),
    "sdg-16-2-2": (tables.SDG, tables.sdg),
}


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Releases that are published now."""
    return page(request, language, "statistics/public.html", {"found": selectors.published()})


@require_safe
def release(request: HttpRequest, language: Language, release: uuid.UUID) -> HttpResponse:
    """One of them."""
    out, document = _found(release)
    shown = statistics_page(document)
    context = {"out": out, "shown": shown, "svg": draw_chain(shown, language), "files": list(FILES)}
    return page(request, language, "statistics/published.html", context)


def _found(key: uuid.UUID) -> tuple[selectors.ReleaseSummary, dict[str, Any]]:
    found = selectors.published_one(key)
    if found is None:
        raise Http404
    return found


@require_safe
def download(
    request: HttpRequest, language: Language, release: uuid.UUID, name: str, form: str
) -> HttpResponseBase:
    """A release as a file, with where its numbers come from."""
    del language
    out, document = _found(release)
    if (name, form) == ("sdmx", "csv"):
        answer = HttpResponse(tables.sdmx(document), content_type=CONTENT_TYPE)
        return _file(answer, "sdmx.csv")
    if name not in FILES or form not in ("csv", "json", "xlsx"):
        raise Http404
    header, rows = FILES[name]
    about = tables.about(document, out.id, request.build_absolute_uri())
    return _FORMS[form](name, header, rows(document), about)


def _csv(name: str, header: tuple[str, ...], rows: Rows, about: Rows) -> HttpResponse:
    head = "".join(csv_pieces(("about", "value"), about))
    text = head + "\n" + "".join(csv_pieces(header, rows))
    return _file(HttpResponse(text, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _json(name: str, header: tuple[str, ...], rows: Rows, about: Rows) -> HttpResponse:
    document = {
        "about": {str(key): value for key, value in about},
        "rows": [dict(zip(header, row, strict=True)) for row in rows],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _file(HttpResponse(text, content_type="application/json"), f"{name}.json")


def _xlsx(name: str, header: tuple[str, ...], rows: Rows, about: Rows) -> HttpResponseBase:
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_xlsx(kept, [("about", ("about", "value"), about), ("numbers", header, rows)])
    kept.seek(0)
    return _file(FileResponse(kept, content_type=XLSX), f"{name}.xlsx")


_FORMS: Mapping[str, Callable[..., HttpResponseBase]] = {
    "csv": _csv, "json": _json, "xlsx": _xlsx,
}  # fmt: skip


def _file[Answer: HttpResponseBase](answer: Answer, name: str) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def definition_list(request: HttpRequest, language: Language) -> HttpResponse:
    """Everything that is counted, or that no room records."""
    groups = [(f"statistics_group/{group}", of(group)) for group in GROUPS]
    context = {"groups": groups, "query": query_version()}
    return page(request, language, "statistics/definitions.html", context)


@require_safe
def definition(request: HttpRequest, language: Language, name: str) -> HttpResponse:
    """What one number means, where it is read from, by which query."""
    found = definitions().get(name)
    if found is None:
        raise Http404
    context = {"one": found, "query": query_version()}
    return page(request, language, "statistics/definition.html", context)


@require_safe
def risk(request: HttpRequest, language: Language, release: uuid.UUID) -> HttpResponse:
    """A release weighed: expected penalty against profit, and what would turn it."""
    out, document = _found(release)
    asked, found, problems = _weighed(request, out.id, document)
    fields = [
        {
            "name": name,
            "sourced": name in weighing.SOURCED,
            "wrong": any(one.place.field == name for one in problems),
            **{part: asked.texts[f"{name}_{part}"] for part in ("least", "most", "source")},
        }
        for name in weighing.FIELDS
    ]
    context = {
        "out": out,
        "document": document,
        "asked": asked,
        "currencies": weighing.currencies(document),
        "profits": [(weighing.key_of(one), one) for one in profits()],
        "profit": weighing.key_of(asked.profit) if asked.profit else "",
        "fields": fields,
        "problems": problems,
        "needs_rate": not problems and found is None,
        "query": request.GET.urlencode(),
        "world": [line for one in world_risk() for line in weighing.lines(one, language)],
        **_context(found, language),
    }
    status = UNPROCESSABLE if problems else 200
    return page(request, language, "statistics/risk.html", context, status=status)


def _context(found: PenaltyEstimate | None, language: Language) -> dict[str, object]:
    if found is None:
        return {"found": None}
    beside = [*found.exploiter, *([found.conviction_rate] if found.conviction_rate else [])]
    return {
        "found": found,
        "svg": weighing.draw_weighed(found, language),
        "share": weighing.shown(found.share.span, "share", language),
        "lines": list(weighing.lines(found.share, language)),
        "beside": [next(weighing.lines(one, language)) for one in beside],
        "turns": list(weighing.turning_points(found.turns, language)),
    }


def _weighed(
    request: HttpRequest, key: uuid.UUID, document: Mapping[str, Any]
) -> tuple[weighing.RiskQuery, PenaltyEstimate | None, tuple[Problem, ...]]:
    asked = weighing.read_query(document, request.GET.dict())
    if asked.problems:
        return asked, None, asked.problems
    try:
        return asked, weighing.weigh_release(document, key, asked), ()
    except InputError as error:
        return asked, None, tuple(error.problems)


@require_safe
def risk_file(request: HttpRequest, language: Language, release: uuid.UUID) -> HttpResponse:
    """The same numbers as a file, with what was entered."""
    out, document = _found(release)
    found = _weighed(request, out.id, document)[1]
    if found is None:
        # The page says what is wrong, or missing.
        address = reverse("outcomes:risk", kwargs={"language": language.tag, "release": out.id})
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
    about = tables.about(document, out.id, request.build_absolute_uri())
    return _csv("risk", weighing.HEADER, weighing.rows(found, world_risk()), about)

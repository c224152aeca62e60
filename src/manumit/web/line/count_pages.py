"""The monthly count as a page, and as CSV and XLSX with small numbers suppressed."""

import io
from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from manumit.assessment.view import Words
from manumit.disclosure import PublishedTable
from manumit.exchange.listed import csv_pieces, write_xlsx
from manumit.web.line import counts
from manumit.web.line.contact_list import TABS
from manumit.web.line.counts import TOPIC, TOPICS, CountMonth
from manumit.web.line.lists import text_of
from manumit.web.line.pages import LineRequest, office_view
from manumit.web.ui.languages import words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR = 2000
TWELVE = 12


@require_safe
@office_view
def show(here: LineRequest, year: int = 0, month: int = 0) -> HttpResponse:
    """Show the count of a month of the own office; without one, of this month."""
    wanted = _month(year, month) if year else CountMonth.now()
    found = counts.month_count(here.actor, wanted)
    tables = [
        (f"line_count/{one.name}", [(_text(one.name, code), number) for code, number in one.rows])
        for one in found.tables
    ]
    later = wanted.next if wanted.next.first <= CountMonth.now().first else None
    month_text = f"month/{wanted.number}"
    context = {
        "found": found,
        "tables": tables,
        "later": later,
        "tabs": TABS,
        "month_text": month_text,
    }
    return here.show("count", context)


def _month(year: int, month: int) -> CountMonth:
    if (
        not (1 <= month <= TWELVE and year >= FIRST_YEAR)
        or CountMonth(year, month) > CountMonth.now()
    ):
        raise Http404
    return CountMonth(year, month)


def _text(name: str, code: str) -> str:
    return text_of(TOPIC if name == TOPICS else name, code)


@require_safe
@office_view
def export(here: LineRequest, year: int, month: int, kind: str) -> HttpResponse:
    """Return the count of a month that is over as a file."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    found = counts.released_count(here.actor, _month(year, month))
    wording = words(here.language.tag)
    header, rows = _header(wording), _rows(found, wording)
    if kind == "csv":
        answer = HttpResponse(csv_pieces(header, rows), content_type="text/csv; charset=utf-8")
    else:
        written = io.BytesIO()
        write_xlsx(written, [("contacts", header, rows)])
        answer = HttpResponse(written.getvalue(), content_type=XLSX)
    name = f"contacts-{year}-{month:02}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _header(wording: Words) -> tuple[str, ...]:
    return tuple(wording.name(f"line/count_{one}") for one in ("division", "code", "number"))


def _rows(tables: tuple[PublishedTable, ...], wording: Words) -> Iterator[tuple[object, ...]]:
    if not tables:
        yield (wording.name("line/count_too_few"), "", "")
    for table in tables:
        name = table.dimensions[0].name
        for row in table.rows():
            code, value = row.labels[0], row.values[0]
            text = "line/total" if code is None else _text(name, code)
            number = wording.name("line/count_hidden") if value is None else value
            yield wording.name(f"line_count/{name}"), wording.name(text), number

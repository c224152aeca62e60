"""The annual reports as a page, their rows, as XLSX and as PDF.

Each view serves both reports: of all workplaces, and of those of agriculture (``farms``).
"""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from manumit.assessment.view import Words
from manumit.paper.annual import AnnualReport, ReportPart, annual_report_pdf
from manumit.paper.typesetting import draft_note
from manumit.web.annual_report import figures as report
from manumit.web.annual_report.figures import LETTERS, PENALTIES, Figure, ReportRow, Year
from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.pages import PDF, file_answer
from manumit.web.institutions import desk
from manumit.web.institutions.desk import require_role
from manumit.web.kernel.days import today
from manumit.web.ui.languages import Language, library, words
from manumit.web.ui.room.days import day_in_words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIER_YEARS = 4


class ReportRequest(desk.OfficeRequest):
    """A member's request for a page of an annual report."""

    room: ClassVar[str] = "annual_report"


office_view = desk.view_decorator(ReportRequest)


@require_safe
@office_view
def show(here: ReportRequest, year: int = 0, *, farms: bool = False) -> HttpResponse:
    """Show the figures of a year; without one, of this year."""
    require_role(here, visit_policy)
    number = _known(year or today().year)
    figures = report.annual_report(here.actor, number, farms=farms)
    years = range(today().year, today().year - EARLIER_YEARS - 1, -1)
    context = {"year": number, "sections": _sections(figures), "years": years}
    return here.show("report", context | _views(farms=farms))


def _views(*, farms: bool) -> dict[str, object]:
    """Return the names of the pages of one of the reports, and of the other."""
    own, other = ("farms", "report") if farms else ("report", "farms")
    return {
        "farms": farms,
        "text": f"annual_report/{own}",
        "view": f"annual_report:{own}",
        "rows_view": f"annual_report:{own}_rows",
        "file_view": f"annual_report:{own}_file",
        "paper_view": f"annual_report:{own}_paper",
        "other": f"annual_report:{other}",
        "other_text": f"annual_report/{other}",
    }


def _sections(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    return [(one, [each for each in figures if each.letter == one]) for one in LETTERS]


def _known(year: int) -> int:
    if not report.is_year(year):
        raise Http404
    return year


@require_safe
@office_view
def rows(here: ReportRequest, year: int, figure: str, *, farms: bool = False) -> HttpResponse:
    """Show the rows of a figure."""
    require_role(here, visit_policy)
    found = report.find(figure, farms=farms)
    if found is None:
        raise Http404
    page = here.request.GET.get("page")
    shown, closed = report.report_rows(here.actor, _known(year), figure, page, farms=farms)
    of_penalties = figure in report.HELD_OF_FARMS[PENALTIES]
    context = {
        "year": year,
        "heading": found[0],
        "shown": shown,
        "closed": closed,
        "closed_text": f"annual_report/closed{'_penalties' * of_penalties}",
    }
    return here.show("rows", context | _views(farms=farms))


@require_safe
@office_view
def workbook(here: ReportRequest, year: int, *, farms: bool = False) -> HttpResponse:
    """Return the figures as XLSX, each with a sheet of its rows."""
    require_role(here, visit_policy)
    figures, kept = report.whole_report(here.actor, _known(year), farms=farms)
    article = "C129 27" if farms else "C081 21"
    made = _written(figures, kept, words(here.language.tag), article)
    return file_answer(made, XLSX, f"{_file_name(year, farms=farms)}.xlsx")


def _file_name(year: int, *, farms: bool) -> str:
    return f"annual-report-agriculture-{year}" if farms else f"annual-report-{year}"


def _written(
    figures: Sequence[Figure],
    kept: Mapping[str, Sequence[ReportRow]],
    wording: Words,
    article: str,
) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and needed here alone

    book = Workbook()
    first: Worksheet = book.worksheets[0]
    first.title = "figures"
    heads = [wording.name(f"annual_report/report_{one}") for one in ("article", "figure", "number")]
    first.append(heads)
    for figure in figures:
        number = (
            wording.name("inspections/not_recorded") if figure.number is None else figure.number
        )
        first.append([f"{article}({figure.letter})", wording.name(figure.text), number])
        if figure.key in kept:
            first.cell(first.max_row, 3).hyperlink = f"#'{figure.key}'!A1"
            sheet: Worksheet = book.create_sheet(figure.key)
            for row in kept[figure.key]:
                sheet.append([row.label, row.day])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@require_safe
@office_view
def paper(here: ReportRequest, year: int, *, farms: bool = False) -> HttpResponse:
    """Return the figures as PDF, in the language of the page; a paper has no rows."""
    require_role(here, visit_policy)
    figures = report.printed_report(here.actor, _known(year), farms=farms)
    assert here.actor is not None  # noqa: S101 - a stranger was refused
    at = here.actor.institution
    made = report_paper(figures, Year(at, year), here.names([at])[at], here.language, farms=farms)
    return file_answer(made, PDF, f"{_file_name(year, farms=farms)}.pdf")


def report_paper(
    figures: Sequence[Figure],
    year: Year,
    institution: str,
    spoken: Language,
    *,
    farms: bool = False,
) -> bytes:
    """Return the figures of a year as PDF, in one language.

    Raises:
        InputError: P101 or P102 where the name of the institution cannot be printed.
    """
    wording = words(spoken.tag)
    first, last = (day_in_words(one, wording) for one in year.days)
    own = "farms" if farms else "report"
    notes = ["counted", "violations", *(["sectors", "vessels"] if farms else [])]
    about = [
        ("institution", institution),
        ("basis", wording.name(f"annual_report_paper/{own}_convention")),
        ("period", wording.name("annual_report_paper/report_days").format(first=first, last=last)),
        ("printed", day_in_words(today(), wording)),
    ]
    made = AnnualReport(
        language=spoken.tag,
        direction=spoken.direction,
        title=wording.name(f"annual_report_paper/{own}_title").format(year=year.number),
        head=[(wording.name(f"annual_report_paper/report_{key}"), value) for key, value in about],
        notes=[wording.name(f"annual_report_paper/report_note_{one}") for one in notes]
        + draft_note(wording),
        columns=(
            wording.name("annual_report/figure"),
            wording.name("annual_report/number"),
        ),
        parts=[
            ReportPart(
                letter,
                wording.name(f"annual_report/article_{letter}"),
                [(wording.name(one.text), _number(one, wording)) for one in listed],
            )
            for letter, listed in _sections(figures)
        ],
    )
    return annual_report_pdf(made, library())


def _number(figure: Figure, wording: Words) -> str:
    if figure.number is None:
        return wording.name("inspections/not_recorded")
    return wording.number(str(figure.number))

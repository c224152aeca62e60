"""The annual report of a labour inspectorate on paper: figures by part of an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from manumit.instruments import Library
from manumit.paper.statement import pairs
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part of the article.

    Attributes:
        letter, title: such as ``d`` and its heading.
        figures: labels and values, in words where nothing was recorded.
    """

    letter: str
    title: str
    figures: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """The report in the language of its reader.

    Attributes:
        language, direction: such as ``ar`` and ``rtl``.
        title: its heading.
        head: labels and values: whose report it is, under which convention, of which days.
        notes: how to read the figures.
        columns: headings of the columns: figure and number.
        parts: of the article, in its order.
    """

    language: str
    direction: str
    title: str
    head: Sequence[tuple[str, str]]
    notes: Sequence[str]
    columns: tuple[str, str]
    parts: Sequence[ReportPart]


def annual_report_pdf(
    report: AnnualReport, library: Library, *, size: PaperSize = PaperSize.A4
) -> bytes:
    """Return a report as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Args:
        report: what it says.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    data: dict[str, Value] = {
        **sheet(report.language, report.direction, size),
        "title": report.title,
        "head": pairs(report.head),
        "notes": list(report.notes),
        "columns": list(report.columns),
        "parts": [
            {"letter": one.letter, "title": one.title, "figures": pairs(one.figures)}
            for one in report.parts
        ],
        "page": library.texts.label("paper/page", report.language).value,
    }
    return typeset("annual.typ", data)

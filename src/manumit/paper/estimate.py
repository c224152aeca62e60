"""An estimate on paper: one page that says it all, then pictures and tables."""

import re

from manumit.instruments import Library
from manumit.paper.statement import pairs
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset
from manumit.prevalence.report.page import OnePage, Points
from manumit.prevalence.report.view import EstimateView, Section, TableView

STYLE = (
    "<style>.yes{fill:#0b3c5d}.no{fill:#ccd6de}.mark{stroke:#4b5660;stroke-width:.5px}"
    "text{fill:#1b1f23;font-family:'IBM Plex Sans','IBM Plex Sans Arabic'}</style>"
)
"""Pictures take their colours from a style sheet; a sheet of paper has none, so they bring one."""

SIDES = re.compile(r'text-anchor="(start|end)"')
OTHER_SIDE = {"start": "end", "end": "start"}


def estimate_pdf(seen: EstimateView, library: Library, *, size: PaperSize = PaperSize.A4) -> bytes:
    """Return an estimate as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Args:
        seen: from ``estimate_view``.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    data: dict[str, Value] = {
        **sheet(seen.language, seen.direction, size),
        "title": seen.title,
        "subject": seen.subject,
        "unreviewed": seen.unreviewed,
        "first": _first(seen.page),
        "sections": [_section(one) for one in seen.sections],
        "facts_title": seen.facts_title,
        "facts": pairs(seen.facts),
        "notices_title": seen.notices_title,
        "notices": list(seen.notices),
        "page": library.texts.label("paper/page", seen.language).value,
    }
    pictures = {
        one.id: _styled(one.picture, rtl=seen.direction == "rtl")
        for one in seen.sections
        if one.picture
    }
    return typeset("estimate.typ", data, pictures)


def _styled(picture: str, *, rtl: bool) -> str:
    """Return a picture with its style; text anchors are mirrored for right-to-left text."""
    head, end, rest = picture.partition(">")
    if rtl:
        rest = SIDES.sub(lambda side: f'text-anchor="{OTHER_SIDE[side[1]]}"', rest)
    return f"{head}{end}{STYLE}{rest}"


def _first(page: OnePage) -> Value:
    return {
        "title": page.title,
        "first": page.first,
        "number": page.number,
        "range": page.range,
        "parts": [
            _points(one)
            for one in (page.known, page.sure, page.surer, page.inflates, page.deflates)
        ],
    }


def _points(one: Points) -> Value:
    return {"title": one.title, "points": list(one.points)}


def _section(one: Section) -> Value:
    return {
        "id": one.id,
        "title": one.title,
        "lead": one.lead,
        "pictured": bool(one.picture),
        "says": one.says,
        "tables": [_table(table) for table in one.tables],
        "notes": list(one.notes),
    }


def _table(one: TableView) -> Value:
    return {
        "head": list(one.head),
        "rows": [
            {"cells": list(row), "strong": at in one.strong} for at, row in enumerate(one.rows)
        ],
        "numbers": list[Value](sorted(one.numbers)),
    }

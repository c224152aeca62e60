"""What is owed on paper: totals, what to know, then each period line by line with its article."""

from manumit.instruments import Library
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset
from manumit.terms.owed import Owed
from manumit.terms.owed_view import Amounts, LineView, PartView, PeriodView, owed_view


def owed_pdf(
    found: Owed, library: Library, language: str = "en", *, size: PaperSize = PaperSize.A4
) -> bytes:
    """A reckoning as a tagged PDF (PDF/UA-1), the same bytes for the same arguments.

    Heading and metadata say *Statement of wages*, and hold no author and no date of making.

    Args:
        found: from ``owed``.
        library: with the texts of the room ``terms`` and of paper.
        language: such as ``fr``; what it lacks comes in English.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    seen = owed_view(found, library, language)
    data: dict[str, Value] = {
        **sheet(language, seen.direction, size),
        "title": seen.title,
        "currency": seen.currency,
        "one_number": seen.one_number,
        "head": [{"label": label, "value": value} for label, value in seen.head],
        "notice": seen.notice,
        "totals": [{"label": label, "amounts": _amounts(one)} for label, one in seen.totals],
        "least": seen.least,
        "most": seen.most,
        "warnings_title": seen.warnings_title,
        "warnings": list(seen.warnings),
        "overview_title": seen.overview_title,
        "two": seen.two,
        "columns": list(seen.columns),
        "barred": seen.barred,
        "sum": {"label": seen.sums[0], "cells": [_amounts(one) for one in seen.sums[1]]},
        "details_title": seen.details_title,
        "owed_title": seen.owed_title,
        "periods": [_period(one) for one in seen.periods],
        "rules_title": seen.rules_title,
        "rules": [
            {
                "number": rule.number,
                "article": rule.article,
                "source": rule.source,
                "address": rule.address,
                "rest": [one for one in (rule.sure, rule.validity, rule.note) if one],
            }
            for rule in seen.rules
        ],
        "page": library.texts.label("paper/page", language).value,
    }
    return typeset("owed.typ", data)


def _amounts(one: Amounts) -> Value:
    return {"least": one.least, "most": one.most, "same": one.same}


def _period(seen: PeriodView) -> Value:
    return {
        "days": seen.days,
        "due_by": seen.due_by,
        "barred": seen.barred,
        "cells": [_amounts(one) for one in seen.cells],
        "parts": [_part(one) for one in seen.parts],
        "owed": _amounts(seen.owed),
        "more": None if seen.more is None else _part(seen.more),
        "notes": list(seen.notes),
    }


def _part(seen: PartView) -> Value:
    return {
        "title": seen.title,
        "amounts": _amounts(seen.amounts),
        "lines": [_line(one) for one in seen.lines],
    }


def _line(seen: LineView) -> Value:
    return {
        "sentences": list(seen.sentences),
        "amounts": _amounts(seen.amounts),
        "rule": seen.rule,
        "article": seen.article,
        "counts": seen.counts,
        "lines": [_line(one) for one in seen.lines],
    }

"""What is owed on paper: totals, what to know, then each period line by line with its article."""

from manumit.instruments import Library
from manumit.paper.statement import pairs, rule
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset
from manumit.terms.statement.group_view import DeductionView, FirmView, WorkerView
from manumit.terms.statement.owed_view import (
    Amounts,
    LineView,
    OwedView,
    PartView,
    PeriodView,
    owed_view,
)
from manumit.terms.wages.owed import Owed


def owed_pdf(
    found: Owed, library: Library, language: str = "en", *, size: PaperSize = PaperSize.A4
) -> bytes:
    """Return a wage account as a tagged PDF (PDF/UA-1), byte-identical for equal input.

    Heading and metadata say *Statement of wages*, and hold no author and no date of making.

    Args:
        found: from ``owed``.
        library: with the texts of the room ``terms`` and of paper.
        language: such as ``fr``; what it lacks comes in English.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    return owed_view_pdf(owed_view(found, library, language), library, size=size)


def owed_view_pdf(seen: OwedView, library: Library, *, size: PaperSize = PaperSize.A4) -> bytes:
    """Return the PDF of a wage statement that is already in words, such as a stored one.

    Args:
        seen: from ``owed_view``.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    data: dict[str, Value] = {
        **sheet(seen.language, seen.direction, size),
        "title": seen.title,
        "currency": seen.currency,
        "one_number": seen.one_number,
        "head": pairs(seen.head),
        "notice": seen.notice,
        "totals": [{"label": label, "amounts": _amounts(one)} for label, one in seen.totals],
        "least": seen.least,
        "most": seen.most,
        "warnings_title": seen.warnings_title,
        "warnings": list(seen.warnings),
        "overview_title": seen.overview_title,
        "two": seen.two,
        "columns": list(seen.columns),
        "sum": {"label": seen.sums[0], "cells": [_amounts(one) for one in seen.sums[1]]},
        "details_title": seen.details_title,
        "owed_title": seen.owed_title,
        "periods": [_period(one) for one in seen.periods],
        "rules_title": seen.rules_title,
        "rules": [rule(one) for one in seen.rules],
        "page": library.texts.label("paper/page", seen.language).value,
    }
    return typeset("owed.typ", data)


def firm_pdf(seen: FirmView, library: Library, *, size: PaperSize = PaperSize.A4) -> bytes:
    """Return the report on a firm as a tagged PDF (PDF/UA-1).

    Args:
        seen: from ``firm_view``.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    data: dict[str, Value] = {
        **sheet(seen.language, seen.direction, size),
        "title": seen.title,
        "file": seen.file,
        "currency": seen.currency,
        "head": pairs(seen.head),
        "totals": [{"label": label, "amounts": _amounts(one)} for label, one in seen.totals],
        "two": seen.two,
        "notice": seen.notice,
        "warnings_title": seen.warnings_title,
        "warnings": list(seen.warnings),
        "counts_title": seen.counts_title,
        "counts": pairs(seen.counts),
        "deductions_title": seen.deductions_title,
        "deduction_columns": list(seen.deduction_columns),
        "deductions": [_deduction(one) for one in seen.deductions],
        "workers_title": seen.workers_title,
        "worker_columns": list(seen.worker_columns),
        "workers": [_worker(one) for one in seen.workers],
        "left": seen.left,
        "more": seen.more,
        "rules_title": seen.rules_title,
        "rules": [rule(one) for one in seen.rules],
        "page": library.texts.label("paper/page", seen.language).value,
    }
    return typeset("firm.typ", data)


def _deduction(seen: DeductionView) -> Value:
    return {
        "order": seen.order,
        "kind": seen.kind,
        "workers": seen.workers,
        "left": seen.left,
        "taken": _amounts(seen.taken),
        "unlawful": _amounts(seen.unlawful),
    }


def _worker(seen: WorkerView) -> Value:
    return {
        "worker": seen.worker,
        "order": seen.order,
        "left": seen.left,
        "counts": list(seen.counts),
        "cells": [_amounts(one) for one in seen.cells],
    }


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

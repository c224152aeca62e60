"""A comparison of terms, or costs and debts, on paper."""

from collections.abc import Sequence

from manumit.instruments import Library
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset
from manumit.terms.statement.owed_view import RuleView
from manumit.terms.statement.parts import Cell, Section, StatementView, Table


def statement_pdf(
    seen: StatementView, library: Library, *, size: PaperSize = PaperSize.A4
) -> bytes:
    """Return a statement as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Args:
        seen: from ``comparison_statement`` or ``costs_statement``.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    data: dict[str, Value] = {
        **sheet(seen.language, seen.direction, size),
        "title": seen.title,
        "head": pairs(seen.head),
        "results": list(seen.results),
        "notice": seen.notice,
        "warnings_title": seen.warnings_title,
        "warnings": list(seen.warnings),
        "sections": [_section(one) for one in seen.sections],
        "rules_title": seen.rules_title,
        "rules": [rule(one) for one in seen.rules],
        "page": library.texts.label("paper/page", seen.language).value,
    }
    return typeset("statement.typ", data)


def pairs(rows: Sequence[tuple[str, str]]) -> Value:
    """Return labels and values as a template takes them."""
    return [{"label": label, "value": value} for label, value in rows]


def rule(seen: RuleView) -> Value:
    """Return a rule with its source as a template takes it."""
    return {
        "number": seen.number,
        "article": seen.article,
        "source": seen.source,
        "address": seen.address,
        "rest": [one for one in (seen.sure, seen.validity, seen.note) if one],
    }


def _section(seen: Section) -> Value:
    return {
        "title": seen.title,
        "sentences": list(seen.sentences),
        "table": None if seen.table is None else _table(seen.table),
        "points": list(seen.points),
    }


def _table(seen: Table) -> Value:
    return {
        "columns": [_cell(one) for one in seen.columns],
        "rows": [
            {"cells": [_cell(one) for one in row.cells], "strong": row.strong} for row in seen.rows
        ],
    }


def _cell(seen: Cell) -> Value:
    return {
        "text": seen.text,
        "number": seen.number,
        "rule": seen.rule,
        "article": seen.article,
        "span": seen.span,
    }

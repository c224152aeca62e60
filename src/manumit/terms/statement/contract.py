"""Make a statement, for paper or a page, from a comparison."""

from collections.abc import Iterator

from manumit.assessment.view import Words
from manumit.instruments import Library
from manumit.terms.contract.compare import Comparison, Verdict
from manumit.terms.statement.contract_view import ClauseView, PairView, comparison_view
from manumit.terms.statement.parts import Cell, Row, Section, StatementView, Table
from manumit.terms.words import labelled, phrase


def comparison_statement(
    comparison: Comparison, library: Library, language: str = "en"
) -> StatementView:
    """Return a statement of what was promised or signed and what it became, by clause.

    Args:
        comparison: from ``compare``.
        library: with the texts of this package (``terms.words.TEXTS``).
        language: such as ``fr``; what it lacks comes in English.

    Raises:
        InputError: W305, if no table covers the list.
    """
    words = Words(library, language, marks=False)
    seen = comparison_view(comparison, library, language)
    work = comparison.work.work
    notice, *warnings = (phrase(words, "phrase/notice"), phrase(words, "compare/notice_money"))
    if words.unreviewed:
        warnings.append(phrase(words, "terms/unreviewed"))
    return StatementView(
        title=phrase(words, "compare/title"),
        language=language,
        direction=seen.direction,
        head=((phrase(words, "compare/col_worker"), words.apart(work)),) if work else (),
        results=(seen.substitution,),
        notice=notice,
        warnings_title=words.name("owed/warnings"),
        warnings=tuple(warnings),
        sections=tuple(_sections(words, seen.pairs, seen.signs_title, seen.signs)),
        rules_title=words.name("owed/rules"),
        rules=(),
    )


def _sections(
    words: Words, pairs: tuple[PairView, ...], signs_title: str, signs: tuple[str, ...]
) -> Iterator[Section]:
    for pair in pairs:
        unknown = phrase(words, "compare/verdict_unknown")
        points = (labelled(words, unknown, one) for one in pair.unknown)
        yield Section(
            title=pair.title,
            table=_table(words, pair) if pair.changed else None,
            points=tuple(one for one in (pair.same, *points) if one),
        )
    if signs:
        yield Section(title=signs_title, points=signs)


def _table(words: Words, pair: PairView) -> Table:
    names = ("compare/col_clause", "compare/col_change", "compare/col_means")
    clause, change, means = (Cell(words.name(one)) for one in names)
    columns = (clause, Cell(pair.earlier), Cell(pair.later), change, means)
    return Table(columns, tuple(_row(one) for one in pair.changed))


def _row(seen: ClauseView) -> Row:
    means = f"{seen.verdict}. {seen.agreed}" if seen.agreed else seen.verdict
    texts = (seen.clause, seen.earlier, seen.later, seen.change, means)
    return Row(tuple(Cell(one) for one in texts), strong=seen.verdict_id is Verdict.WORSE)

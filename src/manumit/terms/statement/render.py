"""Render a statement as plain text, and as one HTML page without script."""

import functools
from collections.abc import Iterator
from importlib import resources

import jinja2

from manumit.terms.statement.owed_view import RuleView
from manumit.terms.statement.parts import LabelledRow, Section, StatementView


def statement_html(seen: StatementView) -> str:
    """Return a comparison or an account of costs as one page."""
    return environment().get_template("statement.html").render(seen=seen)


def statement_text(seen: StatementView) -> str:
    """Return a statement as plain text; each cell of a table with the head of its column."""
    lines = [seen.title, *(f"  {label}: {value}" for label, value in seen.head), ""]
    lines += [*seen.results, "", seen.notice, "", seen.warnings_title]
    lines += [f"  - {one}" for one in seen.warnings]
    for section in seen.sections:
        lines += ["", section.title, *_section(section)]
    lines += ["", seen.rules_title, *(f"  {_rule(one)}" for one in seen.rules)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from (f"  {one}" for one in section.sentences)
    if section.table is not None:
        yield from (f"  - {_row(one)}" for one in section.table.labelled)
    yield from (f"  - {one}" for one in section.points)


def _row(row: LabelledRow) -> str:
    """The first cell names the row; the others carry the heads of their columns."""
    (_, first), *others = row.cells
    rest = [f"{label}: {cell.text}" if label else cell.text for label, cell in others if cell.text]
    cited = [f"[{cell.rule}: {cell.article}]" for _, cell in row.cells if cell.rule is not None]
    return " ".join(["; ".join([first.text, *rest]), *cited])


def _rule(rule: RuleView) -> str:
    parts = (rule.article, rule.source, rule.address, rule.sure, rule.validity, rule.note)
    return f"[{rule.number}] {'; '.join(part for part in parts if part)}"


@functools.cache
def environment() -> jinja2.Environment:
    """Return the template environment of this package; every text is escaped."""
    loader = jinja2.FunctionLoader(
        lambda name: (resources.files("manumit.terms") / "templates" / name).read_text("utf-8")
    )
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip

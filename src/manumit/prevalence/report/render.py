"""An answer as one HTML page without script, and as plain text for a terminal."""

import functools
import re
from collections.abc import Iterator
from importlib import resources

import jinja2
from markupsafe import Markup, escape

from manumit.assessment.view import FIRST_STRONG_ISOLATE, POP_ISOLATE, plain
from manumit.prevalence.report.view import EstimateView, Section, TableView

_APART = re.compile(f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}")


def estimate_html(view: EstimateView) -> str:
    """Return the report as one HTML page that loads nothing from elsewhere."""
    css = Markup(_read("report.css"))  # noqa: S704 - our own style sheet
    return _environment().get_template("report.html").render(view=view, css=css)


def _read(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text("utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"html": _html, "plain": plain, "svg": Markup}
    return found


def _html(text: str) -> Markup:
    """Return text as HTML, with isolated parts in elements of their own."""
    marked = _APART.sub(lambda found: f"<bdi>{found[1]}</bdi>", str(escape(text)))
    return Markup(plain(marked))  # noqa: S704 - escaped above


def estimate_text(view: EstimateView) -> str:
    """Return the report for a terminal: the first page, the tables, the facts."""
    page = view.page
    lines = [view.title, *([view.subject] if view.subject else [])]
    lines += [view.unreviewed] if view.unreviewed else []
    lines += ["", page.first] if page.first else []
    for part in (page.known, page.sure, page.surer, page.inflates, page.deflates):
        lines += ["", part.title, *(f"  - {one}" for one in part.points)]
    for section in view.sections:
        lines += ["", section.title, *_section_lines(section)]
    lines += ["", view.facts_title, *(_fact(view, *one) for one in view.facts)]
    if view.notices:
        lines += ["", view.notices_title, *(f"  - {one}" for one in view.notices)]
    return "\n".join(lines) + "\n"


def _fact(view: EstimateView, name: str, value: str) -> str:
    return f"  {view.colon.format(label=name, text=value)}"


def _section_lines(section: Section) -> Iterator[str]:
    for number, table in enumerate(section.tables):
        if number:
            yield from ("", f"  {table.caption}")
        yield from _table_lines(table)
    yield from (f"  {note}" for note in section.notes)


def _table_lines(table: TableView) -> Iterator[str]:
    """Yield columns side by side; long ones, which are sentences, on lines of their own below."""
    widths = [
        max(len(row[at]) for row in (table.head, *table.rows)) for at in range(len(table.head))
    ]
    sentences = [at for at, width in enumerate(widths) if width > _WIDEST]
    beside = [at for at in range(len(widths)) if at not in sentences]
    for number, row in enumerate((table.head, *table.rows)):
        cells = [
            row[at].rjust(widths[at]) if at in table.numbers else row[at].ljust(widths[at])
            for at in beside
        ]
        if beside:
            yield f"  {'  '.join(cells)}".rstrip()
        long = [row[at] for at in sentences if number and row[at] != "–"]
        yield from (f"    {one}" for one in long)


_WIDEST = 46

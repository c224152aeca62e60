"""How Sphinx builds the documentation: ``make docs``."""  # noqa: INP001 - Sphinx reads it

import csv
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

project = "manumit"
author = "the manumit contributors"
release = version_of("manumit")
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["examples/**"]
html_theme = "furo"
html_title = f"manumit {release}"
# No page asks another server for anything, and no source is copied beside the pages.
html_copy_source = False
html_show_sphinx = False
# Messages, options and YAML are shown as they are typed: no curly quotes, no dashes for `--`.
smartquotes = False
# So that `page.md#some-heading` works here and in a code host's view of the same files.
myst_heading_anchors = 3


def setup(app: Any) -> None:
    """Shows state diagrams as their text here; a code host's view of the same files draws them."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("build-finished", example_report)


def example_report(app: Any, exception: Exception | None) -> None:
    """Writes the report of the tutorial on estimates, made anew from its table."""
    if exception is not None or app.builder.format != "html":
        return
    from manumit.instruments import Library  # noqa: PLC0415 - only when all pages are done
    from manumit.prevalence.answer.asking import EstimateRequest, answer  # noqa: PLC0415
    from manumit.prevalence.reading import Sheet, read_sheet  # noqa: PLC0415
    from manumit.prevalence.report.render import estimate_html  # noqa: PLC0415
    from manumit.prevalence.report.view import estimate_view  # noqa: PLC0415
    from manumit.prevalence.report.words import TEXTS  # noqa: PLC0415

    source = Path(app.srcdir) / "examples" / "uk-2013-five-lists.csv"
    with source.open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    table = read_sheet(Sheet(source.name, tuple(head), list(enumerate(rows, start=2))))
    asked = EstimateRequest(
        period="2013", definition="potential victims of trafficking", files=(source.name,)
    )
    view = estimate_view(answer(table, asked), Library.load(TEXTS))
    (Path(app.outdir) / "example-estimate.html").write_text(estimate_html(view), "utf-8")

"""How Sphinx builds the documentation: ``make docs``."""  # noqa: INP001 - Sphinx reads it

from importlib.metadata import version as version_of
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

"""A statement as one HTML page without script."""

import functools
from importlib import resources

import jinja2

from manumit.terms.statement import StatementView


def statement_html(seen: StatementView) -> str:
    """A comparison or an account of costs as one page."""
    return environment().get_template("statement.html").render(seen=seen)


@functools.cache
def environment() -> jinja2.Environment:
    """What renders the pages of this room; every text is escaped."""
    loader = jinja2.FunctionLoader(
        lambda name: (resources.files("manumit.terms") / "templates" / name).read_text("utf-8")
    )
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip

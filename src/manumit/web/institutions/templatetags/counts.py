"""``{% load counts %}``: published tables with texts of a room's packs."""

from collections.abc import Iterator

from django import template

from manumit.disclosure import PublishedTable
from manumit.disclosure.published import Value

register = template.Library()


@register.filter
def heads(table: PublishedTable, room: str) -> list[str]:
    """Return the text ids of the columns: categories of the last dimension, then the total."""
    return [_text(room, table.dimensions[-1].name, label) for label in table.header]


@register.filter
def lines(table: PublishedTable, room: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield text id and values of each row; None for suppressed cells."""
    for row in table.rows():
        yield _text(room, table.dimensions[0].name, row.labels[0]), row.values


def _text(room: str, dimension: str, label: str | None) -> str:
    return f"{room}/total" if label is None else f"{room}_{dimension}/{label}"

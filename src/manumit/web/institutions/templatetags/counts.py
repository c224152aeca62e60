"""``{% load counts %}``: published tables with texts of a room's packs."""

from collections.abc import Iterator

from django import template

from manumit.disclosure import PublishedTable
from manumit.disclosure.published import Value
from manumit.web.institutions import tables

register = template.Library()


@register.filter
def heads(table: PublishedTable, room: str) -> list[str]:
    """Return the text ids of the columns: categories of the last dimension, then the total."""
    return tables.heads(table, room)


@register.filter
def lines(table: PublishedTable, room: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield text id and values of each row; None for suppressed cells."""
    return tables.lines(table, room)

"""``{% load counts %}``: released tables in words of the packs of a room."""

from collections.abc import Iterator

from django import template

from manumit.disclosure import PublishedTable
from manumit.disclosure.published import Value
from manumit.web.institutions import tables

register = template.Library()


@register.filter
def heads(table: PublishedTable, room: str) -> list[str]:
    """Texts of the columns: the categories of the last dimension, then the total."""
    return tables.heads(table, room)


@register.filter
def lines(table: PublishedTable, room: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Text and values of each row; None for what is suppressed."""
    return tables.lines(table, room)

"""Pagination that reads only the rows it shows."""

from collections.abc import Callable, Iterable
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet


def page_of[Row: Model, Line](
    rows: QuerySet[Row],
    number: str | None,
    size: int,
    lines: Callable[[Iterable[Row]], list[Line]],
) -> Page[Line]:
    """Return one page of a list.

    Args:
        rows: all of them, in an order in which no two rows are equal.
        number: the page number from the address; an invalid one gives the first or last page.
        size: lines on a page.
        lines: turns rows into lines; called once, with the rows of the page.
    """
    found = Paginator(rows, size).get_page(number)
    return Page(lines(found.object_list), found.number, cast("Paginator[Line]", found.paginator))

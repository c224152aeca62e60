"""Lists a page at a time: as many rows are read as are shown, however many there are."""

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
    """One page of a list.

    Args:
        rows: all of them, in an order that is whole: no two rows are alike in it.
        number: of the page, as the address has it; one that is none gives the first or the last.
        size: lines on a page.
        lines: what is shown of rows; called once, with those of the page.
    """
    found = Paginator(rows, size).get_page(number)
    return Page(lines(found.object_list), found.number, cast("Paginator[Line]", found.paginator))

"""Tables of counts for publication: small cells suppressed, texts from the packs (R-72)."""

from collections.abc import Iterator, Sequence

from manumit.disclosure import DisclosureCode, PublishedTable, Release, Rule, Table, protect
from manumit.disclosure.published import Value
from manumit.errors import InputError

_TOO_FEW = {
    one.code for one in (DisclosureCode.TOTAL_TOO_SMALL, DisclosureCode.CANNOT_BE_PROTECTED)
}


def published(tables: Sequence[Table], threshold: int) -> tuple[PublishedTable, ...]:
    """Return tables with small and complementary cells suppressed; none if too few.

    Raises:
        InputError: all but D110 and D111: tables that are made wrong, which is no small count.
    """
    try:
        return protect(Release(tuple(tables)), Rule(threshold=threshold)).published.tables
    except InputError as wrong:
        if {one.code for one in wrong.problems} <= _TOO_FEW:
            return ()
        raise


def heads(table: PublishedTable, room: str) -> list[str]:
    """Return the text ids of the columns: categories of the last dimension, then the total."""
    return [_text(room, table.dimensions[-1].name, label) for label in table.header]


def lines(table: PublishedTable, room: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield text id and values of each row; None for suppressed cells."""
    for row in table.rows():
        yield _text(room, table.dimensions[0].name, row.labels[0]), row.values


def _text(room: str, dimension: str, label: str | None) -> str:
    return f"{room}/total" if label is None else f"{room}_{dimension}/{label}"

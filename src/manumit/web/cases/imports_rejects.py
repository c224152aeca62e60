"""The list of rows that have a problem: number, code and column, and no cell."""

from collections.abc import Iterable
from typing import IO

from manumit.errors import Problem
from manumit.exchange import SafeWriter
from manumit.exchange.answers import REJECTS_HEADER


def write_rejects(stream: IO[str], problems: Iterable[Problem]) -> None:
    """Writes every problem as a row of a table.

    Args:
        stream: opened for text without translating ends of lines.
        problems: of single rows; one of the whole file has no number.
    """
    writer = SafeWriter(stream)
    writer.row(REJECTS_HEADER)
    for one in problems:
        where = one.place.column or one.place.field
        writer.row([one.place.row, one.code, where, one.what, one.do])

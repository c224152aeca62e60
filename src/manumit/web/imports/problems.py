"""Problems as JSON data and back, and as the table of rejected rows: number, code, column, no cell.

Nothing here uses a database, so that the process that reads a sheet can use it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import IO, Any

from manumit.errors import Place, Problem
from manumit.exchange import SafeWriter
from manumit.exchange.answers import REJECTS_HEADER


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON-compatible data."""
    return {
        "code": problem.code,
        "place": asdict(problem.place),
        "what": problem.what,
        "do": problem.do,
    }


def problem_from_data(data: Mapping[str, Any]) -> Problem:
    """Parse what :func:`problem_data` returned."""
    return Problem(data["code"], Place(**data["place"]), data["what"], data["do"])


def write_rejects(stream: IO[str], problems: Iterable[Problem]) -> None:
    """Write each problem as a row of a CSV table.

    Args:
        stream: opened for text without translating ends of lines.
        problems: of single rows; one of the whole file has no number.
    """
    writer = SafeWriter(stream)
    writer.row(REJECTS_HEADER)
    for one in problems:
        where = one.place.column or one.place.field
        writer.row([one.place.row, one.code, where, one.what, one.do])

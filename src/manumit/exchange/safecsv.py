"""Write CSV in which no cell can be run by a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable
from typing import IO

STARTS = ("=", "+", "-", "@", "\t", "\r")
_RUNS = re.compile(f"'*[{re.escape(''.join(STARTS))}]")
"""Text that a spreadsheet could run, also with apostrophes before it."""


def marked(text: str) -> str:
    """Return a text, with an apostrophe before it if a spreadsheet could run it.

    :func:`unmarked` undoes it.
    """
    return f"'{text}" if _RUNS.match(text) else text


def unmarked(cell: str) -> str:
    """Return the original text of a cell that :func:`marked` made."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def neutral(value: object) -> str:
    """Return a cell as text; one that a spreadsheet could run gets an apostrophe before it.

    Numbers stay as they are. An apostrophe is what spreadsheets themselves write for "text".
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.startswith(STARTS):
        return f"'{text}"
    return text


def safe_line(cells: Iterable[object]) -> str:
    """Return one row, every cell neutral, without the end of the line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([neutral(cell) for cell in cells])
    return text.getvalue()


class SafeWriter:
    """Writes rows to an open text file, every cell neutral."""

    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")

    def row(self, cells: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow([neutral(cell) for cell in cells])

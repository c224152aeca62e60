"""CSV that a spreadsheet cannot be made to run."""

import csv
import io
import re
from collections.abc import Iterable
from typing import IO

STARTS = ("=", "+", "-", "@", "\t", "\r")
_RUNS = re.compile(f"'*[{re.escape(''.join(STARTS))}]")
"""What a spreadsheet could run, and what stands for it once apostrophes are before it."""


def marked(text: str) -> str:
    """A text with one apostrophe more where a spreadsheet could run it; see :func:`unmarked`."""
    return f"'{text}" if _RUNS.match(text) else text


def unmarked(cell: str) -> str:
    """The text of which :func:`marked` made a cell."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def neutral(value: object) -> str:
    """A cell as text; one that a spreadsheet could run gets an apostrophe before it.

    Numbers stay as they are. An apostrophe is what spreadsheets themselves write for "text".
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.startswith(STARTS):
        return f"'{text}"
    return text


def safe_line(cells: Iterable[object]) -> str:
    """One row, every cell neutral, without the end of the line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([neutral(cell) for cell in cells])
    return text.getvalue()


class SafeWriter:
    """Writes rows to an open text file, every cell neutral."""

    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")

    def row(self, cells: Iterable[object]) -> None:
        """Writes one row."""
        self._writer.writerow([neutral(cell) for cell in cells])

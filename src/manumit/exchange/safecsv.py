"""CSV that a spreadsheet cannot be made to run."""

import csv
from collections.abc import Iterable
from typing import IO

STARTS = ("=", "+", "-", "@", "\t", "\r")


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


class SafeWriter:
    """Writes rows to an open text file, every cell neutral."""

    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")

    def row(self, cells: Iterable[object]) -> None:
        """Writes one row."""
        self._writer.writerow([neutral(cell) for cell in cells])

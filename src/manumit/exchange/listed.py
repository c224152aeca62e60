"""Write long lists as CSV and XLSX, one row at a time, with a count at the end.

The last line holds the number of rows, so that a reader sees whether the file is complete. No cell
can be run by a spreadsheet.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import IO

from manumit.exchange.safecsv import neutral, safe_line

TOTAL = "rows"
"""Text of the first cell of the last line; the number is in the second."""
LONGEST_TITLE = 31
"""Signs of a sheet's title that every spreadsheet takes."""
_LINES = 500
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no XML can hold."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_LINKS = f"{_FORMATS}/package/2006/relationships"
_TYPES = f"{_FORMATS}/package/2006/content-types"
_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def csv_pieces(header: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a CSV in pieces of some hundred lines; the last line holds the number of rows."""
    kept, number = [safe_line(header)], 0
    for row in rows:
        kept.append(safe_line(row))
        number += 1
        if len(kept) >= _LINES:
            yield "\n".join(kept) + "\n"
            kept = []
    kept.append(safe_line([TOTAL, number]))
    yield "\n".join(kept) + "\n"


def write_xlsx(
    stream: IO[bytes], sheets: Iterable[tuple[str, Sequence[str], Iterable[Iterable[object]]]]
) -> int:
    """Write a workbook, each sheet row by row; every sheet ends with its number of rows.

    Nothing of a row is kept, and there is no temporary file. Texts are written as texts: no
    cell is a formula.

    Args:
        stream: to write to.
        sheets: title, header and rows of each.

    Returns:
        the number of rows of all sheets, without headers and last lines.
    """
    titles, every = [], 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for title, header, rows in sheets:
            titles.append(title[:LONGEST_TITLE])
            part = zipfile.ZipInfo(f"xl/worksheets/sheet{len(titles)}.xml")
            part.compress_type = zipfile.ZIP_DEFLATED
            with book.open(part, "w", force_zip64=True) as sheet:
                every += _write_sheet(sheet, header, rows)
        for name, text in _parts(titles):
            book.writestr(zipfile.ZipInfo(name), text)
    return every


def _write_sheet(sheet: IO[bytes], header: Sequence[str], rows: Iterable[Iterable[object]]) -> int:
    kept, number = [f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>', _row(header)], 0
    for row in rows:
        kept.append(_row(row))
        number += 1
        if len(kept) >= _LINES:
            sheet.write("".join(kept).encode())
            kept = []
    kept += [_row((TOTAL, number)), "</sheetData></worksheet>"]
    sheet.write("".join(kept).encode())
    return number


def _row(cells: Iterable[object]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: object) -> str:
    """Return a number as it is, and text a spreadsheet would run behind an apostrophe."""
    if value is None:
        return "<c/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = escape(_NO_XML.sub("\ufffd", neutral(value if isinstance(value, str) else str(value))))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _parts(titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts that make sheets a workbook (ECMA-376, part 1)."""
    numbered = list(enumerate(titles, start=1))
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{place}" r:id="rId{place}"/>'
        for place, title in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet{place}.xml"/>'
        for place, _ in numbered
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{_SHEET}"/>'
        for place, _ in numbered
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_LINKS}">{links}</Relationships>',
    )
    yield (
        "_rels/.rels",
        (
            f'{_XML}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{_RELS}"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK}"/>{kinds}</Types>'
        ),
    )

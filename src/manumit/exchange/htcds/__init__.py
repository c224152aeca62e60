"""Case files in the form of the Human Trafficking Case Data Standard 2.0 (IOM, R-75).

``fields.csv`` is the standard's own list of 84 fields (International Organization for Migration,
Human Trafficking Case Data Standard 2.0, January 2023, CC BY 4.0, github.com/UNMigration/HTCDS);
the column ``kind`` is ours: the form in which a value is written.
"""

from manumit.exchange.htcds.records import Item, Record
from manumit.exchange.htcds.standard import Field, fields
from manumit.exchange.htcds.whole import Survey, copy, look_through, write_wide
from manumit.exchange.htcds.written import (
    Known,
    Line,
    lines_of,
    record_of,
    table_of,
    written_rules,
)

__all__ = [
    "Field",
    "Item",
    "Known",
    "Line",
    "Record",
    "Survey",
    "copy",
    "fields",
    "lines_of",
    "look_through",
    "record_of",
    "table_of",
    "write_wide",
    "written_rules",
]

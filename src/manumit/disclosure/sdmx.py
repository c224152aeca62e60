"""Published tables as SDMX-CSV 2.0, for statistical offices and international organisations.

One row for each cell and margin of each table. All tables share one structure: a dimension that a
table does not have is ``_Z`` (not applicable), a margin is ``_T`` (total), as the cross-domain code
lists of SDMX write both. A suppressed cell has no value, the observation status ``Q`` (missing
value; suppressed) and the confidentiality status ``N`` (not for publication) - never ``C`` or
``D``, which would tell cells that are small from those suppressed to protect them.

Source: SDMX-CSV 2.0.0 data message, field guide (sdmx-twg/sdmx-csv); CL_OBS_STATUS; CL_CONF_STATUS.
Columns and codes: ``docs/reference/sdmx.md``.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from manumit.disclosure.published import PublishedTable, Value

CONTENT_TYPE: Final = "application/vnd.sdmx.data+csv; version=2.0.0"
STRUCTURE: Final = ("datastructure", "MANUMIT:PUBLISHED_TABLES(1.0.0)", "I")
FIRST: Final = ("STRUCTURE", "STRUCTURE_ID", "ACTION", "POPULATION", "TABLE")
TIME: Final = "TIME_PERIOD"
LAST: Final = ("OBS_VALUE", "OBS_STATUS", "CONF_STATUS")
TOTAL, NOT_APPLICABLE = "_T", "_Z"
DIGEST: Final = 8
"""How much of the digest of a name is written, in hexadecimal digits of four bits."""
SHOWN, SUPPRESSED = ("A", "F"), ("Q", "N")
"""Observation status and confidentiality status of a cell."""


def sdmx_csv(populations: Mapping[str, Iterable[PublishedTable]], *, period: str = "") -> str:
    """Return published tables as an SDMX-CSV 2.0 data message.

    Args:
        populations: the tables of each population, by its name.
        period: the time that all counts are of, as SDMX writes it, such as ``2024-01-01/P3Y``;
            empty if it is not known: then there is no such column.
    """
    tables = [(name, table) for name, every in populations.items() for table in every]
    ids = _Ids()
    names = dict.fromkeys(one.name for _, table in tables for one in table.dimensions)
    columns = {name: ids.of("component", name) for name in names}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    time = {TIME: period} if period else {}
    writer.writerow((*FIRST, *columns.values(), *time, *LAST))
    for population, table in tables:
        first = (*STRUCTURE, ids.of("POPULATION", population), ids.of("TABLE", table.name))
        for codes, value in _cells(table, ids):
            key = (codes.get(name, NOT_APPLICABLE) for name in columns)
            status = SUPPRESSED if value is None else SHOWN
            writer.writerow((*first, *key, *time.values(), "" if value is None else value, *status))
    return out.getvalue()


def _cells(table: PublishedTable, ids: "_Ids") -> Iterator[tuple[dict[str, str], Value]]:
    names = [one.name for one in table.dimensions]
    axes = [
        [*(ids.of(one.name, label) for label in one.categories), TOTAL] for one in table.dimensions
    ]
    for codes, value in zip(product(*axes), table.values, strict=True):
        yield dict(zip(names, codes, strict=True)), value


class _Ids:
    """Ids of SDMX for names, each within its own list; two names never share one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = {("component", one) for one in (*FIRST, TIME, *LAST)}

    def of(self, listed: str, name: str) -> str:
        """Return the id of a name: its letters and digits in capitals, ``_`` for all else.

        A digest of the name follows where letters of other scripts are lost, and where the id is
        that of another name: a number would depend on the order, which the next file may change.
        """
        if (listed, name) not in self._known:
            letters = unicodedata.normalize("NFKD", name)
            plain = letters.encode("ascii", "ignore").decode()
            wanted = re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_") or "X"
            if listed == "component" and wanted[0].isdigit():
                wanted = f"D_{wanted}"
            digest = hashlib.sha256(name.encode()).hexdigest().upper()
            ids = [wanted, f"{wanted}_{digest[:DIGEST]}", f"{wanted}_{digest}"]
            if any(one.isalnum() and not one.isascii() for one in letters):
                ids.remove(wanted)
            found = next(one for one in ids if (listed, one) not in self._taken)
            self._taken.add((listed, found))
            self._known[listed, name] = found
        return self._known[listed, name]

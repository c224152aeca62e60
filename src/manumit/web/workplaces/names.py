"""What the pages and the process ``register_isolated`` leave for each other.

A module of its own, so that the processes of the pages never load the table engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PLAN, OUTCOME = "plan.json", "outcome.json"
FIELDS = ("name", "number", "address", "area", "sector", "place", "workers", "country")
"""What a column may mean; the first has to have one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is read.

    Attributes:
        file: name in the folder.
        delimiter, sheet: of CSV, and of a workbook.
        skip: lines above the names of the columns.
        columns: column by what it means.
        place: kind of place where no cell states it.
        places, sectors: codes by the names that the languages of the platform have for them.
    """

    file: str
    delimiter: str = ","
    sheet: str | None = None
    skip: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)

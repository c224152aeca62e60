"""Job orders from the rows of a table, by a mapping; every mistake has its row and column."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manumit.errors import Place, Problem
from manumit.names.firms import firm_words
from manumit.recruitment.order_codes import OrderCode
from manumit.recruitment.orders import (
    HOURS_OF_WEEK,
    MOST_AMOUNT,
    MOST_PLACES,
    Barred,
    JobOrder,
    Outcome,
    Party,
    PayUnit,
    StatedWage,
)

SCHEMA = "manumit/orders/1"
SINGLE = frozenset(
    [
        "order",
        "employer",
        "agent",
        "job",
        "requested",
        "granted",
        "quota",
        "wage",
        "wage_unit",
        "prevailing",
        "prevailing_unit",
        "hours",
        "begins",
        "ends",
        "decided",
        "outcome",
        "name",
        "since",
        "until",
    ]
)
SEVERAL = ("employer_place", "agent_place", "place")
CENTS = Decimal("0.0001")
"""Files that come from a spreadsheet write 7.52 as 7.5199999999999996, or with an exponent."""
# "7,27" is 7.27 to half of the world: a comma counts only where it can be nothing but thousands.
_AMOUNT = re.compile(r"(?:(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """How the columns of one kind of file are read.

    Attributes:
        columns: the column of each meaning; ``places``: the columns of each place.
        units, outcomes: the file's words, in small letters.
        regions: the file's words for a region, in small letters, and another that is also used.
        dates: how days are written, as in :func:`time.strptime`; the first that fits.
        delimiter: of a CSV file.
    """

    title: str
    columns: Mapping[str, str]
    places: Mapping[str, Sequence[str]]
    units: Mapping[str, PayUnit]
    outcomes: Mapping[str, Outcome]
    regions: Mapping[str, str]
    dates: Sequence[str]
    delimiter: str = ","


def order_mapping(found: Any, file: str) -> OrderMapping:
    """Return a mapping from the content of its YAML file.

    Raises:
        InputError: R621.
    """
    try:
        if found["schema"] != SCHEMA:
            raise ValueError("schema")  # noqa: TRY301 - one message for all that is wrong
        columns = {meant: name for meant, name in found["columns"].items() if meant in SINGLE}
        places = {
            meant: tuple(found["columns"][meant]) for meant in SEVERAL if meant in found["columns"]
        }
        if unknown := set(found["columns"]) - {*SINGLE, *SEVERAL}:
            raise KeyError(min(unknown))  # noqa: TRY301 - as above
        if not ({"order", "employer"} <= columns.keys() or "name" in columns):
            raise KeyError("order, employer")  # noqa: TRY301 - as above
        return OrderMapping(
            title=str(found["title"]),
            columns=columns,
            places=places,
            units={word.casefold(): PayUnit(unit) for word, unit in found.get("units", {}).items()},
            outcomes={
                word.casefold(): Outcome(one) for word, one in found.get("outcomes", {}).items()
            },
            regions={word.casefold(): str(one) for word, one in found.get("regions", {}).items()},
            dates=tuple(found.get("dates", ["%Y-%m-%d"])),
            delimiter=str(found.get("delimiter", ",")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OrderCode.NOT_A_MAPPING.error(Place(file=file), reason=str(error)) from error


@dataclass(slots=True)
class OrderReading:
    """Reads rows one after the other, and collects what is wrong with them."""

    file: str
    mapping: OrderMapping
    problems: list[Problem] = field(default_factory=list)

    def order(self, row: int, cells: Mapping[str, str]) -> JobOrder | None:
        """Return the order of a row; None for an empty one, or one without a number."""
        if not any(cells.values()):
            return None
        line = _Line(self, row, cells)
        number = line.text("order")
        if not number:
            line.refuse(OrderCode.NO_ORDER, "order")
            return None
        requested = line.places("requested")
        granted = line.count("granted")
        begins, ends = line.day("begins"), line.day("ends")
        if begins is not None and ends is not None and ends < begins:
            line.refuse(OrderCode.END_BEFORE_START, "ends")
            begins = ends = None
        if requested is not None and granted is not None and granted > requested:
            line.refuse(OrderCode.GRANTED, "granted")
        employer = Party(line.text("employer"), line.place("employer_place"))
        return JobOrder(
            number=number,
            file=self.file,
            row=row,
            employer=employer,
            agent=line.agent(employer),
            job=line.text("job"),
            requested=requested,
            granted=granted,
            quota=line.count("quota"),
            wage=line.wage("wage", "wage_unit"),
            prevailing=line.wage("prevailing", "prevailing_unit"),
            hours=line.amount("hours", HOURS_OF_WEEK),
            begins=begins,
            ends=ends,
            decided=line.day("decided"),
            outcome=line.outcome(),
        )

    def barred(self, row: int, cells: Mapping[str, str]) -> Barred | None:
        """Return who is barred by a row; None for an empty one, or one without a name."""
        if not any(cells.values()):
            return None
        line = _Line(self, row, cells)
        if not line.text("name"):
            line.refuse(OrderCode.NO_ENTITY, "name")
            return None
        party = Party(line.text("name"), line.place("place"))
        return Barred(party, row, line.day("since"), line.day("until"))


@dataclass(frozen=True, slots=True)
class _Line:
    reading: OrderReading
    row: int
    cells: Mapping[str, str]

    def refuse(self, code: OrderCode, meant: str, **values: object) -> None:
        column = self.reading.mapping.columns.get(meant)
        place = Place(file=self.reading.file, row=self.row, column=column)
        self.reading.problems.append(code.problem(place, **values))

    def text(self, meant: str) -> str:
        column = self.reading.mapping.columns.get(meant)
        return "" if column is None else " ".join(self.cells.get(column, "").split())

    def place(self, meant: str) -> tuple[str, ...]:
        names = self.reading.mapping.places.get(meant, ())
        found = [" ".join(self.cells.get(name, "").split()) for name in names]
        regions = self.reading.mapping.regions
        return tuple(regions.get(one.casefold(), one) for one in found)

    def amount(self, meant: str, most: int = MOST_AMOUNT) -> Decimal | None:
        text = self.text(meant)
        if not text:
            return None
        found = Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None
        if found is None or found > most:
            self.refuse(OrderCode.NOT_A_NUMBER, meant, most=f"{most:,}")
            return None
        return found

    def count(self, meant: str) -> int | None:
        found = self.amount(meant)
        if found is not None and found != found.to_integral_value():
            self.refuse(OrderCode.NOT_A_NUMBER, meant, most=f"{MOST_AMOUNT:,}")
            return None
        return None if found is None else int(found)

    def places(self, meant: str) -> int | None:
        found = self.count(meant)
        if found is not None and not 1 <= found <= MOST_PLACES:
            self.refuse(OrderCode.PLACES, meant, most=f"{MOST_PLACES:,}")
            return None
        return found

    def wage(self, meant: str, of_unit: str) -> StatedWage | None:
        found = self.amount(meant)
        if found is None:
            return None
        amount = found.quantize(CENTS)
        if amount == 0:
            self.refuse(OrderCode.NO_WAGE, meant)
            return None
        word = self.text(of_unit)
        if not word:
            self.refuse(OrderCode.WAGE_WITHOUT_UNIT, of_unit)
            return None
        unit = self.reading.mapping.units.get(word.casefold())
        if unit is None:
            self.refuse(OrderCode.UNKNOWN_WORD, of_unit, section="units")
            return None
        return StatedWage(amount, unit)

    def agent(self, employer: Party) -> Party | None:
        name = self.text("agent")
        words = firm_words(name)
        if words and words == firm_words(employer.name):
            self.refuse(OrderCode.OWN_AGENT, "agent")
        return Party(name, self.place("agent_place")) if name else None

    def outcome(self) -> Outcome | None:
        word = self.text("outcome")
        found = self.reading.mapping.outcomes.get(word.casefold())
        if word and found is None:
            self.refuse(OrderCode.UNKNOWN_WORD, "outcome", section="outcomes")
        return found

    def day(self, meant: str) -> dt.date | None:
        text = self.text(meant)
        if not text:
            return None
        for form in self.reading.mapping.dates:
            try:
                return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
            except ValueError:
                continue
        self.refuse(OrderCode.NO_DAY, meant)
        return None

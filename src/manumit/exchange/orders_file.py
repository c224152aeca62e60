"""Read job orders, and lists of those barred, from CSV, XLSX or Parquet by a mapping."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from manumit.errors import Place, Problem
from manumit.exchange.answers import open_table
from manumit.exchange.mapping import Reader
from manumit.exchange.safecsv import unmarked
from manumit.instruments.reading import parse_yaml, read_text
from manumit.recruitment.order_codes import OrderCode
from manumit.recruitment.order_rows import OrderMapping, OrderReading, order_mapping
from manumit.recruitment.orders import Barred, JobOrder


@dataclass(frozen=True, slots=True)
class ReadOrders:
    """The orders of a file, and what is wrong with them; each mistake left something unknown."""

    orders: tuple[JobOrder, ...]
    problems: tuple[Problem, ...]


def shipped_order_mappings() -> dict[str, Path]:
    """Return the mappings of job orders that come with the program, by name."""
    folder = Path(str(resources.files("manumit.recruitment") / "data" / "orders"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_order_mapping(name: str) -> OrderMapping:
    """Return a shipped mapping by its name, or the mapping in a file.

    Raises:
        InputError: I101, I102, R621.
    """
    path = Path(name)
    if not path.is_file():
        path = shipped_order_mappings().get(name, path)
    return order_mapping(parse_yaml(read_text(path), path), path.name)


def read_orders(path: Path, mapping: OrderMapping) -> ReadOrders:
    """Return the orders of a file.

    Raises:
        InputError: R622; X201 to X216, X220. Problems of rows are returned.
    """
    reading = OrderReading(path.name, mapping)
    return ReadOrders(_read(path, reading, reading.order), tuple(reading.problems))


def read_barred(
    path: Path, mapping: OrderMapping
) -> tuple[tuple[Barred, ...], tuple[Problem, ...]]:
    """Return who is barred by a file, and what is wrong with its rows.

    Raises:
        InputError: R622; X201 to X216, X220.
    """
    reading = OrderReading(path.name, mapping)
    return _read(path, reading, reading.barred), tuple(reading.problems)


def _read[Found](
    path: Path,
    reading: OrderReading,
    read: Callable[[int, Mapping[str, str]], Found | None],
) -> tuple[Found, ...]:
    mapping, found = reading.mapping, list[Found]()
    with open_table(path, Reader(delimiter=mapping.delimiter)) as table:
        wanted = [
            *mapping.columns.values(),
            *(n for names in mapping.places.values() for n in names),
        ]
        own = _own_columns(path, table.columns, wanted)
        for batch in table.batches(sorted({*own.values()}), lambda _done, _of: None):
            for one in batch.problems:
                place = Place.in_file(path, row=one.row, column=one.column)
                reading.problems.append(OrderCode.UNREADABLE_ROW.problem(place))
            for row, cells in zip(
                batch.rows.to_list(), batch.cells.iter_rows(named=True), strict=True
            ):
                texts = {name: unmarked(cells[column] or "") for name, column in own.items()}
                result = read(row, texts)
                found += [] if result is None else [result]
    return tuple(found)


def _own_columns(path: Path, columns: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return the file's column of each name; capitals change from one year to the next."""
    known = {name.casefold(): name for name in reversed(columns)}
    for name in wanted:
        if name.casefold() not in known:
            raise OrderCode.NO_COLUMN.error(Place.in_file(path), column=name)
    return {name: name if name in columns else known[name.casefold()] for name in wanted}

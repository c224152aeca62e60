"""Calculates unpaid wages in memory, within the cost limits of one request."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from manumit.errors import Place
from manumit.instruments.reading import parse_yaml
from manumit.terms import Owed, owed, shipped_law, size_of
from manumit.terms.contract.compare import Comparison, compare
from manumit.terms.contract.file import terms_of_work_of
from manumit.terms.contract.signs import evidence_of
from manumit.terms.costs.file import costs_of
from manumit.terms.costs.ledger import CostsReckoned, reckon_costs
from manumit.terms.reading import Source, source_of
from manumit.terms.wages.account_file import account_of
from manumit.web.account_sheets.codes import WageCheckCode

LARGEST = 32_000
"""Bytes of a file; the account of one person has one to ten thousand."""
DEEPEST = 6
LONGEST_WORK = 20 * 366
"""Days."""
MOST_DAYS_TOLD = 4 * LONGEST_WORK
MOST_ENTRIES = 400
MOST_STEPS = 600_000
"""Of a calculation (``size_of``): two or three seconds of processor time."""
NAME = Path("account")
MOST_AT_ONCE = 2
"""Reckonings of one process of the server; they share a processor, and more would only wait."""
SECONDS_OF_PATIENCE = 2.0
MOST_VERSIONS = 12
SPANS = ("work", "wages", "absent", "extra_pay", "in_kind")


type Calculation = Owed | Comparison | CostsReckoned


class BusyError(Exception):
    """The maximum number of calculations is already running."""


def calculate(text: str) -> Calculation:
    """Calculate the result of an account, terms of work or a ledger of costs.

    Under shipped rules only. What says that it is none of them is read as an account.

    Raises:
        InputError: W601 to W603 for what asks too much of a page; I102, W101 to W112 of accounts,
            W103 to W105, W301 to W305 of terms, W103 to W105, W401 to W406 and W451 of costs.
        BusyError: other calculations are running.
    """
    _check_shape(text)
    data = parse_yaml(text, NAME)
    kind = data.get("schema") if isinstance(data, dict) else None
    reader = READERS.get(kind, _owed) if isinstance(kind, str) else _owed
    with _one_of_few():
        return reader(text)


@contextlib.contextmanager
def _one_of_few() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=SECONDS_OF_PATIENCE):
        raise BusyError
    try:
        yield
    finally:
        _AT_ONCE.release()


def _compared(text: str) -> Comparison:
    source = source_of(text, NAME, "terms-of-work")
    if len(source.data["versions"]) > MOST_VERSIONS:
        raise WageCheckCode.TOO_LONG.error(source.place("versions"))
    found = compare(terms_of_work_of(source))
    evidence_of(found)  # raises here if no table exists for the list
    return found


def _costs(text: str) -> CostsReckoned:
    source = source_of(text, NAME, "costs")
    if any(len(one) > MOST_ENTRIES for one in source.data.values() if isinstance(one, list)):
        raise WageCheckCode.TOO_LONG.error(source.place("items"))
    return reckon_costs(costs_of(source))


def _owed(text: str) -> Owed:
    """Return what is owed by an account under the shipped rules that it names."""
    source = source_of(text, NAME, "account")
    law = shipped_law(str(source.data["law"]))
    _check_days(source)
    account = account_of(source, law)
    if size_of(account, law).steps > MOST_STEPS:
        raise WageCheckCode.TOO_OPEN.error(source.place("about"))
    return owed(account, law)


READERS: Mapping[object, Callable[[str], Calculation]] = MappingProxyType(
    {
        "manumit/account/1": _owed,
        "manumit/terms-of-work/1": _compared,
        "manumit/costs/1": _costs,
    }
)
_AT_ONCE = threading.BoundedSemaphore(MOST_AT_ONCE)


def _check_shape(text: str) -> None:
    """No file that grows when it is read: no references, and nothing nested without end."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
                raise WageCheckCode.NO_SUCH_FILE.error(Place.in_file(NAME))
    except yaml.YAMLError:
        return  # the reader reports the place


def _check_days(source: Source) -> None:
    """Refuse too many days, because the calculation visits each of them."""
    work = source.data["employment"]
    asked_on = source.data["asked_on"]
    last = asked_on if work["until"] == "still" else work["until"]
    first = last if work["from"] == "unknown" else work["from"]
    if _days(first, last) > LONGEST_WORK:
        raise WageCheckCode.TOO_LONG.error(source.place("employment", "from"))
    days = sum(max(0, _days(*span)) for span in _spans(source.data))
    entries = max(len(one) for one in source.data.values() if isinstance(one, list))
    if days > MOST_DAYS_TOLD or entries > MOST_ENTRIES:
        raise WageCheckCode.TOO_LONG.error(source.place("work"))


def _spans(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in SPANS:
        for one in data.get(key, ()):
            if "begins" in one:
                yield one["begins"][: len("2025-01-01")], one["ends"][: len("2025-01-01")]
            elif "from" in one and "until" in one:
                yield one["from"], one["until"]


def _days(first: str, last: str) -> int:
    """Return the days between two dates; 0 for an invalid date, which the reader reports."""
    try:
        return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    except ValueError:
        return 0

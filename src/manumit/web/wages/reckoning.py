"""Reckons an account that somebody sent, in memory, within what one request may cost."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from manumit.errors import Place
from manumit.terms import Account, Law, Owed, owed, shipped_law
from manumit.terms.account_file import account_of
from manumit.terms.reading import Source, source_of
from manumit.terms.suppositions import suppositions
from manumit.web.wages.codes import WagesCode

LARGEST = 32_000
"""Bytes of a file; the account of one person has one to ten thousand."""
DEEPEST = 6
LONGEST_WORK = 20 * 366
"""Days."""
MOST_DAYS_TOLD = 4 * LONGEST_WORK
MOST_ENTRIES = 400
MOST_SUPPOSED = 60_000
"""Days times combinations of what is not told: a few seconds of a processor."""
NAME = Path("account")
SPANS = ("work", "wages", "absent", "extra_pay", "in_kind")


def reckoned(text: str) -> Owed:
    """What is owed by an account, YAML or JSON, under the shipped rules that it names.

    Raises:
        InputError: W601 to W603 for what asks too much of a page; I102, W101 to W112.
    """
    _check_shape(text)
    source = source_of(text, NAME, "account")
    law = shipped_law(str(source.data["law"]))
    _check_days(source)
    account = account_of(source, law)
    _check_supposed(account, law, source)
    return owed(account, law)


def _check_shape(text: str) -> None:
    """No file that grows when it is read: no references, and nothing nested without end."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
                raise WagesCode.NO_SUCH_FILE.error(Place.in_file(NAME))
    except yaml.YAMLError:
        return  # what reads it says where


def _check_days(source: Source) -> None:
    """Days are gone through one by one, so there may not be more than a person's work has."""
    work = source.data["employment"]
    asked_on = source.data["asked_on"]
    last = asked_on if work["until"] == "still" else work["until"]
    first = last if work["from"] == "unknown" else work["from"]
    if _days(first, last) > LONGEST_WORK:
        raise WagesCode.TOO_LONG.error(source.place("employment", "from"))
    told = sum(max(0, _days(*span)) for span in _spans(source.data))
    entries = max(len(one) for one in source.data.values() if isinstance(one, list))
    if told > MOST_DAYS_TOLD or entries > MOST_ENTRIES:
        raise WagesCode.TOO_LONG.error(source.place("work"))


def _spans(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in SPANS:
        for one in data.get(key, ()):
            if "begins" in one:
                yield one["begins"][: len("2025-01-01")], one["ends"][: len("2025-01-01")]
            elif "from" in one and "until" in one:
                yield one["from"], one["until"]


def _days(first: str, last: str) -> int:
    """From one day to another; none where one of them is no day, which the reader says."""
    try:
        return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    except ValueError:
        return 0


def _check_supposed(account: Account, law: Law, source: Source) -> None:
    """Everything that nobody told is supposed in every way, each for the whole time."""
    employment = account.employment
    last = employment.last or account.asked_on
    days = (last - (employment.first or last)).days + 1
    if _count(suppositions(account, law), MOST_SUPPOSED) * days > MOST_SUPPOSED:
        raise WagesCode.TOO_OPEN.error(source.place("about"))


def _count(found: Iterable[object], most: int) -> int:
    return sum(1 for _ in islice(found, most + 1))

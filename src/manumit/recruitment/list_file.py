"""A list of recruiters as one JSON file (``manumit/recruiters/1``), and what a new one changes."""

import dataclasses
import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import phonenumbers

from manumit.errors import Place
from manumit.recruitment.codes import RecruiterListCode
from manumit.recruitment.contacts import Contact, read_contact
from manumit.recruitment.entries import ListMode, Recruiter, RecruiterList, State
from manumit.recruitment.lookup import plain_number

SCHEMA = "manumit/recruiters/1"
CONTACT_WAITS = dt.timedelta(days=7)
"""How long a new contact of a known recruiter does not count: long enough to ask by the old one."""
ONE_DAY = dt.timedelta(days=1)  # today is already tomorrow elsewhere


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What a new list changes, in the words of its entries.

    Attributes:
        new, gone: recruiters that are on one of the two lists.
        changed: pairs of the same recruiter, before and after.
    """

    new: tuple[Recruiter, ...]
    gone: tuple[Recruiter, ...]
    changed: tuple[tuple[Recruiter, Recruiter], ...]


def list_text(published: RecruiterList) -> str:
    """Return a list as the text of its file."""
    found = dataclasses.asdict(published)
    entries = [{key: value for key, value in one.items() if value} for one in found.pop("entries")]
    document = {"schema": SCHEMA, **found, "entries": entries}
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


def read_list(path: Path, *, today: dt.date | None = None) -> RecruiterList:
    """Return the list of a file.

    Args:
        path: of the file.
        today: if given, a list of a later day is a problem.

    Raises:
        InputError: R603, R609, R610.
    """
    place = Place.in_file(path)
    try:
        found = json.loads(path.read_text("utf-8"))
        published = _list(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecruiterListCode.NOT_A_LIST.error(place, reason=type(error).__name__) from error
    check_day(published.day, place, today=today)
    numbers = [plain_number(one.number) for one in published.entries if one.number]
    if len({*numbers}) < len(numbers):
        raise RecruiterListCode.NOT_A_LIST.error(place, reason="one number for two recruiters")
    return published


def demo_list_file() -> Path:
    """Return the path of the invented demonstration list, never loaded by default."""
    return Path(str(resources.files("manumit.recruitment") / "data" / "demo-list.json"))


def check_day(day: dt.date, place: Place, *, today: dt.date | None) -> None:
    """Check that the day of a list is not to come.

    Raises:
        InputError: R609.
    """
    if today is not None and day > today + ONE_DAY:
        raise RecruiterListCode.DAY_IN_FUTURE.error(place)


def check_country(country: str, place: Place) -> None:
    """Check that a country has telephone numbers; empty if there is none.

    Raises:
        InputError: R613.
    """
    if country and country not in phonenumbers.SUPPORTED_REGIONS:
        raise RecruiterListCode.UNKNOWN_COUNTRY.error(place)


def check_newer(before: dt.date, day: dt.date, place: Place) -> None:
    """Check that the day of a list is not earlier than that of the list it replaces.

    Raises:
        InputError: R612.
    """
    if day < before:
        raise RecruiterListCode.OLDER.error(place, before=before)


def list_changes(before: RecruiterList, after: RecruiterList) -> ListChanges:
    """Return what is new, gone or changed, by licence number, else by name."""
    old, new = _by_key(before), _by_key(after)
    added: list[Recruiter] = []
    gone: list[Recruiter] = []
    changed: list[tuple[Recruiter, Recruiter]] = []
    for key in {**new, **old}:
        # Several without a number may have one name.
        left, right = (Counter(map(_plain, each.get(key, ()))) for each in (old, new))
        olds, news = list((left - right).elements()), list((right - left).elements())
        changed += zip(olds, news, strict=False)
        gone += olds[len(news) :]
        added += news[len(olds) :]
    return ListChanges(tuple(added), tuple(gone), tuple(changed))


def _plain(one: Recruiter) -> Recruiter:
    return dataclasses.replace(one, new_contacts=())


def succeed(before: RecruiterList, after: RecruiterList, out: Path) -> RecruiterList:
    """Keep the list before beside the file that is replaced, and return the one that replaces it.

    Args:
        before: the list in the file.
        after: the new one.
        out: the file; the list before gets its day into the name.
    """
    out.with_name(f"{out.stem}-{before.day}{out.suffix}").write_text(list_text(before), "utf-8")
    return with_new_contacts(before, after)


def with_new_contacts(before: RecruiterList, after: RecruiterList) -> RecruiterList:
    """Return a list in which a contact that was not on the one before counts after seven days.

    Contacts are compared as in a look-up, so that one that is written in another way does not wait.
    The first contact of a known recruiter waits too. A recruiter that is new keeps all: nothing
    older is known by which to ask.
    """
    old = _by_key(before)

    def plain(text: str) -> Contact | str:
        return read_contact(text, after.country) or text

    def held(one: Recruiter) -> Recruiter:
        known = old.get(_key(one))
        if known is None:
            return one
        listed = {plain(text) for each in known for text in each.contacts}
        carried = {plain(text): counts for each in known for text, counts in each.new_contacts}
        new = after.day + CONTACT_WAITS
        found = (
            (text, carried.get(plain(text), after.day) if plain(text) in listed else new)
            for text in one.contacts
        )
        waits = tuple((text, counts) for text, counts in found if counts > after.day)
        return dataclasses.replace(one, new_contacts=waits)

    return dataclasses.replace(after, entries=tuple(map(held, after.entries)))


def _by_key(published: RecruiterList) -> dict[str, list[Recruiter]]:
    found: dict[str, list[Recruiter]] = defaultdict(list)
    for one in published.entries:
        found[_key(one)].append(one)
    return found


def _key(one: Recruiter) -> str:
    return plain_number(one.number) or one.name.casefold()


def _list(found: Mapping[str, Any]) -> RecruiterList:
    if found["schema"] != SCHEMA:
        raise ValueError(SCHEMA)
    plain = {name: str(found.get(name, "")) for name in ("address", "country", "authority")}
    return RecruiterList(
        source=str(found["source"]),
        day=dt.date.fromisoformat(found["day"]),
        mode=ListMode(found["mode"]),
        entries=tuple(_entry(one) for one in found["entries"]),
        **plain,
    )


def _entry(found: Mapping[str, Any]) -> Recruiter:
    def several(name: str) -> tuple[str, ...]:
        return tuple(map(str, found.get(name, ())))

    def day(name: str) -> dt.date | None:
        return dt.date.fromisoformat(found[name]) if name in found else None

    return Recruiter(
        name=str(found["name"]),
        state=State(found["state"]),
        number=str(found.get("number", "")),
        other_names=several("other_names"),
        since=day("since"),
        until=day("until"),
        state_since=day("state_since"),
        telephones=several("telephones"),
        mails=several("mails"),
        websites=several("websites"),
        address=str(found.get("address", "")),
        officers=several("officers"),
        new_contacts=tuple(
            (str(contact), dt.date.fromisoformat(counts))
            for contact, counts in found.get("new_contacts", ())
        ),
    )

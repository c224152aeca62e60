"""Finds entries that may be the same, by how their names sound in four scripts, or by number.

The tokens are those of the vault's index: keyed, made anew when the key ring is, and gone with the
entry's key. A natural person is found by whoever recorded them alone.
"""

import uuid
from collections.abc import Iterable

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.names import parts
from manumit.web.kernel.vault.search import Match, Query, find, index_person, remove_from_index
from manumit.web.kernel.vault.tokens import Kind, Number
from manumit.web.registers.contents import Called, Located
from manumit.web.registers.lists import compared
from manumit.web.registers.models import Entry, Organisation

SHARED = "register shared"


def circle(row: Entry) -> str:
    """In whose searches an entry is found."""
    if isinstance(row, Organisation) and row.shared:
        return SHARED
    if row.closed:
        return f"register of {row.recorded_by}"
    return f"register {row.institution_id}"


def circles(who: Actor) -> frozenset[str]:
    """The circles that somebody searches."""
    return frozenset((SHARED, f"register of {who.person}", f"register {who.institution}"))


def query(content: Called | Located, country: str = "") -> Query:
    """What an entry is found by."""
    if isinstance(content, Located):
        return Query(names=_names((content.name,)))
    numbers = [_number(country, content.number)] if country and content.number else []
    return Query(names=_names((content.name, *content.aliases)), numbers=numbers)


def index(row: Entry, content: Called | Located, before: str = "") -> None:
    """Lets an entry be found by what it is called now.

    Args:
        row: as it is kept.
        content: of it.
        before: the circle in which it was found until now.

    Raises:
        InputError: V101 to V107, V201, V301, V304.
    """
    told, scope = query(content, row.country), circle(row)
    if before and (before != scope or not _says(told)):
        remove_from_index(row.subject_id, before)
    if _says(told):
        index_person(row.subject_id, scope, names=told.names, numbers=told.numbers)


def matches(who: Actor, wanted: Query) -> dict[uuid.UUID, Match]:
    """Entries that are like it, by their keys; whoever asks has to be asked of each.

    Raises:
        InputError: V101 to V107, V201, V304.
    """
    if not _says(wanted):
        return {}
    return {one.subject: one for one in find(circles(who), wanted).results}


def _says(wanted: Query) -> bool:
    """Whether there is anything to find by: a name of digits alone sounds like nothing."""
    return bool(wanted.names or wanted.numbers)


def _names(names: Iterable[str]) -> list[str]:
    said = [compared(one) for one in names]
    return [one for one in said if parts(one)]


def _number(country: str, number: str) -> Number:
    # The kind "document" is read as a number of a paper: letters and digits, in small letters.
    return Number(Kind.DOCUMENT, f"organisation {country} {number}")

"""Find entries that may be the same, by the sound of names in four scripts, or by number.

The tokens are those of the vault's index: keyed, renewed when the key ring rotates, and deleted
with the entry's key. Only the member who recorded a natural person finds them.
"""

import uuid
from collections.abc import Iterable

from manumit.names.firms import comparable_name
from manumit.names.sound import parts
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.search import (
    Match,
    Query,
    find_people,
    index_person,
    remove_from_index,
)
from manumit.web.kernel.vault.tokens import LONGEST, Number, NumberKind
from manumit.web.registers.contents import (
    OrganisationDetails,
    WorkplaceDetails,
    normal_form,
    number_form,
)
from manumit.web.registers.models import Entry, Organisation

SHARED = "register shared"


def search_scope(row: Entry) -> str:
    """Return the index scope in which an entry is found."""
    if isinstance(row, Organisation) and row.shared:
        return SHARED
    if row.closed:
        return f"register of {row.recorded_by}"
    return f"register {row.institution_id}"


def search_scopes(who: Actor) -> frozenset[str]:
    """Return the index scopes that an actor searches."""
    return frozenset((SHARED, f"register of {who.person}", f"register {who.institution}"))


def search_query(content: OrganisationDetails | WorkplaceDetails, country: str = "") -> Query:
    """Return the index query for an entry's details."""
    if isinstance(content, WorkplaceDetails):
        return Query(names=_names((content.name,)), numbers=_workplace_numbers(content))
    numbers = [_number(country, content.number)] if country and content.number else []
    return Query(names=_names((content.name, *content.aliases)), numbers=numbers)


def index_entry(
    row: Entry, content: OrganisationDetails | WorkplaceDetails, before: str = ""
) -> None:
    """Index an entry under its current details.

    Args:
        row: as it is kept.
        content: of it.
        before: the circle in which it was found until now.

    Raises:
        InputError: V101 to V107, V201, V301, V304.
    """
    query, scope = search_query(content, row.country), search_scope(row)
    if before and (before != scope or not _is_searchable(query)):
        remove_from_index(row.subject_id, before)
    if _is_searchable(query):
        index_person(row.subject_id, scope, names=query.names, numbers=query.numbers)


def matches(who: Actor, wanted: Query) -> dict[uuid.UUID, Match]:
    """Return similar entries by key; the caller checks the policy for each.

    Raises:
        InputError: V101 to V107, V201, V304.
    """
    if not _is_searchable(wanted):
        return {}
    return {one.subject: one for one in find_people(search_scopes(who), wanted).results}


def _is_searchable(wanted: Query) -> bool:
    """Return whether there is anything to search by: a name of digits has no sound."""
    return bool(wanted.names or wanted.numbers)


def _names(names: Iterable[str]) -> list[str]:
    spelled = [comparable_name(one) for one in names]
    return [one for one in spelled if parts(one)]


def _workplace_numbers(content: WorkplaceDetails) -> list[Number]:
    """Return what finds the same workplace exactly: its number, and its name with its area."""
    found = []
    if number := number_form(content.number):
        found.append(f"workplace {number}")
    if where := normal_form(content.area or content.address):
        found.append(f"workplace at {normal_form(comparable_name(content.name))} in {where}")
    return [Number(NumberKind.DOCUMENT, one[:LONGEST]) for one in found]


def _number(country: str, number: str) -> Number:
    # The kind "document" is read as a number of a paper: letters and digits, in small letters.
    return Number(NumberKind.DOCUMENT, f"organisation {country} {number}")

"""Dimensions that are read from what lies sealed, opened in memory while everybody is counted.

No sex, form, nationality, sector or corridor of anybody stands in clear, neither before nor after:
what comes out is one category of a few, and goes into a count (decision 32). Whoever counts asks
it of nobody who is left out.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping

from manumit.web.cases.characteristics import STATELESS, CountedCharacteristics
from manumit.web.cases.selectors import counted_characteristics
from manumit.web.statistics.definitions import SEVERAL, UNKNOWN, regions

type Persons = Mapping[uuid.UUID, uuid.UUID]
"""Files of one person, with the key of the person in each."""


def codes_of(
    persons: Collection[Persons], dimensions: Collection[str], country: str
) -> list[dict[str, str]]:
    """The category of each person in each dimension.

    Args:
        persons: who is counted.
        dimensions: codes of sealed dimensions.
        country: in which is counted, as ISO 3166-1 alpha-2.

    Returns:
        one for each person, in their order: a category, "unknown" where no file says anything, and
        "several" where there is more than one.

    Raises:
        InputError: V101 to V107, V201.
    """
    found = counted_characteristics({file: key for one in persons for file, key in one.items()})
    return [
        {
            dimension: _one(
                code
                for file in one
                if file in found
                for code in CODES[dimension](found[file], country)
            )
            for dimension in dimensions
        }
        for one in persons
    ]


def _one(codes: Iterable[str]) -> str:
    different = set(codes)
    return SEVERAL if len(different) > 1 else different.pop() if different else UNKNOWN


def _sex(one: CountedCharacteristics, _country: str) -> Iterable[str]:
    return (f"sex_{one.content.sex}",) if one.content.sex else ()


def _form(one: CountedCharacteristics, _country: str) -> Iterable[str]:
    return (f"form_{form}" for form in one.content.forms)


def _sector(one: CountedCharacteristics, _country: str) -> Iterable[str]:
    return (f"sector_{sector.lower()}" for sector in one.sectors)


def _nationality(one: CountedCharacteristics, country: str) -> Iterable[str]:
    of = one.content.nationality
    if of == country:
        return ("nationality_own",)
    if of == STATELESS:
        return ("nationality_stateless",)
    return (f"nationality_{regions()[of]}",) if of in regions() else ()


def _corridor(one: CountedCharacteristics, country: str) -> Iterable[str]:
    return (code for begins, ends in one.corridors if (code := _from_to(begins, ends, country)))


def _from_to(begins: str, ends: str, country: str) -> str:
    """The region that somebody came from into the country, or how they moved otherwise."""
    if begins == ends == country:
        return "corridor_within"
    if begins == country and ends:
        return "corridor_out"
    if begins and ends and ends != country:
        return "corridor_elsewhere"
    return f"corridor_{regions()[begins]}" if ends and begins in regions() else ""


CODES: Mapping[str, Callable[[CountedCharacteristics, str], Iterable[str]]] = {
    "sex": _sex,
    "form": _form,
    "sector": _sector,
    "nationality": _nationality,
    "corridor": _corridor,
}
"""How each sealed dimension is read from one file."""

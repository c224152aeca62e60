"""What the invented country consists of, read once from ``country.yaml``."""

import functools
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml

SHORTEST, LONGEST = 2, 3  # parts of a word of a name


@dataclass(frozen=True, slots=True)
class Agency:
    """A recruiter or firm that does not exist.

    Attributes:
        number: of no register.
        sector, corridor: for which work, and from where to where, it recruits.
        isic: the section of ISIC Rev. 4 of that work.
    """

    name: str
    number: str
    sector: str
    isic: str
    corridor: str


@dataclass(frozen=True, slots=True)
class CharacteristicChoices:
    """From what it is drawn who somebody is for the figures."""

    sexes: tuple[str, ...]
    nationalities: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """One institution.

    Attributes:
        names: by language.
        people: how many there are of each role in each region; ``once``: in the first alone.
    """

    names: Mapping[str, str]
    people: Mapping[str, int]
    once: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Country:
    """Everything in the file."""

    code: str
    currency: str
    names: Mapping[str, str]
    regions: tuple[Mapping[str, str], ...]
    institutions: Mapping[str, Staff]
    agencies: tuple[Agency, ...]
    languages: tuple[str, ...]
    told_apart: CharacteristicChoices
    parts: tuple[tuple[str, str], ...]
    services: tuple[Mapping[str, Any], ...]

    def name(self, draw: random.Random) -> tuple[str, str]:
        """Return a name of two words, in Latin and in Arabic letters."""
        words = [draw.choices(self.parts, k=draw.randint(SHORTEST, LONGEST)) for _ in range(2)]
        latin = " ".join("".join(part[0] for part in word).capitalize() for word in words)
        return latin, " ".join("".join(part[1] for part in word) for word in words)


@functools.cache
def country() -> Country:
    """Return the country."""
    raw: dict[str, Any] = packaged_yaml("manumit.web.country", "country.yaml")
    return Country(
        code=raw["country"],
        currency=raw["currency"],
        names=raw["names"],
        regions=tuple(raw["regions"]),
        institutions={kind: Staff(**given) for kind, given in raw["institutions"].items()},
        agencies=tuple(Agency(**given) for given in raw["agencies"]),
        languages=tuple(raw["languages"]),
        told_apart=CharacteristicChoices(
            **{name: tuple(drawn) for name, drawn in raw["told_apart"].items()}
        ),
        parts=tuple((latin, arabic) for latin, arabic in raw["parts"]),
        services=tuple(raw["services"]),
    )

"""By what the figures tell people apart (R-70): sex, nationality, form of exploitation.

It is asked where that is safe, nobody has to answer, and what nobody said stays unknown. Sector and
corridor are those of :mod:`employments`.
"""

import json
from dataclasses import dataclass
from typing import Self

CHARACTERISTICS = "manumit/characteristics/1"
STATELESS = "stateless"
"""In the place of a country: no country takes the person for its national."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Characteristics:
    """What is known of one person; its ``repr`` shows nothing.

    Attributes:
        sex: a code of the list ``sex``; empty where nobody knows.
        nationality: ISO 3166-1 alpha-2 or ``STATELESS``; empty where nobody knows.
        forms: codes of the list ``form_of_exploitation``; empty where nobody knows.
    """

    sex: str = ""
    nationality: str = ""
    forms: tuple[str, ...] = ()

    def to_text(self) -> str:
        """What is sealed."""
        return json.dumps(
            {
                "schema": CHARACTERISTICS,
                "sex": self.sex,
                "nationality": self.nationality,
                "forms": sorted(self.forms),
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        data = json.loads(text)
        return cls(sex=data["sex"], nationality=data["nationality"], forms=tuple(data["forms"]))


@dataclass(frozen=True, slots=True, repr=False)
class Counted:
    """What one file says for the figures; its ``repr`` shows nothing.

    Attributes:
        told: what is known of the person.
        sectors: sections of ISIC Rev. 4, one of each place of work where it is known.
        corridors: from which country to which, of each place of work; empty where nobody knows.
    """

    told: Characteristics
    sectors: tuple[str, ...] = ()
    corridors: tuple[tuple[str, str], ...] = ()

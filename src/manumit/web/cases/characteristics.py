"""Breakdown attributes for statistics (R-70): sex, nationality, form of exploitation.

Questions are asked only where it is safe. No answer is required; no answer means unknown. Sector
and corridor are those of :mod:`employments`.
"""

import json
from dataclasses import dataclass
from typing import Self

CHARACTERISTICS = "manumit/characteristics/1"
STATELESS = "stateless"
"""In the place of a country: no country takes the person for its national."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Characteristics:
    """What is known of one person; ``repr`` hides the content.

    Attributes:
        sex: a code of the list ``sex``; empty if unknown.
        nationality: ISO 3166-1 alpha-2 or ``STATELESS``; empty if unknown.
        forms: codes of the list ``form_of_exploitation``; empty if unknown.
    """

    sex: str = ""
    nationality: str = ""
    forms: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
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
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(sex=data["sex"], nationality=data["nationality"], forms=tuple(data["forms"]))


@dataclass(frozen=True, slots=True, repr=False)
class CountedCharacteristics:
    """What one file says for the figures; ``repr`` hides the content.

    Attributes:
        content: the attributes of the person.
        sectors: sections of ISIC Rev. 4, one of each place of work where it is known.
        corridors: from which country to which, of each place of work; empty if unknown.
    """

    content: Characteristics
    sectors: tuple[str, ...] = ()
    corridors: tuple[tuple[str, str], ...] = ()

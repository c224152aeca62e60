"""What lies sealed of an entry: names, numbers, an address. Read from there alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from manumit.errors import Place
from manumit.web.registers.codes import RegisterEntryCode

ORGANISATION, WORKPLACE = "manumit/organisation/1", "manumit/workplace/1"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_NUMBER, MOST_NAMES = 200, 400, 60, 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Called:
    """What an organisation is called; its ``repr`` shows nothing.

    Attributes:
        name: as it calls itself.
        aliases: others, in any script.
        number: in the register of companies or of licences of its country; empty if not known.
    """

    name: str
    aliases: tuple[str, ...] = field(default=())
    number: str = ""

    def checked(self) -> Self:
        """The same as it is kept.

        Raises:
            InputError: R102, R104, R105.
        """
        number = " ".join(self.number.split())
        if len(number) > LONGEST_NUMBER:
            raise RegisterEntryCode.NO_NUMBER.error(Place(field="number"), longest=LONGEST_NUMBER)
        others = [checked_text(one, "aliases") for one in self.aliases if one.strip()]
        if len(others) > MOST_NAMES:
            raise RegisterEntryCode.TOO_MANY_NAMES.error(Place(field="aliases"), most=MOST_NAMES)
        name = checked_text(self.name, "name")
        kept = tuple(one for one in dict.fromkeys(others) if one != name)
        return type(self)(name=name, aliases=kept, number=number)

    def to_text(self) -> str:
        """What is sealed."""
        return _written(
            ORGANISATION,
            {"name": self.name, "aliases": list(self.aliases), "number": self.number},
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        found = json.loads(text)
        return cls(name=found["name"], aliases=tuple(found["aliases"]), number=found["number"])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Located:
    """What a workplace is called and where it is; its ``repr`` shows nothing.

    Attributes:
        address: in words; empty where nobody knows.
    """

    name: str
    address: str = ""

    def checked(self) -> Self:
        """The same as it is kept.

        Raises:
            InputError: R102.
        """
        address = checked_text(self.address, "address", LONGEST_ADDRESS) if self.address else ""
        return type(self)(name=checked_text(self.name, "name"), address=address)

    def to_text(self) -> str:
        """What is sealed."""
        return _written(WORKPLACE, {"name": self.name, "address": self.address})

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        found = json.loads(text)
        return cls(name=found["name"], address=found["address"])


def checked_text(text: str, where: str, longest: int = LONGEST_NAME) -> str:
    """A line of text as it is kept.

    Raises:
        InputError: R102.
    """
    found = " ".join(text.split())
    if not 0 < len(found) <= longest:
        raise RegisterEntryCode.NO_NAME.error(Place(field=where), longest=longest)
    return found


def _written(schema: str, found: Mapping[str, Any]) -> str:
    return json.dumps({"schema": schema, **found}, ensure_ascii=False)

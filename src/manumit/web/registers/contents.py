"""Sealed content of register entries: names, numbers, an address; and how two are compared."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from manumit.errors import Place
from manumit.web.registers.codes import RegisterEntryCode

ORGANISATION, WORKPLACE = "manumit/organisation/1", "manumit/workplace/1"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_NUMBER, MOST_NAMES = 200, 400, 60, 20
LONGEST_AREA, MOST_WORKERS = 100, 100_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrganisationDetails:
    """Names and number of an organisation; its ``repr`` hides the content.

    Attributes:
        name: as it calls itself.
        aliases: others, in any script.
        number: in the register of companies or of licences of its country; empty if not known.
    """

    name: str
    aliases: tuple[str, ...] = field(default=())
    number: str = ""

    def checked(self) -> Self:
        """Return the validated details in stored form.

        Raises:
            InputError: R102, R104, R105.
        """
        number = checked_number(self.number, "number")
        others = [checked_text(one, "aliases") for one in self.aliases if one.strip()]
        if len(others) > MOST_NAMES:
            raise RegisterEntryCode.TOO_MANY_NAMES.error(Place(field="aliases"))
        name = checked_text(self.name, "name")
        kept = tuple(one for one in dict.fromkeys(others) if one != name)
        return type(self)(name=name, aliases=kept, number=number)

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return _written(
            ORGANISATION,
            {"name": self.name, "aliases": list(self.aliases), "number": self.number},
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        found = json.loads(text)
        return cls(name=found["name"], aliases=tuple(found["aliases"]), number=found["number"])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorkplaceDetails:
    """Name, address and number of a workplace; its ``repr`` hides the content.

    Attributes:
        address: in words; empty if unknown.
        number: in the register of the authority; empty if it has none.
        area: district, town or ward; empty if unknown.
        workers: how many the register states; None if unknown.
    """

    name: str
    address: str = ""
    number: str = ""
    area: str = ""
    workers: int | None = None

    def checked(self) -> Self:
        """Return the validated details in stored form.

        Raises:
            InputError: R102, R105 to R107.
        """
        address = checked_text(self.address, "address", LONGEST_ADDRESS) if self.address else ""
        area = " ".join(self.area.split())
        if len(area) > LONGEST_AREA:
            raise RegisterEntryCode.NO_AREA.error(Place(field="area"))
        if self.workers is not None and not 0 <= self.workers <= MOST_WORKERS:
            raise RegisterEntryCode.NO_WORKERS.error(Place(field="workers"))
        return type(self)(
            name=checked_text(self.name, "name"),
            address=address,
            number=checked_number(self.number, "register_number"),
            area=area,
            workers=self.workers,
        )

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return _written(WORKPLACE, asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        found = json.loads(text)
        del found["schema"]
        return cls(**found)


def checked_number(text: str, where: str) -> str:
    """Return a validated number of a register in stored form; empty if there is none.

    Raises:
        InputError: R105.
    """
    number = " ".join(text.split())
    if len(number) > LONGEST_NUMBER:
        raise RegisterEntryCode.NO_NUMBER.error(Place(field=where))
    return number


def checked_text(text: str, where: str, longest: int = LONGEST_NAME) -> str:
    """Return a validated line of text in stored form.

    Raises:
        InputError: R102.
    """
    found = " ".join(text.split())
    if not 0 < len(found) <= longest:
        raise RegisterEntryCode.NO_NAME.error(Place(field=where))
    return found


def _written(schema: str, found: Mapping[str, Any]) -> str:
    return json.dumps({"schema": schema, **found}, ensure_ascii=False)


_LETTERS = str.maketrans(
    {
        # Arabic spellings that writers of one name use side by side; the tatweel is no letter.
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ـ": "",
        "ی": "ي",
        "ک": "ك",
    }
)


def normal_form(text: str) -> str:
    """Return a text without marks, case and punctuation, and with digits of one script."""
    spelt = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", spelt).casefold()
    return " ".join("".join(_character(one) for one in bare).split())


def number_form(text: str) -> str:
    """Return a number of a register without what writers put between its parts."""
    return normal_form(text).replace(" ", "")


def _character(one: str) -> str:
    if unicodedata.category(one) == "Mn":
        return ""
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    return one if one.isalnum() else " "

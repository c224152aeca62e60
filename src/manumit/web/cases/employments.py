"""The sealed content of an employment: employers, workplace, occupation, corridor, dates."""

import enum
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

ORGANISATION, WORKPLACE = "organisation", "workplace"
"""Kinds of register entry at which somebody worked."""


EMPLOYMENT = "manumit/employment/1"


class EmployerRole(enum.StrEnum):
    """The role of an organisation in an employment."""

    EMPLOYER = "employer"
    USER_FIRM = "user_firm"
    RECRUITER = "recruiter"
    SUB_AGENT = "sub_agent"


@dataclass(frozen=True, slots=True, repr=False)
class NamedEntry:
    """A register entry, or a name that is in no register; its ``repr`` hides the content.

    Attributes:
        name: its name when it was recorded: readers of the file may lack access to the register.
        entry: its key; None where it is in no register.
    """

    name: str
    entry: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EmploymentDetails:
    """One employment relationship; its ``repr`` hides the content.

    Attributes:
        organisations: by their role.
        workplace: where; None if unknown.
        occupation: a group of ISCO-08; empty if unknown.
        sector: a section of ISIC Rev. 4; empty if unknown.
        from_country, from_region, to_country: the corridor, as far as it is known.
        begins, until: YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown.
        source: a code of the list ``employment_source``: the informant.
    """

    organisations: Mapping[EmployerRole, NamedEntry] = field(default_factory=dict)
    workplace: NamedEntry | None = None
    occupation: str = ""
    sector: str = ""
    from_country: str = ""
    from_region: str = ""
    to_country: str = ""
    begins: str = ""
    until: str = ""
    source: str

    def entries(self) -> frozenset[uuid.UUID]:
        """Return the keys of all register entries that it names."""
        named = (*self.organisations.values(), self.workplace)
        return frozenset(one.entry for one in named if one is not None and one.entry is not None)

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return json.dumps(
            {
                "schema": EMPLOYMENT,
                "organisations": {
                    part: _written(one) for part, one in sorted(self.organisations.items())
                },
                "workplace": None if self.workplace is None else _written(self.workplace),
                **{name: getattr(self, name) for name in _PLAIN},
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        place = data["workplace"]
        return cls(
            organisations={
                EmployerRole(part): _read(one) for part, one in data["organisations"].items()
            },
            workplace=None if place is None else _read(place),
            **{name: data[name] for name in _PLAIN},
        )


_PLAIN = (
    "occupation", "sector", "from_country", "from_region", "to_country", "begins", "until",
    "source",
)  # fmt: skip


def _written(one: NamedEntry) -> dict[str, Any]:
    return {"name": one.name, "entry": None if one.entry is None else str(one.entry)}


def _read(data: Mapping[str, Any]) -> NamedEntry:
    return NamedEntry(data["name"], None if data["entry"] is None else uuid.UUID(data["entry"]))

"""What lies sealed of an employment: for whom, where, as what, from where, from when until when."""

import enum
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

EMPLOYMENT = "manumit/employment/1"


class Part(enum.StrEnum):
    """What an organisation was for somebody who worked."""

    EMPLOYER = "employer"
    USER_FIRM = "user_firm"
    RECRUITER = "recruiter"
    SUB_AGENT = "sub_agent"


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """An entry of the register, or what somebody calls one that is in none; ``repr`` shows nothing.

    Attributes:
        name: as it was called when it was recorded: who reads the file need not see the register.
        entry: its key; None where it is in no register.
    """

    name: str
    entry: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Employed:
    """One employment relationship as it was told; its ``repr`` shows nothing.

    Attributes:
        organisations: by what they were for the person.
        workplace: where; None where nobody knows.
        occupation: a group of ISCO-08; empty where nobody knows.
        sector: a section of ISIC Rev. 4; empty where nobody knows.
        from_country, from_region, to_country: the corridor, as far as it is known.
        begins, until: YYYY, YYYY-MM or YYYY-MM-DD; empty where nobody knows.
        source: a code of the list ``employment_source``: who said so.
    """

    organisations: Mapping[Part, Named] = field(default_factory=dict)
    workplace: Named | None = None
    occupation: str = ""
    sector: str = ""
    from_country: str = ""
    from_region: str = ""
    to_country: str = ""
    begins: str = ""
    until: str = ""
    source: str

    def entries(self) -> frozenset[uuid.UUID]:
        """Keys of every entry of the register that it names."""
        named = (*self.organisations.values(), self.workplace)
        return frozenset(one.entry for one in named if one is not None and one.entry is not None)

    def to_text(self) -> str:
        """What is sealed."""
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
        """What :meth:`to_text` wrote."""
        data = json.loads(text)
        place = data["workplace"]
        return cls(
            organisations={Part(part): _read(one) for part, one in data["organisations"].items()},
            workplace=None if place is None else _read(place),
            **{name: data[name] for name in _PLAIN},
        )


_PLAIN = (
    "occupation", "sector", "from_country", "from_region", "to_country", "begins", "until",
    "source",
)  # fmt: skip


def _written(one: Named) -> dict[str, Any]:
    return {"name": one.name, "entry": None if one.entry is None else str(one.entry)}


def _read(data: Mapping[str, Any]) -> Named:
    return Named(data["name"], None if data["entry"] is None else uuid.UUID(data["entry"]))

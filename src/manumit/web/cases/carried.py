"""What lies sealed of what an old system had recorded of a person."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from manumit.exchange.filerows import FileRow

CARRIED = "manumit/carried/1"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CarriedOver:
    """What came with a row and became neither identity nor evidence; its ``repr`` shows nothing.

    Attributes:
        reference: of the old system.
        mapping: id of the mapping that read the row.
        dates: days of the old system, by what they are.
        decision, decided_on: what it says was decided; no decision here.
        consent_purpose, consent_on: consent that it recorded; none here.
        answers: by code, those that no list here reads: 1 yes, 0 no.
    """

    reference: str
    mapping: str
    dates: Mapping[str, str] = field(default_factory=dict)
    decision: str | None = None
    decided_on: str | None = None
    consent_purpose: str | None = None
    consent_on: str | None = None
    answers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, row: FileRow, mapping: str, unread: Mapping[str, int]) -> Self:
        """What of a row is kept in this way."""
        return cls(
            reference=row.reference,
            mapping=mapping,
            dates=row.dates,
            decision=row.decision,
            decided_on=row.decided_on,
            consent_purpose=row.consent_purpose,
            consent_on=row.consent_on,
            answers=unread,
        )

    def to_text(self) -> str:
        """What is sealed."""
        return json.dumps({"schema": CARRIED, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        data: dict[str, Any] = json.loads(text)
        del data["schema"]
        return cls(**data)

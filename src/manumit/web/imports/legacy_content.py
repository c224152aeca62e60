"""Sealed content of what another system had recorded about a person."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from manumit.exchange.filerows import FileRow

CARRIED = "manumit/carried/1"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LegacyContent:
    """What came with a row and is neither identity nor evidence; ``repr`` hides the content.

    Attributes:
        reference: of the old system.
        mapping: id of the mapping that read the row.
        dates: days in the old system, by kind.
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
        """Return the part of a row that is kept in this form."""
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
        """Return the JSON text to be sealed."""
        return json.dumps({"schema": CARRIED, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data: dict[str, Any] = json.loads(text)
        del data["schema"]
        return cls(**data)

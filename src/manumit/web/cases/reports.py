"""Sealed content of a report on a referral: a code and a day."""

import datetime as dt
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class ReportContent:
    """A service that was provided, or an outcome; its ``repr`` hides the content.

    Attributes:
        code: of ``needs.yaml`` for a service, of the list ``outcome`` for an outcome.
        on_day: the day of the service, or on which the outcome was known.
    """

    code: str
    on_day: dt.date

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return json.dumps({"code": self.code, "on": self.on_day.isoformat()})

    @classmethod
    def from_text(cls, text: str) -> "ReportContent":
        """Parse what :meth:`to_text` returned."""
        found = json.loads(text)
        return cls(found["code"], dt.date.fromisoformat(found["on"]))

"""What lies sealed in a report of a referral: a code and a day."""

import datetime as dt
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """A service that was given, or an outcome; its ``repr`` shows nothing.

    Attributes:
        code: of ``needs.yaml`` for a service, of the list ``outcome`` for an outcome.
        on_day: of the service; for an outcome the day as of which it is known.
    """

    code: str
    on_day: dt.date

    def to_text(self) -> str:
        """As it is sealed."""
        return json.dumps({"code": self.code, "on": self.on_day.isoformat()})

    @classmethod
    def from_text(cls, text: str) -> "Said":
        """As it was sealed."""
        found = json.loads(text)
        return cls(found["code"], dt.date.fromisoformat(found["on"]))

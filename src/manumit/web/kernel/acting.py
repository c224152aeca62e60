"""Who acts, as the mechanisms need to know it; ``Actor`` of the access mechanism is one."""

import uuid
from dataclasses import dataclass
from typing import Protocol

CLOCK = "clock"
"""The role in which the platform itself acts when a time is over; nobody signs in with it."""


class Acting(Protocol):
    """Somebody in one role of one institution."""

    @property
    def person(self) -> uuid.UUID | None:
        """Who; None where no person acts."""

    @property
    def institution(self) -> uuid.UUID:
        """For which institution."""

    @property
    def role(self) -> str:
        """A role of domain.md section 2, or :data:`CLOCK`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The platform itself, acting in the ledger of one institution."""

    institution: uuid.UUID
    person: None = None
    role: str = CLOCK

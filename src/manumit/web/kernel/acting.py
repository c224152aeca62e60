"""The protocol of an actor. ``kernel.access.actors.Actor`` implements it."""

import uuid
from dataclasses import dataclass
from typing import Protocol

CLOCK = "clock"
"""The role in which the platform itself acts when a deadline passes; nobody signs in with it."""


class Acting(Protocol):
    """An actor in one role of one institution."""

    @property
    def person(self) -> uuid.UUID | None:
        """Return the account; None where no person acts."""

    @property
    def institution(self) -> uuid.UUID:
        """Return the institution for which they act."""

    @property
    def role(self) -> str:
        """Return a role of domain.md section 2, or :data:`CLOCK`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The platform itself, acting in the ledger of one institution."""

    institution: uuid.UUID
    person: None = None
    role: str = CLOCK

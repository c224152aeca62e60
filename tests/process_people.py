"""Who acts in the tests of processes and consent."""

import uuid
from dataclasses import dataclass, field

from manumit.web.kernel.ledger.acts import Column, declare

ROLES = ("support", "ident", "inspect", "health", "worker", "immig")
declare(Column.ROLE, *ROLES)


@dataclass(frozen=True)
class Someone:
    """A person in one role of one institution."""

    role: str = "support"
    institution: uuid.UUID = field(default_factory=uuid.uuid4)
    person: uuid.UUID = field(default_factory=uuid.uuid4)

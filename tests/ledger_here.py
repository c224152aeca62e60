"""What the tests of the ledger share: an institution of its own for each, a key, a folder."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from manumit.web.kernel.ledger import keys
from manumit.web.kernel.ledger.acts import Column, declare
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.ledger.verify import Verification, verify

declare(Column.ROLE, "inspector", "support", "nobody")
declare(Column.KIND, "case", "thing")
declare(Column.PURPOSE, "protection", "inspection")
declare(Column.REASON, "not_yours", "broke", "duty")


@dataclass(frozen=True)
class Office:
    """One institution with a key and a folder for heads."""

    institution: uuid.UUID
    heads: Path
    key: Path

    def act(self, code: str = "read_file", **more: Any) -> Act:
        given: dict[str, Any] = {"institution": self.institution, "role": "inspector"}
        return Act(act=code, **(given | {"kind": "case"} | more))

    def recorded(self, count: int = 1, **more: Any) -> list[Event]:
        """Acts, each in a transaction of its own."""
        found = []
        for _ in range(count):
            with transaction.atomic():
                found.append(record(self.act(**more)))
        return found

    def verified(self, *, without_heads: bool = False) -> Verification:
        public = [keys.public_key(self.key.with_name("key.pem.pub"))]
        return verify([] if without_heads else [self.heads], public, only=self.institution)

    def found(self, *, without_heads: bool = False) -> list[tuple[str, str]]:
        """Codes, and which row or seal."""
        return [(p.code, p.what) for p in self.verified(without_heads=without_heads).problems]

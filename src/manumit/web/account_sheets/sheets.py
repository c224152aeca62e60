"""The forms: their fields, their pages, and the file that each produces."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from manumit.web.account_sheets import account, ledger, promised
from manumit.web.account_sheets.fields import Entered, Field, Written
from manumit.web.account_sheets.parts import Part


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form.

    Attributes:
        id: one letter, which is kept with what was entered.
        parts: its pages in their order.
        whole: whether its first page is enough, and the others are only for who has more to tell.
        file: what was entered as a file, for a day.
        lacks: what is missing as a whole: texts by field, or under no name.
    """

    id: str
    parts: Callable[[], tuple[Part, ...]]
    whole: bool
    file: Callable[[Entered, dt.date], Written]
    lacks: Callable[[Entered], Mapping[str, str]] = lambda _: {}

    def fields(self) -> Iterator[Field]:
        """Yield every field in the order in which they are kept."""
        for part in self.parts():
            yield from part.fields()

    def part(self, part_id: str) -> Part:
        """Return a page by its id; the first for what is none."""
        parts = self.parts()
        return next((one for one in parts if one.id == part_id), parts[0])

    def beside(self, part: Part) -> tuple[Part | None, Part | None]:
        """Return the page before and the page after one; None where there is none."""
        parts = self.parts()
        at = parts.index(part)
        if self.whole:
            return (parts[0] if at else None, None)
        return (
            parts[at - 1] if at else None,
            parts[at + 1] if at + 1 < len(parts) else None,
        )


WAGES = Sheet("w", account.parts, whole=True, file=account.written, lacks=account.contradicts)
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        one.id: one
        for one in (
            WAGES,
            Sheet("t", promised.parts, False, promised.written, promised.lacks),
            Sheet("c", ledger.parts, False, ledger.written),
        )
    }
)

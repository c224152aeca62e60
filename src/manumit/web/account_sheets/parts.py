"""A page of a form: fields, and lines of fields that may be left empty."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from manumit.web.account_sheets.fields import Field


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the same fields.

    Attributes:
        id: beginning of the names of their fields, and last part of the ids of their texts.
        lines: the fields of each line.
        open: how many lines are open from the start.
    """

    id: str
    lines: tuple[tuple[Field, ...], ...]
    open: int = 1

    def without(self, texts: frozenset[str]) -> "Group":
        """Return the same without the fields that have these texts, and without empty lines."""
        lines = (tuple(one for one in line if one.text not in texts) for line in self.lines)
        return replace(self, lines=tuple(filter(None, lines)))


@dataclass(frozen=True, slots=True)
class Part:
    """One page.

    Attributes:
        id: also the last part of the ids of its texts.
        single: fields that stand alone.
        groups: lines below them.
        after: fields below the lines.
    """

    id: str
    single: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    after: tuple[Field, ...] = ()

    def fields(self) -> Iterator[Field]:
        """Yield all of them."""
        yield from self.single
        for group in self.groups:
            for line in group.lines:
                yield from line
        yield from self.after

"""A page of a form: fields, and lines of fields that may be left empty."""

from collections.abc import Iterator
from dataclasses import dataclass

from manumit.web.wages.fields import Field


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
        """All of them."""
        yield from self.single
        for group in self.groups:
            for line in group.lines:
                yield from line
        yield from self.after

"""The codes that an event may hold: acts from a dated file, all others declared by apps."""

import enum
import functools
import re

from manumit.packaged import packaged_yaml

SHAPE = r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$"
"""No space, no leading digit, at most 40 characters; a database constraint checks it too."""
_SHAPE = re.compile(SHAPE)


class Column(enum.StrEnum):
    """A column of an event whose codes are declared by apps."""

    ROLE = "role"
    KIND = "kind"
    PURPOSE = "purpose"
    REASON = "reason"


_declared: dict[Column, set[str]] = {column: set() for column in Column}


@functools.cache
def acts() -> dict[str, str]:
    """Return every act that can be recorded, with its description."""
    found: dict[str, str] = packaged_yaml(__package__, "acts.yaml")["acts"]
    return found


def declare(column: Column, *codes: str) -> None:
    """Allow codes in a column of events; call it once from ``AppConfig.ready``.

    Args:
        column: in which they are allowed.
        codes: constants of the program, such as ``inspector`` or ``not_yours``; never anything
            about a person.

    Raises:
        ValueError: one does not look like a code.
    """
    for code in codes:
        if not _SHAPE.fullmatch(code):
            raise ValueError(column)
    _declared[column].update(codes)


def check(column: Column, code: str) -> None:
    """Check that a code was declared; the empty code always means "none".

    Raises:
        ValueError: it was not. The message names the column, never the value.
    """
    if code and code not in _declared[column]:
        raise ValueError(f"an undeclared {column} was to enter the ledger")

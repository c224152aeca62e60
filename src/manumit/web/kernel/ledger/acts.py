"""The codes that an event may hold: acts from a dated file, the others as rooms declare them."""

import enum
import functools
import re
from importlib import resources

import yaml

SHAPE = r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$"
"""No space, no first digit, at most 40 characters; the database holds it too."""
_SHAPE = re.compile(SHAPE)


class Column(enum.StrEnum):
    """A column of an event whose codes the rooms declare."""

    ROLE = "role"
    KIND = "kind"
    PURPOSE = "purpose"
    REASON = "reason"


_declared: dict[Column, set[str]] = {column: set() for column in Column}


@functools.cache
def acts() -> dict[str, str]:
    """Every act that can be recorded, with words for it."""
    text = resources.files(__package__).joinpath("acts.yaml").read_text("utf-8")
    found: dict[str, str] = yaml.safe_load(text)["acts"]
    return found


def declare(column: Column, *codes: str) -> None:
    """Lets events hold codes of a room; called once from its ``AppConfig.ready``.

    Args:
        column: where they may stand.
        codes: words of the program, such as ``inspector`` or ``not_yours``; never of a person.

    Raises:
        ValueError: one does not look like a code.
    """
    for code in codes:
        if not _SHAPE.fullmatch(code):
            raise ValueError(column)
    _declared[column].update(codes)


def check(column: Column, code: str) -> None:
    """Whether a room has declared a code; the empty one always stands for "none".

    Raises:
        ValueError: nobody has. The message names the column, never what stood there.
    """
    if code and code not in _declared[column]:
        raise ValueError(f"an undeclared {column} was to enter the ledger")

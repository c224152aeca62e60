"""Fenced blocks of a page, with what the comment before them says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(
    r"^(?:<!-- (?P<key>file|exit): (?P<value>\S+) -->\n+)?"
    r"```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block, with what the comment before it says."""

    language: str
    body: str
    line: int
    file: str | None = None
    exit_code: int = 0


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for found in FENCE.finditer(text):
        value = found["value"]
        yield Block(
            found["language"],
            found["body"],
            text.count("\n", 0, found.start()) + 1,
            value if found["key"] == "file" else None,
            int(value) if found["key"] == "exit" else 0,
        )

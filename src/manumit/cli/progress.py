"""How far a long command has come, for whoever watches it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

type Advance = Callable[[str, float], None]
"""Told what is being done, and how much of it, from 0 to 1."""


@contextmanager
def progress_bar() -> Iterator[Advance]:
    """A bar on standard error where a person watches; silence elsewhere."""
    stream = sys.stderr
    with click.progressbar(
        length=1000, label="Beginning", file=stream, hidden=not stream.isatty()
    ) as bar:

        def advance(step: str, share: float) -> None:
            bar.label = step
            bar.update(int(share * 1000) - bar.pos)

        yield advance

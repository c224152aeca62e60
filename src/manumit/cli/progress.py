"""Show how far a long command has come."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

type Advance = Callable[[str, float], None]
"""Told what is being done, and how much of it, from 0 to 1."""


@contextmanager
def progress_bar() -> Iterator[Advance]:
    """Yield the function that advances a progress bar, shown only if stderr is a terminal."""
    stream = sys.stderr
    with click.progressbar(
        length=1000, label="Beginning", file=stream, hidden=not stream.isatty()
    ) as bar:

        def advance(step: str, share: float) -> None:
            bar.label = step
            bar.update(int(share * 1000) - bar.pos)

        yield advance

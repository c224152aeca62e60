"""Options that several commands share."""

import functools
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import click

from manumit.instruments import Library, shipped_library

type Decorated = Callable[..., Any]

instruments_option = click.option(
    "--instruments",
    "own",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Your institution's own instrument or text file, or a folder of them; may be repeated.",
)

language_option = click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="TAG",
    help="Language of the output: en, fr, es, ar, or one that your own files add.",
)

out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file instead of standard output.",
)


PACKAGE = Path(str(resources.files("manumit")))


@functools.cache
def _shipped(rooms: tuple[Path, ...]) -> Library:
    """Return the shipped library with texts of more packages, cached since it never changes."""
    return Library.load(*rooms) if rooms else shipped_library()


def library_with(own: tuple[Path, ...], language: str = "en") -> Library:
    """Return the shipped library, with an institution's own files if there are any.

    Raises:
        click.BadParameter: no text is in this language.
    """
    ours = all(path.is_relative_to(PACKAGE) for path in own)
    library = _shipped(own) if ours else Library.load(*own)
    if language not in library.texts.languages:
        known = ", ".join(library.texts.languages)
        raise click.BadParameter(f"there is no text in '{language}'; there is: {known}")
    return library

"""``manumit mappings``: list, show and check mappings of columns to indicators."""

from pathlib import Path

import click

from manumit.cli.options import instruments_option, library_with
from manumit.cli.output import explained
from manumit.exchange import Mapping, load_mapping, shipped_mapping, shipped_mappings
from manumit.instruments import Library


def find_mapping(name: str, library: Library) -> Mapping:
    """Return a shipped mapping by its name, or the mapping in a file."""
    path = Path(name)
    if name in shipped_mappings() and not path.is_file():
        path = shipped_mapping(name)
    return load_mapping(path, library)


@click.group()
def mappings() -> None:
    """List, show and check mappings. How to write one: docs/how-to/mappings.md."""


@mappings.command("list")
@explained
def list_() -> None:
    """List the mappings that come with manumit."""
    library = library_with(())
    for name in shipped_mappings():
        click.echo(f"{name:<8} {find_mapping(name, library).title}")


@mappings.command()
@click.argument("mapping")
@explained
def show(mapping: str) -> None:
    """Print a shipped MAPPING, as a model for your own."""
    if mapping not in shipped_mappings():
        raise click.BadParameter(
            f"there is no '{mapping}'; known are: {', '.join(shipped_mappings())}"
        )
    click.echo(shipped_mapping(mapping).read_text("utf-8"), nl=False)


@mappings.command()
@click.argument("mapping")
@instruments_option
@explained
def check(mapping: str, own: tuple[Path, ...]) -> None:
    """Check a MAPPING file and show what it does: columns, codes, attributes, assumptions."""
    found = find_mapping(mapping, library_with(own))
    click.echo(f"In order: {found.title}")
    click.echo(
        f"Reads {len(found.columns)} columns for {len(found.codes)} codes: {', '.join(found.codes)}"
    )
    click.echo(f"Attributes: {', '.join(found.attributes) or 'none'}")
    for assumption in found.assumptions:
        click.echo(f"Assumes: {assumption.strip()}")

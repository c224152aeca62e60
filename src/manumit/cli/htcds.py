"""``manumit htcds``: case files in the form of the Human Trafficking Case Data Standard."""

from collections.abc import Callable
from pathlib import Path

import click

from manumit.cli.output import CommandCode, explained, fail
from manumit.errors import Place
from manumit.exchange import move_into_place, private_workdir
from manumit.exchange.htcds import copy, fields, look_through, write_wide

_FILE = click.argument("file", type=click.Path(path_type=Path))
_OUT = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write; readable by you only, for it is about persons.",
)
_OTHER = click.option(
    "--other",
    type=click.Choice(["refuse", "ignore"]),
    default="refuse",
    show_default=True,
    help="What to do with columns that are no fields of the standard.",
)


@click.group()
def htcds() -> None:
    """Check and convert case files in the form of HTCDS 2.0 (IOM).

    docs/how-to/htcds.md explains.
    """


@htcds.command()
@_FILE
@_OTHER
@explained
def check(file: Path, other: str) -> None:
    """Check FILE (.csv, .xlsx, .jsonl) and list the fields that it uses."""
    survey = look_through(file, ignore_others=other == "ignore")
    for notice in survey.notices:
        click.echo(str(notice), err=True)
    click.echo(
        f"In order: {survey.records:,} records, {len(survey.used)} of {len(fields())} fields."
    )
    for name, count in survey.used.items():
        click.echo(f"{name:<40} {count:>9,}")


@htcds.command()
@_FILE
@_OUT
@_OTHER
@explained
def convert(file: Path, out: Path, other: str) -> None:
    """Write FILE as CSV or as JSON lines (by the name of --out): nothing in it is lost.

    All or nothing: a cell that the standard cannot hold refuses the file.
    """
    ignore = other == "ignore"
    survey = look_through(file, ignore_others=ignore)
    _write(file, out, lambda draft: copy(file, draft, survey, ignore_others=ignore))


@htcds.command()
@_FILE
@_OUT
@_OTHER
@explained
def wide(file: Path, out: Path, other: str) -> None:
    """Write the marks of FILE as CSV for 'manumit assess --mapping htcds': no name, no contact."""
    ignore = other == "ignore"
    look_through(file, ignore_others=ignore)
    _write(file, out, lambda draft: write_wide(file, draft, ignore_others=ignore))


def _write(file: Path, out: Path, work: Callable[[Path], int]) -> None:
    if out.resolve() == file.resolve():
        fail([CommandCode.SAME_FILE.problem(Place.in_file(out))])
    with private_workdir(out) as folder:
        draft = folder / out.name
        count = work(draft)
        move_into_place(draft, out)
    click.echo(f"Written: {out} ({count:,} records)", err=True)

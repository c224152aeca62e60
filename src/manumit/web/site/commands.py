"""The platform's own commands; ``manumit`` finds them as entry points (``manumit.commands``)."""

import contextlib
import os
import sys
import time
from pathlib import Path

import click

from manumit.cli.output import explained
from manumit.errors import Place
from manumit.web.site.codes import SiteCode

DEFAULT_PORT = 8400
DEFAULT_FOLDER = Path("manumit-platform")


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="Where the embedded database and work in progress lie.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where the pages answer, on this machine only.",
)
@click.option(
    "--instruments",
    "own",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE_OR_FOLDER",
    help="Your own lists, texts and languages, beside the shipped ones.",
)
@click.option(
    "--contacts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Whom people can ask: a contacts file. Without one, invented contacts, marked so.",
)
@explained
def serve(folder: Path, port: int, own: tuple[Path, ...], contacts: Path | None) -> None:
    """Start the pages on this machine, with a database of their own, until Ctrl-C.

    For a look, a training or a demonstration. How an institution runs them: docs/deployment.md.
    """
    try:
        from manumit.web.site.launch import Wishes, running  # noqa: PLC0415 - needs the extras
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    wishes = Wishes(folder=folder, port=port, own_files=own, contacts=contacts)
    click.echo("Starting ...", err=True)
    with contextlib.suppress(KeyboardInterrupt), running(wishes) as programs:
        click.echo(f"manumit answers at {wishes.address} (this machine only). Stop: Ctrl-C.")
        while all(program.poll() is None for program in programs):
            time.sleep(0.3)
        click.echo(f"A part of it stopped by itself: see {folder.name}/pages.log.", err=True)
        sys.exit(1)
    click.echo("Stopped.", err=True)


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@explained
def manage(arguments: tuple[str, ...]) -> None:
    """Run a management command of the platform with its ARGUMENTS, such as prepare_database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manumit.web.site.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    execute_from_command_line(["manumit manage", *arguments])

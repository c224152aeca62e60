"""``manumit start`` and ``manumit doctor``: a small office, and what is wrong with it."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import click

from manumit.cli.output import explained, fail
from manumit.errors import InputError, Place
from manumit.web.site.codes import SiteCode
from manumit.web.start.answers import StartAnswers, ask, parse_answers, read_answers
from manumit.web.start.codes import StartCode

DEFAULT_FOLDER = Path("manumit-office")


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="Where keys, database, files and settings lie.",
)
@click.option(
    "--answers",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The answers to the eight questions. Without it, they are asked on the terminal.",
)
@click.option("--only-set-up", is_flag=True, help="Stop before the pages start.")
@explained
def start(*, folder: Path, file: Path | None, only_set_up: bool) -> None:
    """Set up and run a small office on this machine, until Ctrl-C.

    Makes keys, the database, the institution and the links for its first two people, a first
    backup, and checks that the backup can be restored. Run it again after any interruption: it goes
    on where it stopped. It never replaces a key and never changes an answer.
    """
    try:
        from manumit.web.start.small_office import SmallOffice, take_answers  # noqa: PLC0415 - needs the extras
        from manumit.web.start.supervise import running, watch  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    office = SmallOffice(folder.resolve())
    answered = _answered(office.answers_file, file)
    office.make_folders()
    take_answers(office, answered)
    _set_up(office.folder)
    _tell_pages(office.folder, office.wall_page, office.invitations, office.safe_page)
    if only_set_up:
        return
    click.echo("Starting ...", err=True)
    address = f"https://{office.settings()['MANUMIT_HOSTS'].split(',')[0]}"
    port = office.settings()["MANUMIT_PORT"]
    with contextlib.suppress(KeyboardInterrupt), running(office) as programs:
        click.echo(f"manumit answers at {address}:{port}/. Stop: Ctrl-C.")
        watch(office, programs, lambda line: click.echo(line, err=True))
        click.echo(f"A part of it stopped by itself: see {office.folder.name}/pages.log.", err=True)
        sys.exit(1)
    click.echo("Stopped.", err=True)


def _answered(kept: Path, file: Path | None) -> StartAnswers | None:
    """The answers of a file or of the person at the terminal; None where they were kept before.

    Raises:
        InputError: S501, S503.
    """
    if file is not None:
        return read_answers(file)
    if kept.exists():
        return None
    if not sys.stdin.isatty():
        raise StartCode.NO_ANSWERS.error(Place())
    document = ask(
        lambda question, default: str(click.prompt(question, default=default or None)), click.echo
    )
    return parse_answers(document, Path("answers.yaml"))


def _set_up(folder: Path) -> None:
    """Take the steps in a program of their own, so that nothing of it stays in memory."""
    command = [sys.executable, "-m", "manumit.web.start.set_up", str(folder)]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own command
        sys.exit(1)


def _tell_pages(folder: Path, wall: Path, invitations: Path, safe: Path) -> None:
    """Print the page for the wall, and name the files that hold what only some may read."""
    click.echo(wall.read_text("utf-8"))
    for path, what in (
        (wall, "hang it on the wall"),
        (invitations, "hand each link to its person, then remove the file"),
        (safe, "print it, put it into the safe with the files beside it, then remove the folder"),
    ):
        if path.exists():
            click.echo(f"{path.relative_to(folder.parent)}: {what}.", err=True)


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of 'manumit start'. Without it, the settings of the environment.",
)
@explained
def doctor(*, folder: Path | None) -> None:
    """Say what is wrong with an installation, each with a code and what to do.

    Everything that a start refuses, then what goes wrong with time: backups, disk, background work,
    the ledger's exported heads. Changes nothing. Exit code 1 if anything was found.
    """
    try:
        import django  # noqa: PLC0415 - an extra

        from manumit.web.site.spelling import setting_problems  # noqa: PLC0415 - an extra
        from manumit.web.start.small_office import office_at  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manumit.web.site.settings")
    if folder is not None:
        os.environ.update(office_at(folder).environment())
    try:
        django.setup()
    except InputError as error:
        fail([*error.problems, *setting_problems(os.environ)])
    from manumit.web.site.doctor import every_problem, printed  # noqa: PLC0415 - needs settings

    found = list(printed(every_problem()))
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Nothing to mend.")

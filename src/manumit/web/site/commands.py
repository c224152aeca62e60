"""The platform's own commands; ``manumit`` finds them as entry points (``manumit.commands``)."""

import contextlib
import os
import sys
import time
import uuid
from pathlib import Path

import click

from manumit.cli.output import explained, fail, write_or_print
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
@click.option(
    "--recruiters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list of recruiters ('manumit recruiters import'). Without one, an invented list.",
)
@click.option("--accounts", is_flag=True, help="Invented people who can sign in, shown here alone.")
@click.option(
    "--country",
    type=click.IntRange(0, 10_000_000),
    default=0,
    metavar="PERSONS",
    help="An invented country with so many persons, and people who sign in by cards.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 6),  # launch.MOST_PROCESSES
    metavar="NUMBER",
    help="How many processes answer pages. Without it, one for each core, at most 6.",
)
@explained
def serve(  # noqa: PLR0913 - one parameter per option
    *,
    folder: Path,
    port: int,
    own: tuple[Path, ...],
    contacts: Path | None,
    recruiters: Path | None,
    accounts: bool,
    country: int,
    processes: int | None,
) -> None:
    """Start the pages on this machine, with a database of their own, until Ctrl-C.

    For a look, a training or a demonstration. How an institution runs them:
    docs/how-to/deployment.md.
    """
    try:
        from manumit.web.site.launch import LaunchOptions, cores, run_platform  # noqa: PLC0415 - needs the extras
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    wishes = LaunchOptions(
        folder=folder, port=port, own_files=own, contacts=contacts,
        recruiters=recruiters, accounts=accounts, country=country, processes=processes or cores(),
    )  # fmt: skip
    click.echo("Starting ...", err=True)
    with contextlib.suppress(KeyboardInterrupt), run_platform(wishes) as programs:
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


@click.group()
def ledger() -> None:
    """Ask whether what the platform recorded is still what it recorded."""


@ledger.command("verify")
@click.option(
    "--heads",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE_OR_FOLDER",
    help="Exported heads. Without it, those of MANUMIT_LEDGER_HEADS.",
)
@click.option(
    "--public-key",
    "public_keys",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Whose signatures count. Without it, the key of MANUMIT_LEDGER_KEY.",
)
@click.option("--institution", type=click.UUID, help="Only the chain of one institution.")
@explained
def verify_ledger(
    heads: tuple[Path, ...], public_keys: tuple[Path, ...], institution: uuid.UUID | None
) -> None:
    """Compare every recorded row with its seal, and every seal with the exported heads.

    Names the first row or seal of each chain that was altered, removed, inserted, moved or cut off,
    where acts and what they left differ, and who was erased and has a key again: what somebody
    wrote past the platform.
    """
    _with_settings()
    from django.conf import settings  # noqa: PLC0415 - an extra

    from manumit.web.kernel.ledger import checks, keys, verify  # noqa: PLC0415 - need settings
    from manumit.web.operations import erased  # noqa: PLC0415 - as above

    trusted = [keys.public_key(path) for path in public_keys] or [keys.signing_key().public_key()]
    outside = heads or tuple(filter(None, [settings.MANUMIT.ledger_heads]))
    found = verify.verify(outside, trusted, only=institution)
    click.echo(
        f"{found.sealed} rows under {found.seals} seals, {found.erased} of them erased on record; "
        f"{found.unsealed} rows wait for a seal; {found.heads} exported heads."
    )
    for problem in checks.sealing_problems():
        click.echo(str(problem), err=True)
    if not found.heads:
        click.echo("Without exported heads a cut end or a new chain can't be seen.", err=True)
    lists = [path / erased.NAME for path in outside if (path / erased.NAME).exists()]
    back = [problem for one in lists for problem in erased.brought_back(one, trusted)]
    if problems := [*found.problems, *found.disagreements, *back]:
        fail(problems)
    if not lists:
        click.echo(
            f"Without the list of the erased ({erased.NAME}, beside the heads) nobody who was "
            "erased and has a key again can be seen.",
            err=True,
        )
    click.echo("In order.")


@ledger.command("heads")
@click.option(
    "--export",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them into this file. Without it, print them.",
)
@explained
def ledger_heads(out: Path | None) -> None:
    """Print the signed head of every seal, one a line, to keep where the database is not."""
    _with_settings()
    from manumit.web.kernel.ledger.heads import all_heads  # noqa: PLC0415 - needs settings

    write_or_print("".join(head.line() for head in all_heads()), out, private=False)


@ledger.command("seal")
@explained
def seal_ledger() -> None:
    """Seal now what was recorded, and export the heads; the platform does it every minute."""
    _with_settings()
    from manumit.web.kernel.ledger.sealer import seal_now  # noqa: PLC0415 - needs settings

    click.echo(f"{seal_now()} seals made.")


@ledger.command("new-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@explained
def new_ledger_key(file: Path) -> None:
    """Make a key that signs heads, in FILE, and its public half in FILE.pub."""
    try:
        from manumit.web.kernel.ledger.keys import new_key  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    new_key(file)
    click.echo(f"Written: {file.name} (keep it apart from the database) and {file.name}.pub")


@click.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@explained
def backup_key(file: Path) -> None:
    """Make a key that opens backups, in FILE, and its public half in FILE.pub.

    Best done on a machine that is not the server: the private key never has to come there.
    """
    try:
        from manumit.web.operations import recipients  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    recipients.new_pair(file)
    public = file.with_name(f"{file.name}.pub")
    click.echo(f"Written: {file.name} (keep it off the server) and {public.name}")
    click.echo(f"Backups name it {next(iter(recipients.read_recipients(public)))}.")


@click.group()
def escrow() -> None:
    """Share key files among people, so that some of them together bring them back, and none alone.

    Needs neither settings nor a database; best done on a machine without a network.
    """


@escrow.command("split")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--shares", type=int, required=True, help="How many holders, each with one share.")
@click.option("--needed", type=int, required=True, help="How many of them bring the files back.")
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder for the sealed file and the shares.",
)
@explained
def split_escrow(files: tuple[Path, ...], shares: int, needed: int, to: Path) -> None:
    """Seal FILES, such as the key ring, and write a share for each holder."""
    try:
        from manumit.web.operations.escrow import SEALED, split_files  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    split_files(files, to, shares=shares, needed=needed)
    click.echo(
        f"Written: {SEALED} and {shares} shares, of which {needed} are needed. Give each to one "
        "person, then destroy the files here."
    )


@escrow.command("join")
@click.argument(
    "shares", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--sealed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The file that was made together with the shares.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder for the files.",
)
@explained
def join_escrow(shares: tuple[Path, ...], sealed: Path, to: Path) -> None:
    """Bring the files back from SHARES, one file for each share, typed from paper or not."""
    try:
        from manumit.web.operations.escrow import join_files  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error
    click.echo(f"Brought back: {', '.join(join_files(sealed, shares, to))}.")


def _with_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manumit.web.site.settings")
    try:
        import django  # noqa: PLC0415 - an extra

        django.setup()
    except ModuleNotFoundError as error:
        raise SiteCode.NOT_INSTALLED.error(Place(), name=error.name) from error

"""``manumit manage import_files``: create case files from another system's spreadsheet."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from manumit.errors import InputError
from manumit.exchange import shipped_mappings
from manumit.exchange.problems import first_of_each
from manumit.web.imports.importers import importer
from manumit.web.imports.importing import ImportPlan, IncomingSheet, import_files, plan_import
from manumit.web.imports.problems import write_rejects
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.kernel.access.actors import Actor

PRIVATE = 0o600


class Command(BaseCommand):
    """Import as a member who may open files and who then holds them."""

    help = "Look through another system's file, and make a case file of each of its rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, help="CSV or XLSX; JSON lines for HTCDS")
        parser.add_argument("--mapping", required=True, help="a mapping file, or a shipped name")
        parser.add_argument("--as", dest="member", required=True, help="e-mail address of a member")
        parser.add_argument("--office", help="where the member has posts in several")
        parser.add_argument("--make", action="store_true", help="make the files; else only look")
        parser.add_argument(
            "--rejects", type=Path, help="leave out rows with a problem, and list them in this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what would become of the file, or has: row numbers, and no content."""
        del args
        rejects: Path | None = options["rejects"]
        try:
            actor = importer(options["member"], options["office"])
            mapping = _mapping(options["mapping"])
            incoming = read_in_subprocess(options["file"].name, _content(options["file"]), mapping)
            if not options["make"]:
                self._look(plan_import(actor, incoming))
                return
            made = _made(actor, incoming, rejects)
        except InputError as wrong:
            raise CommandError("\n".join(map(str, first_of_each(wrong.problems)))) from None
        self.stdout.write(f"{len(made.new)} files were made; {made.known} rows were known already.")
        if made.refused:
            self.stdout.write(f"{made.refused} rows were left out.")

    def _look(self, plan: ImportPlan) -> None:
        self.stdout.write(
            f"{len(plan.new)} rows would become files; {plan.known} are known already; "
            f"{plan.refused} have a problem."
        )
        for row, pseudonyms in plan.alike:
            self.stdout.write(f"row {row}: you hold a file of somebody like that: "
                              f"{', '.join(pseudonyms)}")  # fmt: skip
        if plan.elsewhere:
            self.stdout.write("Somebody else here holds a record of somebody in the file: ask.")
        if not plan.searched:
            self.stdout.write(
                "This role does not search for people: nobody in the file was looked for."
            )
        elif plan.not_looked:
            self.stdout.write(
                f"For {plan.not_looked} rows no search of the day was left: others were not asked."
            )
        for one in first_of_each(plan.problems):
            self.stdout.write(str(one))
        self.stdout.write("Nothing was made. To make them, add --make.")


def _mapping(named: str) -> str | bytes:
    return named if named in shipped_mappings() else _content(Path(named))


def _content(path: Path) -> bytes:
    """Read a file of the operator.

    Raises:
        CommandError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path.name} cannot be read: {error.strerror}") from None


def _made(actor: Actor, incoming: IncomingSheet, rejects: Path | None) -> ImportPlan:
    """Create the files; with rejects, all of them or none together with the whole list.

    The list is on the disk before anything is made.
    """
    if rejects is None:
        return import_files(actor, incoming)
    stream = _opened(rejects)
    try:
        with stream, transaction.atomic():
            made = import_files(actor, incoming, leave_out=True)
            write_rejects(stream, made.problems)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        rejects.unlink(missing_ok=True)
        raise
    return made


def _opened(path: Path) -> IO[str]:
    """Create a new file that only the operator can read.

    Raises:
        CommandError: there is one of that name, or none can be made.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        raise CommandError(f"{path.name} is there already. Choose another name.") from None
    except OSError as error:
        raise CommandError(f"{path.name} cannot be written: {error.strerror}") from None
    return os.fdopen(handle, "w", encoding="utf-8", newline="")

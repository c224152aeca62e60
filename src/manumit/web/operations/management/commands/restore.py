"""``manumit manage restore``: both parts of a backup into an empty database, or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from manumit.web.kernel.ledger.heads import heads_folder
from manumit.web.kernel.ledger.keys import public_key, signing_key
from manumit.web.operations.erased import NAME, read_erased
from manumit.web.operations.recipients import read_identity
from manumit.web.operations.restore import RestoreSource, restore


class Command(BaseCommand):
    """Pages and background work are stopped meanwhile."""

    help = "Restore a backup into an empty database; whoever was erased since stays erased."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both parts, and what opens them."""
        parser.add_argument("--from", dest="data", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--identity", type=Path, required=True, help="private key for the data")
        parser.add_argument(
            "--keys-identity", type=Path, help="for the keys; the same, if not given"
        )
        parser.add_argument(
            "--public-key",
            type=Path,
            action="append",
            help="whose signatures count; that of MANUMIT_LEDGER_KEY, if not given",
        )
        listed = parser.add_mutually_exclusive_group()
        listed.add_argument(
            "--erased", type=Path, help=f"the list {NAME}; beside the heads, if not given"
        )
        listed.add_argument(
            "--without-erased-list", action="store_true", help="it is lost for good"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises InputError: E101 to E103, E108, E109, E201 to E213, L202 to L205, V404."""
        del args
        without, named = options["without_erased_list"], options["public_key"]
        trusted = [public_key(one) for one in named or ()] or [signing_key().public_key()]
        listed = options["erased"] or heads_folder() / NAME
        source = RestoreSource(
            data=options["data"],
            keys=options["keys"],
            data_identity=read_identity(options["identity"]),
            keys_identity=read_identity(options["keys_identity"] or options["identity"]),
            trusted=trusted,
            erased=None if without else read_erased(listed, trusted),
        )
        done = restore(source)
        self.stdout.write(
            f"Restored as of {done.taken_at}: {done.rows} rows, {done.files} files, "
            f"{done.people} keys or tombstones. {done.erased_again} people who were erased since "
            "stay erased. The ledger is in order up to the backup."
        )
        if done.set_aside is not None:
            self.stdout.write(
                "What was done after the backup is lost. The heads that tell of it lie in "
                f"{done.set_aside.name}: keep them, and note it."
            )

"""``manumit manage between``: keys, messages carried by hand, and an immediate sweep."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from manumit.errors import Place
from manumit.web.federation import inbox, outbox
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.envelope import LARGEST
from manumit.web.federation.keys import grouped, make_keys, own_keys, renew_keys
from manumit.web.federation.models import OutgoingMessage, Peer
from manumit.web.federation.peers import ADMITTED, queue_for_all, renew_vouchers

ENDING = ".envelope"


class Command(BaseCommand):
    """Commands of the operator; peers are admitted on the pages."""

    help = "Keys for other installations, and messages that are carried by hand."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands."""
        doing = parser.add_subparsers(dest="doing", required=True)
        made = doing.add_parser("keys", help="make the file of keys")
        made.add_argument("file", type=Path)
        doing.add_parser("renew", help="make new keys, and announce them to every peer")
        doing.add_parser("digits", help="show the digits that are read to the other side")
        doing.add_parser("send", help="send now what waits")
        export = doing.add_parser("export", help="write what waits for a peer into files")
        export.add_argument("peer", type=uuid.UUID)
        export.add_argument("--to", type=Path, required=True, help="a folder")
        taken = doing.add_parser("import", help="take a file that was carried here")
        taken.add_argument("file", type=Path)
        taken.add_argument("--to", type=Path, required=True, help="folder for the acknowledgement")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run a subcommand."""
        del args
        getattr(self, f"_{options['doing']}")(options)

    def _keys(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Digits: {grouped(make_keys(options['file']).current.public.digits)}")

    def _renew(self, options: dict[str, Any]) -> None:
        del options
        if settings.MANUMIT.between_keys is None:
            raise FederationCode.NO_KEYS.error(Place(field="MANUMIT_BETWEEN_KEYS"))
        renew_vouchers()
        made = renew_keys(settings.MANUMIT.between_keys)
        self.stdout.write(
            f"Queued for {queue_for_all()} installations, signed with the previous keys."
        )
        self.stdout.write(f"Digits from now on: {grouped(made.current.public.digits)}")

    def _digits(self, options: dict[str, Any]) -> None:
        del options
        self.stdout.write(grouped(own_keys().current.public.digits))

    def _send(self, options: dict[str, Any]) -> None:
        del options
        self.stdout.write(f"{outbox.send_due()} messages are done with.")

    def _export(self, options: dict[str, Any]) -> None:
        peer = Peer.objects.filter(pk=options["peer"], state=ADMITTED).first()
        if peer is None:
            raise FederationCode.NO_SUCH_PEER.error(Place(field="peer"))
        outbox.create_messages(peer)
        waiting = OutgoingMessage.objects.filter(peer=peer, ended_at=None)
        keys = list(waiting.order_by("-first", "made_at", "id").values_list("pk", flat=True))
        made = [sealed for key in keys if (sealed := outbox.envelope_for_file(key)) is not None]
        if not made:
            raise FederationCode.NOTHING_WAITS.error(Place(field="peer"))
        for number, sealed in enumerate(made, start=1):
            _write(options["to"], number, sealed)
        self.stdout.write(f"{len(made)} files. Carry them in this order; bring back the answers.")

    def _import(self, options: dict[str, Any]) -> None:
        with options["file"].open("rb") as file:
            raw = file.read(LARGEST + 1)
        if inbox.is_acknowledgement(raw):
            done = inbox.receive_acknowledgement(raw)
            self.stdout.write("Done with." if done else "It has to be carried again.")
            return
        _write(options["to"], 0, inbox.receive(raw))
        self.stdout.write("Taken. Carry the answer back.")


def _write(folder: Path, number: int, content: bytes) -> None:
    """Write a new file that only this user can read, named by the time alone."""
    name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{number:03}{ENDING}"
    handle = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)

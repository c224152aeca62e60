"""Another installation, played by the test: it has keys of its own and says whatever it likes.

At this side: the institutions of ``cases_world``. The inspectorate admits the other side, which is
a shelter (``away``), and refers people to it; or the shelter here admits an inspectorate elsewhere,
which refers people to it.
"""

import dataclasses
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cases_world import Body, agreed, file_of, finding_of, key_ring, person, referred, request
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.federation import inbox, peers
from manumit.web.federation.envelope import OpenedEnvelope, Statement, open_envelope, seal
from manumit.web.federation.keys import (
    KeyPair,
    OwnKeys,
    card_text,
    grouped,
    make_keys,
    new_pair,
    own_keys,
)
from manumit.web.federation.models import Counterpart, Peer
from manumit.web.federation.outbox import send_due
from manumit.web.federation.transport import PeerUnreachableError
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor

HERE, THERE = "http://127.0.0.1:8521/between/", "http://127.0.0.1:8522/between/"


def exchanging(folder: Path, settings: Any) -> None:
    """A ring, sealed files and keys for other installations, for one test."""
    key_ring(folder, settings)
    make_keys(folder / "federation.json")
    settings.MANUMIT = dataclasses.replace(
        settings.MANUMIT, between_keys=folder / "federation.json", between_address=HERE
    )


@dataclass
class Away:
    """The other side.

    Attributes:
        heard: envelopes that this side sent to it, opened.
        number: the last that it used.
        answers: what it acknowledges with, by kind of message; ``applied`` for the others.
        mute: whether it can't be reached.
    """

    row: Peer
    pair: KeyPair
    kind: str
    institution: uuid.UUID = field(default_factory=uuid.uuid4)
    office: uuid.UUID = field(default_factory=uuid.uuid4)
    number: int = 0
    heard: list[Statement] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    mute: bool = False

    def envelope(
        self,
        kind: str,
        body: Mapping[str, Any],
        about: uuid.UUID | None = None,
        **more: Any,
    ) -> bytes:
        """Anything, well signed and locked for this side."""
        self.number += 1
        now = int(time.time())
        whole: dict[str, Any] = {
            "id": uuid.uuid4(), "number": self.number, "confirmed": 0, "made": now,
            "ends": now + 3600, "kind": kind, "about": about, "body": body,
        }  # fmt: skip
        statement = Statement(**(whole | more))
        return seal(statement, self.pair, own_keys().current.public)

    def opened(self, raw: bytes) -> OpenedEnvelope:
        """What lies in an envelope of this side."""
        mine = own_keys().current.public
        return open_envelope(
            raw, OwnKeys((self.pair,)), lambda key: mine if key == mine.id else None
        )

    def says(
        self, kind: str, body: Mapping[str, Any], about: uuid.UUID | None = None, **more: Any
    ) -> str:
        """Says it; gives the word of the acknowledgement."""
        return self.send(self.envelope(kind, body, about, **more))

    def send(self, raw: bytes) -> str:
        """Sends bytes; gives the word of the acknowledgement."""
        return str(self.opened(inbox.receive(raw)).statement.body["result"])

    def directory(self, **more: Any) -> dict[str, Any]:
        """What it is."""
        return {
            "institution": str(self.institution),
            "kind": self.kind,
            "country": "KE",
            "names": {"en": f"{self.kind} elsewhere"},
            "offices": [{"office": str(self.office), "names": {"en": "Away"}}],
        } | more

    def deliver(self, address: str, raw: bytes) -> bytes:
        """In place of the line: takes what this side sends, and acknowledges it."""
        assert address == self.row.address
        if self.mute:
            raise PeerUnreachableError
        statement = self.opened(raw).statement
        self.heard.append(statement)
        self.raw.append(raw)
        body = {
            "result": self.answers.get(statement.kind, "applied"),
            "heard": statement.number,
            "number": statement.number,
        }
        return self.envelope("acknowledgement", body, statement.about, id=statement.id)

    def last(self, kind: str) -> Statement:
        """The last that it heard of a kind."""
        return next(one for one in reversed(self.heard) if one.kind == kind)

    @property
    def mirror(self) -> Institution:
        """Its institution as it stands here."""
        found = Counterpart.objects.get(peer=self.row, kind="institution", ours=False)
        return Institution.objects.get(pk=found.local or uuid.UUID(int=0))

    @property
    def body(self) -> Body:
        """The same with its office, as a recipient; nobody is there."""
        office = Office.objects.get(institution=self.mirror)
        return Body(self.mirror, office, None, None)  # type: ignore[arg-type]


def proposed(admin: Actor, pair: KeyPair, address: str = THERE, name: str = "Away") -> Peer:
    """A card that an administrator pasted."""
    return peers.propose(admin, name, card_text(pair, address), request=request())


def admitted(
    admin: Actor, second: Actor, kind: str, *, announced: bool = True, **more: Any
) -> Away:
    """Another installation that two people admitted, and that told which offices it has."""
    pair = new_pair()
    row = proposed(admin, pair, **more)
    row = peers.admit(second, row.pk, grouped(pair.public.digits), seen=1, request=request())
    away = Away(row, pair, kind)
    if announced:
        assert away.says("directory", away.directory()) == "applied"
    return away


def sent_away(owner: Actor, away: Away, **more: Any) -> tuple[CaseFile, Referral]:
    """A person referred to the other side, all parts, and the message delivered."""
    file = file_of(owner)
    finding_of(owner, file)
    agreed(owner, file, away.body)
    row = referred(owner, file, away.body, **more)
    send_due(away.deliver)
    return file, row


def administrator(body: Body) -> Actor:
    """Somebody who administers an institution."""
    return person(body.office, "admin")


def from_away(away: Away, here: Body, like: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The body of a referral by the other side to an office here, made like one of this side's."""
    office = Counterpart.objects.get(peer=away.row, kind="office", local=here.office.pk)
    return {
        **like,
        "institution": str(away.institution),
        "office": str(office.reference),
        **more,
    }


def passed(like: Mapping[str, Any], **parts: Any) -> str:
    """The parts to share, with some of it put in place of what was there."""
    return json.dumps(json.loads(like["passed"]) | parts)


def code_of(act: Callable[..., object], *arguments: object) -> str:
    """By what it is refused."""
    with pytest.raises(InputError) as caught:
        act(*arguments)
    return caught.value.problems[0].code

"""One message between two installations: signed, then locked, of a size that tells nothing.

On the line there is the name of the format, the id of the recipient's keys, and what HPKE (RFC
9180; X25519, HKDF-SHA256, AES-256-GCM) made of the rest. Inside lies a statement in one canonical
form and its Ed25519 signature. The signature is over the statement **and** the keys of both sides:
whoever opens an envelope can't lock it anew for a third (surreptitious forwarding), and an
envelope that comes back to its sender is signed for somebody else (reflection). There is one
version and one suite; both stand in what is signed, so that nobody argues a side down.
"""

import json
import struct
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from manumit.errors import Place
from manumit.web.between.codes import BetweenCode
from manumit.web.between.keys import ID_LETTERS, KeyPair, OwnKeys, PublicKeys

VERSION = 1
MAGIC = b"manumit between 1\n"
SIZES = (64 * 1024, 256 * 1024, 1024 * 1024)
"""Bytes of a locked statement, which is pressed before: nearly everything has the first, a referral
with all parts as a yes, a no or a withdrawal."""
LARGEST_SAID = 1024 * 1024
LARGEST = 1024 * 1024 + 1024
SIGNATURE_BYTES = 64
LARGEST_NUMBER = 2**53 - 1
LONGEST_KIND = 40
_PURPOSE = b"manumit/between/message/1\n"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
HEAD = len(MAGIC) + ID_LETTERS // 2
"""Bytes in clear: the format, and the id of the recipient's keys."""
_LENGTH = struct.Struct(">I")
_FIELDS = {
    "version", "id", "from", "to", "number", "confirmed", "made", "ends", "kind", "about", "body",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Statement:
    """What one installation tells another; its ``repr`` shows nothing.

    Attributes:
        id: of the message; sent again, it is the same.
        number: counts what the sender sent to this recipient, each attempt anew; 0 of an
            acknowledgement.
        confirmed: the highest number that the recipient is known to have taken.
        made, ends: whole seconds since 1970, UTC.
        kind: of ``messages.yaml``.
        about: what both call the referral; None where it is about none.
        body: by kind.
    """

    id: uuid.UUID
    number: int
    confirmed: int
    made: int
    ends: int
    kind: str
    about: uuid.UUID | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A statement, and which keys signed it."""

    statement: Statement
    signer: str


def seal(statement: Statement, mine: KeyPair, theirs: PublicKeys) -> bytes:
    """The bytes that go over the line.

    Raises:
        InputError: Y302.
    """
    said = canonical(
        {
            "version": VERSION,
            "id": str(statement.id),
            "from": mine.public.id,
            "to": theirs.id,
            "number": statement.number,
            "confirmed": statement.confirmed,
            "made": statement.made,
            "ends": statement.ends,
            "kind": statement.kind,
            "about": None if statement.about is None else str(statement.about),
            "body": statement.body,
        }
    )
    if len(said) > LARGEST_SAID:
        raise BetweenCode.TOO_LARGE.error(Place(), most=LARGEST_SAID)
    signature = mine.signing.sign(_signed(said, mine.public, theirs))
    head = MAGIC + bytes.fromhex(theirs.id)
    key = X25519PublicKey.from_public_bytes(theirs.locking)
    return head + _SUITE.encrypt(_padded(signature + zlib.compress(said)), key, info=head)


def is_for(own: OwnKeys, head: bytes) -> bool:
    """Whether an envelope that begins like this says that it is for this installation."""
    return head.startswith(MAGIC) and own.pair(head[len(MAGIC) : HEAD].hex()) is not None


def open_envelope(raw: bytes, own: OwnKeys, known: Callable[[str], PublicKeys | None]) -> Opened:
    """What lies in an envelope, once everything about it is as it should be.

    Args:
        raw: any bytes.
        own: keys of this installation.
        known: the keys of an id that may sign to us.

    Raises:
        InputError: Y301 to Y305.
    """
    if len(raw) > LARGEST:
        raise BetweenCode.TOO_LARGE.error(Place(), most=LARGEST)
    if len(raw) < HEAD or not raw.startswith(MAGIC):
        raise BetweenCode.NOT_AN_ENVELOPE.error(Place())
    head = raw[:HEAD]
    pair = own.pair(head[len(MAGIC) :].hex())
    if pair is None:
        raise BetweenCode.NOT_FOR_US.error(Place())
    signature, said = _unlocked(raw[HEAD:], head, pair)
    found = _parsed(said)
    sender = known(found["from"])
    if sender is None or not sender.signed(signature, _signed(said, sender, pair.public)):
        raise BetweenCode.UNKNOWN_SENDER.error(Place())
    if found["to"] != pair.public.id:
        raise BetweenCode.NOT_FOR_US.error(Place())
    return Opened(_statement(found), found["from"])


def _signed(said: bytes, sender: PublicKeys, recipient: PublicKeys) -> bytes:
    parts = (sender.signing, sender.locking, recipient.signing, recipient.locking)
    return _PURPOSE + b"".join(parts) + said


def _padded(plain: bytes) -> bytes:
    framed = _LENGTH.pack(len(plain)) + plain
    fitting = next((size for size in SIZES if len(framed) <= size), None)
    if fitting is None:
        raise BetweenCode.TOO_LARGE.error(Place(), most=SIZES[-1])
    return framed.ljust(fitting, b"\0")


def _unlocked(sealed: bytes, head: bytes, pair: KeyPair) -> tuple[bytes, bytes]:
    refused = BetweenCode.CANT_OPEN.error(Place())
    try:
        padded = _SUITE.decrypt(sealed, pair.opening, info=head)
    except (InvalidTag, ValueError):
        raise refused from None
    if len(padded) not in SIZES:
        raise refused
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if length < SIGNATURE_BYTES or end > len(padded) or any(padded[end:]):
        raise refused
    plain = padded[_LENGTH.size : end]
    return plain[:SIGNATURE_BYTES], _unpressed(plain[SIGNATURE_BYTES:])


def _unpressed(pressed: bytes) -> bytes:
    """Never more than the largest, however small it was pressed."""
    reader = zlib.decompressobj()
    try:
        said = reader.decompress(pressed, LARGEST_SAID)
    except zlib.error:
        raise BetweenCode.CANT_OPEN.error(Place()) from None
    if not reader.eof or reader.unused_data:
        raise BetweenCode.CANT_OPEN.error(Place())
    return said


# One canonical form: two readers can't take the same bytes for two things


def canonical(said: Mapping[str, Any]) -> bytes:
    """The one form in which something is said."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _parsed(said: bytes) -> dict[str, Any]:
    refused = BetweenCode.NOT_AN_ENVELOPE.error(Place())
    try:
        found = json.loads(
            said, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number
        )
        same = isinstance(found, dict) and canonical(found) == said
    except (ValueError, RecursionError):
        raise refused from None
    if not same or found.keys() != _FIELDS or not _is_shaped(found):
        raise refused
    checked: dict[str, Any] = found
    return checked


def _is_shaped(found: Mapping[str, Any]) -> bool:
    numbers = (found["number"], found["confirmed"], found["made"], found["ends"])
    texts = (found["id"], found["from"], found["to"], found["kind"])
    return (
        found["version"] == VERSION
        and all(type(one) is int and 0 <= one <= LARGEST_NUMBER for one in numbers)
        and all(isinstance(one, str) and len(one) <= LONGEST_KIND for one in texts)
        and isinstance(found["body"], dict)
        and (found["about"] is None or isinstance(found["about"], str))
    )


def _statement(found: Mapping[str, Any]) -> Statement:
    about = found["about"]
    return Statement(
        id=plain_uuid(found["id"]),
        number=found["number"],
        confirmed=found["confirmed"],
        made=found["made"],
        ends=found["ends"],
        kind=found["kind"],
        about=None if about is None else plain_uuid(about),
        body=found["body"],
    )


def plain_uuid(text: object) -> uuid.UUID:
    """An id in its one form.

    Raises:
        InputError: Y301.
    """
    try:
        found = uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != text:
        raise BetweenCode.NOT_AN_ENVELOPE.error(Place())
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(text: str) -> None:
    raise ValueError(len(text))

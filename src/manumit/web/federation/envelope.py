"""One message between two installations: signed, encrypted, padded to a fixed size.

On the line there is the name of the format, the id of the recipient's keys, and what HPKE (RFC
9180; X25519, HKDF-SHA256, AES-256-GCM) made of the rest. Inside lies a statement in one canonical
form and its Ed25519 signature. The signature is over the statement **and** the keys of both sides:
a recipient can't encrypt it again for a third party (surreptitious forwarding), and an
envelope that comes back to its sender is signed for somebody else (reflection). There is one
version and one suite; both are part of what is signed, which prevents downgrades.
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
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.keys import ID_LETTERS, KeyPair, OwnKeys, PublicKeys

VERSION = 1
MAGIC = b"manumit between 1\n"
SIZES = (64 * 1024, 256 * 1024, 1024 * 1024)
"""Bytes of a locked statement, which is pressed before: nearly everything has the first, a referral
with all parts as a yes, a no or a withdrawal."""
LARGEST_PAYLOAD = 1024 * 1024
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
    """A message between two installations; its ``repr`` shows nothing.

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
class OpenedEnvelope:
    """A statement, and which keys signed it."""

    statement: Statement
    signer: str


def seal(statement: Statement, mine: KeyPair, theirs: PublicKeys) -> bytes:
    """Sign and encrypt a statement; return the envelope that is sent.

    Raises:
        InputError: Y302.
    """
    payload = canonical(
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
    if len(payload) > LARGEST_PAYLOAD:
        raise FederationCode.TOO_LARGE.error(Place(), most=LARGEST_PAYLOAD)
    signature = mine.signing.sign(_signed(payload, mine.public, theirs))
    head = MAGIC + bytes.fromhex(theirs.id)
    key = X25519PublicKey.from_public_bytes(theirs.locking)
    return head + _SUITE.encrypt(_padded(signature + zlib.compress(payload)), key, info=head)


def is_for(own: OwnKeys, head: bytes) -> bool:
    """Return whether an envelope with this head is addressed to this installation."""
    return head.startswith(MAGIC) and own.pair(head[len(MAGIC) : HEAD].hex()) is not None


def open_envelope(
    raw: bytes, own: OwnKeys, known: Callable[[str], PublicKeys | None]
) -> OpenedEnvelope:
    """Decrypt and check an envelope; return its statement and who signed it.

    Args:
        raw: any bytes.
        own: keys of this installation.
        known: the keys of an id that may sign to us.

    Raises:
        InputError: Y301 to Y305.
    """
    if len(raw) > LARGEST:
        raise FederationCode.TOO_LARGE.error(Place(), most=LARGEST)
    if len(raw) < HEAD or not raw.startswith(MAGIC):
        raise FederationCode.NOT_AN_ENVELOPE.error(Place())
    head = raw[:HEAD]
    pair = own.pair(head[len(MAGIC) :].hex())
    if pair is None:
        raise FederationCode.NOT_FOR_US.error(Place())
    signature, payload = _decrypted(raw[HEAD:], head, pair)
    found = _parsed(payload)
    sender = known(found["from"])
    if sender is None or not sender.signed(signature, _signed(payload, sender, pair.public)):
        raise FederationCode.UNKNOWN_SENDER.error(Place())
    if found["to"] != pair.public.id:
        raise FederationCode.NOT_FOR_US.error(Place())
    return OpenedEnvelope(_statement(found), found["from"])


def _signed(payload: bytes, sender: PublicKeys, recipient: PublicKeys) -> bytes:
    parts = (sender.signing, sender.locking, recipient.signing, recipient.locking)
    return _PURPOSE + b"".join(parts) + payload


def _padded(plain: bytes) -> bytes:
    framed = _LENGTH.pack(len(plain)) + plain
    fitting = next((size for size in SIZES if len(framed) <= size), None)
    if fitting is None:
        raise FederationCode.TOO_LARGE.error(Place(), most=SIZES[-1])
    return framed.ljust(fitting, b"\0")


def _decrypted(sealed: bytes, head: bytes, pair: KeyPair) -> tuple[bytes, bytes]:
    refused = FederationCode.CANT_OPEN.error(Place())
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
    return plain[:SIGNATURE_BYTES], _decompressed(plain[SIGNATURE_BYTES:])


def _decompressed(pressed: bytes) -> bytes:
    """Decompress at most ``LARGEST_PAYLOAD`` bytes, so that a small envelope can't fill memory."""
    reader = zlib.decompressobj()
    try:
        payload = reader.decompress(pressed, LARGEST_PAYLOAD)
    except zlib.error:
        raise FederationCode.CANT_OPEN.error(Place()) from None
    if not reader.eof or reader.unused_data:
        raise FederationCode.CANT_OPEN.error(Place())
    return payload


# One canonical form: two readers can't take the same bytes for two things


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one canonical encoding of a statement, the bytes that are signed."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _parsed(payload: bytes) -> dict[str, Any]:
    refused = FederationCode.NOT_AN_ENVELOPE.error(Place())
    try:
        found = json.loads(
            payload, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number
        )
        same = isinstance(found, dict) and canonical(found) == payload
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
        id=parse_uuid(found["id"]),
        number=found["number"],
        confirmed=found["confirmed"],
        made=found["made"],
        ends=found["ends"],
        kind=found["kind"],
        about=None if about is None else parse_uuid(about),
        body=found["body"],
    )


def parse_uuid(text: object) -> uuid.UUID:
    """Return an id from its one canonical form.

    Raises:
        InputError: Y301.
    """
    try:
        found = uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != text:
        raise FederationCode.NOT_AN_ENVELOPE.error(Place())
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(text: str) -> None:
    raise ValueError(len(text))

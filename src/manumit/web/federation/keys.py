"""Keys of this installation and of others: a file here, a card and digits for the other side.

Each installation signs with Ed25519 (RFC 8032) and is written to under X25519 (RFC 7748). The
private parts lie in one file beside the other key files, in no backup and in no database.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from manumit.errors import Place
from manumit.web.federation.codes import FederationCode
from manumit.web.private_files import SharedFileError, read_private

FORMAT = "manumit between keys 1"
CARD_FORMAT = "manumit between card 1"
PATH = "/between/"
LARGEST = 64 * 1024
LONGEST_ADDRESS = 300
KEY_BYTES = 32
ID_LETTERS = 32
DIGITS, GROUP = 40, 5
_CARD = b"manumit/between/card/1\n"
_VOUCH = b"manumit/between/admitted/1\n"
_DIGITS = b"manumit/between/digits/1\n"
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public keys of an installation: 32 bytes each."""

    signing: bytes
    locking: bytes

    @property
    def id(self) -> str:
        """32 letters and digits by which an envelope names them."""
        return hashlib.sha256(self.signing + self.locking).hexdigest()[:ID_LETTERS]

    @property
    def digits(self) -> str:
        """40 digits that two people compare by voice; about 132 bits."""
        number = int.from_bytes(hashlib.sha256(_DIGITS + self.signing + self.locking).digest())
        return str(number % 10**DIGITS).zfill(DIGITS)

    def signed(self, signature: bytes, payload: bytes) -> bool:
        """Return whether these keys signed the payload."""
        try:
            Ed25519PublicKey.from_public_bytes(self.signing).verify(signature, payload)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """One pair of pairs of this installation; its ``repr`` shows nothing."""

    signing: Ed25519PrivateKey
    opening: X25519PrivateKey

    @property
    def public(self) -> PublicKeys:
        """Return the public keys."""
        return PublicKeys(
            self.signing.public_key().public_bytes_raw(),
            self.opening.public_key().public_bytes_raw(),
        )

    def __reduce__(self) -> NoReturn:
        """Never pickled: a key does not leave the process."""
        raise TypeError("a key does not leave the process")


@dataclass(frozen=True, slots=True, repr=False)
class OwnKeys:
    """All keys of this installation, the current one first; its ``repr`` shows none."""

    pairs: tuple[KeyPair, ...]

    @property
    def current(self) -> KeyPair:
        """Return the pair to sign with now."""
        return self.pairs[0]

    def pair(self, key_id: str) -> KeyPair | None:
        """Return the pair of an id; the earlier pair still opens envelopes that are under way."""
        return next((one for one in self.pairs if one.public.id == key_id), None)


def new_pair() -> KeyPair:
    """Return a new random pair."""
    return KeyPair(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())


def make_keys(path: Path) -> OwnKeys:
    """New keys in a file for this user only.

    Raises:
        InputError: Y104.
    """
    made = OwnKeys((new_pair(),))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise FederationCode.KEYS_EXIST.error(Place.in_file(path)) from error
    _write(handle, made)
    return made


def renew_keys(path: Path) -> OwnKeys:
    """Add a new pair in front; only the previous one stays, for envelopes that are under way.

    Raises:
        InputError: Y101 to Y103.
    """
    made = OwnKeys((new_pair(), read_keys(path).current))
    handle, name = tempfile.mkstemp(prefix=".between-", dir=path.parent)
    try:
        _write(handle, made)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return made


def _write(handle: int, keys: OwnKeys) -> None:
    pairs = [
        {
            "signing": _text(one.signing.private_bytes_raw()),
            "opening": _text(one.opening.private_bytes_raw()),
        }
        for one in keys.pairs
    ]
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "pairs": pairs}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_keys(path: Path) -> OwnKeys:
    """Read and check a file of keys.

    Raises:
        InputError: Y101 to Y103.
    """
    place = Place.in_file(path)
    try:
        raw = read_private(path, LARGEST)
    except SharedFileError:
        raise FederationCode.KEYS_ARE_SHARED.error(place) from None
    except OSError as error:
        raise FederationCode.NO_KEYS.error(place) from error
    try:
        stored = json.loads(raw)
        pairs = tuple(_pair(one) for one in stored["pairs"] if stored["format"] == FORMAT)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FederationCode.NOT_KEYS.error(place) from None  # the cause would quote the file
    if not pairs:
        raise FederationCode.NOT_KEYS.error(place)
    return OwnKeys(pairs)


def _pair(stored: Mapping[str, str]) -> KeyPair:
    return KeyPair(
        Ed25519PrivateKey.from_private_bytes(key_bytes(stored["signing"])),
        X25519PrivateKey.from_private_bytes(key_bytes(stored["opening"])),
    )


def own_keys() -> OwnKeys:
    """Return the keys of this installation (``MANUMIT_BETWEEN_KEYS``).

    Raises:
        InputError: Y101 to Y103.
    """
    path = settings.MANUMIT.between_keys
    if path is None:
        raise FederationCode.NO_KEYS.error(Place(field="MANUMIT_BETWEEN_KEYS"))
    return read_keys(path)


def is_enabled() -> bool:
    """Return whether this installation exchanges with others at all."""
    return settings.MANUMIT.between_keys is not None


# Cards


@dataclass(frozen=True, slots=True)
class Card:
    """The card that one installation gives another by hand: its address and public keys."""

    address: str
    keys: PublicKeys


def card_text(pair: KeyPair, address: str) -> str:
    """Return a card, signed with its own key, so that nobody can change the address alone.

    Raises:
        InputError: Y105.
    """
    public = pair.public
    card = {
        "format": CARD_FORMAT,
        "address": checked_address(address),
        "signing": _text(public.signing),
        "locking": _text(public.locking),
    }
    card["signature"] = _text(pair.signing.sign(_CARD + _plain(card)))
    return json.dumps(card, indent=1, sort_keys=True)


def read_card(text: str) -> Card:
    """Read and check a pasted card.

    Raises:
        InputError: Y105, Y201.
    """
    refused = FederationCode.NOT_A_CARD.error(Place(field="card"))
    try:
        card = json.loads(text)
        if not isinstance(card, dict) or len(text) > LARGEST:
            raise refused
        signature = base64.b64decode(card.pop("signature"), validate=True)
        keys = PublicKeys(key_bytes(card["signing"]), key_bytes(card["locking"]))
        if set(card) != {"format", "address", "signing", "locking"}:
            raise refused
        # Nothing can be locked under some numbers: found here, and not when somebody is referred.
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(keys.locking))
        if card["format"] != CARD_FORMAT or not keys.signed(signature, _CARD + _plain(card)):
            raise refused
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refused from None
    return Card(checked_address(card["address"]), keys)


def checked_address(address: object) -> str:
    """Return a valid address for envelopes: ``https``, a host, the one path.

    Only a demonstration writes to itself without TLS.

    Raises:
        InputError: Y105.
    """
    refused = FederationCode.NO_ADDRESS.error(Place(field="address"))
    if not isinstance(address, str) or len(address) > LONGEST_ADDRESS:
        raise refused
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise refused from None
    plain = parts.scheme == "http" and host in _LOOPBACK and not settings.MANUMIT.production
    shape = f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{PATH}"
    if not host or not (parts.scheme == "https" or plain) or shape != address:
        raise refused
    return address


# What the owner of the database can't write: that a peer was admitted


def vouch(peer: str, keys: PublicKeys) -> bytes:
    """Sign with this installation's key that two people admitted these keys.

    Raises:
        InputError: Y101 to Y103.
    """
    return own_keys().current.signing.sign(_vouched(peer, keys))


def is_vouched(signature: bytes, peer: str, keys: PublicKeys) -> bool:
    """Return whether one of this installation's own keys signed the admission."""
    payload = _vouched(peer, keys)
    return any(pair.public.signed(signature, payload) for pair in own_keys().pairs)


def _vouched(peer: str, keys: PublicKeys) -> bytes:
    return _VOUCH + peer.encode() + b"\n" + keys.signing + keys.locking


def key_bytes(text: object) -> bytes:
    """32 bytes in base64.

    Raises:
        ValueError: it is something else.
    """
    found = base64.b64decode(text if isinstance(text, str) else "", validate=True)
    if len(found) != KEY_BYTES:
        raise ValueError
    return found


def grouped(digits: str) -> str:
    """Return digits in groups of five, as they are read out."""
    return " ".join(digits[i : i + GROUP] for i in range(0, len(digits), GROUP))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _plain(card: Mapping[str, Any]) -> bytes:
    return json.dumps(card, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()

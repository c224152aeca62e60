"""The key ring: a file outside the database that encrypts the keys of all people.

Nothing here is derived from Django's ``SECRET_KEY``, and nothing of the ring is ever in the
database. Each key of the ring is a pair: one that wraps the keys of people, one that makes the
tokens of the index.
"""

import json
import os
import re
import secrets
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.private_files import SharedFileError, read_private
from manumit.web.sealing import KEY_BYTES, new_key

FORMAT = "manumit key ring 1"
LARGEST = 256 * 1024
FEWEST_VALUES = 8  # different bytes in a key; chance has about 30 of 32
KEY_ID = re.compile(r"k-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, repr=False)
class RingKey:
    """One pair of keys; its ``repr`` shows neither.

    Attributes:
        id: stored beside what is locked under it.
        wrapping: wraps the keys of people.
        index: makes tokens.
    """

    id: str
    wrapping: bytes
    index: bytes

    def derived(self, purpose: bytes) -> bytes:
        """Return a key of 32 bytes for one purpose alone, so that no key serves two."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(self.wrapping)

    def __reduce__(self) -> NoReturn:
        """Never pickled: a key does not leave the process."""
        raise TypeError("a key does not leave the process")


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """All keys of an installation, one of them current; its ``repr`` shows none."""

    current: RingKey
    keys: Mapping[str, RingKey]

    def key(self, key_id: str) -> RingKey:
        """Return the key of an id.

        Raises:
            InputError: V107.
        """
        if key_id not in self.keys:
            raise VaultCode.KEY_MISSING.error(Place(field="MANUMIT_KEY_RING"), key=key_id)
        return self.keys[key_id]


def read_ring(path: Path) -> KeyRing:
    """Read and check a key ring.

    Raises:
        InputError: V101 to V106.
    """
    return _ring(_content(path, _bytes_of(path)), Place.in_file(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return read_private(path, LARGEST)
    except SharedFileError:
        raise VaultCode.RING_IS_SHARED.error(Place.in_file(path)) from None
    except OSError as error:
        raise VaultCode.NO_RING.error(Place.in_file(path)) from error


def _content(path: Path, raw: bytes) -> Mapping[str, Any]:
    broken = VaultCode.RING_BROKEN.error(Place.in_file(path))
    try:
        found = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise broken from None  # the cause would quote the file
    if len(raw) > LARGEST or not isinstance(found, dict):
        raise broken
    if found.keys() != {"format", "current", "keys"} or found["format"] != FORMAT:
        raise broken
    if not isinstance(found["keys"], list):
        raise broken
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _ring(content: Mapping[str, Any], place: Place) -> KeyRing:
    keys = [_key(one, place) for one in content["keys"]]
    by_id = {key.id: key for key in keys}
    secret = [part for key in keys for part in (key.wrapping, key.index)]
    if len(by_id) != len(keys) or len(set(secret)) != len(secret):
        raise VaultCode.DUPLICATE_KEY.error(place)
    current = content["current"]
    if not isinstance(current, str) or current not in by_id:
        raise VaultCode.NO_CURRENT_KEY.error(place)
    return KeyRing(by_id[current], by_id)


def _key(one: Any, place: Place) -> RingKey:
    bad = VaultCode.BAD_KEY.error(place)
    if not isinstance(one, dict) or one.keys() != {"id", "wrapping", "index"}:
        raise bad
    if not all(isinstance(value, str) for value in one.values()):
        raise bad
    if not KEY_ID.fullmatch(one["id"]):
        raise bad
    try:
        parts = [b64decode(one[name], validate=True) for name in ("wrapping", "index")]
    except ValueError:
        raise bad from None
    if any(len(part) != KEY_BYTES or len(set(part)) < FEWEST_VALUES for part in parts):
        raise bad
    return RingKey(one["id"], *parts)


def make_ring(path: Path) -> KeyRing:
    """Create a ring with one key, in a file for this user only.

    Raises:
        InputError: V101, V108.
    """
    key = _new_ring_key()
    ring = KeyRing(key, {key.id: key})
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise VaultCode.RING_EXISTS.error(Place.in_file(path)) from error
    except OSError as error:
        raise VaultCode.NO_RING.error(Place.in_file(path)) from error
    _write(handle, ring)
    return ring


def add_key(path: Path) -> KeyRing:
    """Add a key to the ring, which is current from now on; the others stay.

    Raises:
        InputError: V101 to V106.
    """
    ring, key = read_ring(path), _new_ring_key()
    return _replace(path, KeyRing(key, {**ring.keys, key.id: key}))


def retire_key(path: Path, key_id: str) -> KeyRing:
    """Remove a key from the ring; anything still encrypted under it is lost for good.

    Raises:
        InputError: V101 to V107; V109 for the current key.
    """
    ring = read_ring(path)
    if ring.key(key_id) == ring.current:
        raise VaultCode.KEY_IN_USE.error(Place.in_file(path), key=key_id)
    keys = {one: key for one, key in ring.keys.items() if one != key_id}
    return _replace(path, KeyRing(ring.current, keys))


def _new_ring_key() -> RingKey:
    return RingKey(f"k-{secrets.token_hex(4)}", new_key(), new_key())


def _replace(path: Path, ring: KeyRing) -> KeyRing:
    """Write a temporary file and rename it, so that a kill leaves the older ring whole."""
    handle, name = tempfile.mkstemp(prefix=".ring-", dir=path.parent)
    try:
        _write(handle, ring)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return ring


def _write(handle: int, ring: KeyRing) -> None:
    keys = [
        {
            "id": key.id,
            "wrapping": b64encode(key.wrapping).decode(),
            "index": b64encode(key.index).decode(),
        }
        for key in ring.keys.values()
    ]
    content = {"format": FORMAT, "current": ring.current.id, "keys": keys}
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


_read: dict[Path, tuple[tuple[int, ...], KeyRing]] = {}


def key_ring() -> KeyRing:
    """Return this installation's ring (``MANUMIT_KEY_RING``), read again when its file changes.

    Raises:
        InputError: V101 to V106.
    """
    named = settings.MANUMIT_KEY_RING
    if named is None:
        raise VaultCode.NO_RING.error(Place(field="MANUMIT_KEY_RING"))
    path = Path(named)
    try:
        found = path.lstat()
    except OSError as error:
        raise VaultCode.NO_RING.error(Place.in_file(path)) from error
    state = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_mode)
    if path not in _read or _read[path][0] != state:
        _read.pop(path, None)
        _read[path] = (state, read_ring(path))
    return _read[path][1]

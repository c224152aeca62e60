"""The key that signs heads (Ed25519, RFC 8032), kept in a file outside the database."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from manumit.errors import Place
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.private_files import SharedFileError, read_private

_PURPOSE = b"manumit/ledger/head/1\n"
_LARGEST = 16 * 1024  # bytes of a key in PEM


def new_key(path: Path) -> None:
    """Write a new private key for this user only, and its public half beside it (``.pub``).

    Raises:
        InputError: L206.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    try:
        _write_new(path, private, 0o600)
        _write_new(path.with_name(f"{path.name}.pub"), public, 0o644)
    except FileExistsError as error:
        raise LedgerCode.KEY_EXISTS.error(Place.in_file(path)) from error


def _write_new(path: Path, content: bytes, rights: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, rights), "wb") as file:
        file.write(content)


def signing_key() -> Ed25519PrivateKey:
    """Return the installation's private key.

    Raises:
        InputError: L202 to L204.
    """
    path: Path | None = settings.MANUMIT.ledger_key
    place = Place(field="MANUMIT_LEDGER_KEY")
    if path is None:
        raise LedgerCode.NO_KEY.error(place)
    try:
        key = serialization.load_pem_private_key(read_private(path, _LARGEST), password=None)
    except SharedFileError:
        raise LedgerCode.KEY_IS_SHARED.error(place) from None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise LedgerCode.NOT_A_KEY.error(place) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerCode.NOT_A_KEY.error(place)
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key in a PEM file.

    Raises:
        InputError: L204.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise LedgerCode.NOT_A_KEY.error(Place.in_file(path)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerCode.NOT_A_KEY.error(Place.in_file(path))
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Return the 16 characters by which a seal names its key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(key: Ed25519PrivateKey, head: bytes) -> bytes:
    """Return the signature of a head; no other purpose uses the same prefix."""
    return key.sign(_PURPOSE + head)


def is_signed(keys: dict[str, Ed25519PublicKey], key: str, head: bytes, signature: bytes) -> bool:
    """Return whether one of the known keys signed a head."""
    if key not in keys:
        return False
    try:
        keys[key].verify(signature, _PURPOSE + head)
    except InvalidSignature:
        return False
    return True

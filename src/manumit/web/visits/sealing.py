"""Seals a text under the key of one visit: AES-256-GCM, bound to the visit and to its purpose."""

import os
import struct
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
STAMP = struct.Struct(">I")


class SealError(Exception):
    """What was kept can't be opened: changed, of another visit, or too old. Says nothing more."""


def seal(text: str, *, key: bytes, bound_to: bytes, now: float | None = None) -> str:
    """The text as one word that only this key opens.

    Args:
        text: anything.
        key: 32 bytes.
        bound_to: what it belongs to; opening it as anything else fails.
        now: seconds since 1970; the clock, if not given.
    """
    nonce = os.urandom(NONCE_BYTES)
    stamped = STAMP.pack(int(time.time() if now is None else now)) + text.encode()
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, stamped, bound_to)).decode()


def unseal(
    word: str, *, key: bytes, bound_to: bytes, oldest: float, now: float | None = None
) -> str:
    """What :func:`seal` sealed, not longer than ``oldest`` seconds ago.

    Raises:
        SealError: anything is wrong with it.
    """
    try:
        raw = urlsafe_b64decode(word.encode())
        stamped = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
        text = stamped[STAMP.size :].decode()
        sealed_at = STAMP.unpack(stamped[: STAMP.size])[0]
    except (ValueError, InvalidTag, struct.error) as error:
        raise SealError from error
    if (time.time() if now is None else now) - sealed_at > oldest:
        raise SealError
    return text

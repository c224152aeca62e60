"""Encrypts a text with the key of one session, bound to its purpose and to a maximum age."""

import struct
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from manumit.web.sealing import SealError, decrypt, encrypt

STAMP = struct.Struct(">I")


def seal(text: str, *, key: bytes, bound_to: bytes, now: float | None = None) -> str:
    """Return the encrypted text as one word.

    Args:
        text: anything.
        key: 32 bytes.
        bound_to: the context; decrypting in another context fails.
        now: seconds since 1970; the clock, if not given.
    """
    stamped = STAMP.pack(int(time.time() if now is None else now)) + text.encode()
    return urlsafe_b64encode(encrypt(stamped, key=key, bound_to=bound_to)).decode()


def unseal(
    word: str, *, key: bytes, bound_to: bytes, oldest: float, now: float | None = None
) -> str:
    """Return what :func:`seal` sealed, not longer than ``oldest`` seconds ago.

    Raises:
        SealError: anything is wrong with it.
    """
    try:
        sealed = urlsafe_b64decode(word.encode())
        if (
            urlsafe_b64encode(sealed) != word.encode()
        ):  # the decoder ignores characters outside its alphabet
            raise SealError
        stamped = decrypt(sealed, key=key, bound_to=bound_to)
        text = stamped[STAMP.size :].decode()
        sealed_at = STAMP.unpack(stamped[: STAMP.size])[0]
    except (ValueError, struct.error) as error:
        raise SealError from error
    if (time.time() if now is None else now) - sealed_at > oldest:
        raise SealError
    return text

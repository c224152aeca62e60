"""Files sealed with the key of a visit."""

import os
from collections.abc import Iterator
from pathlib import Path

from manumit.web.sealing import decrypt_stream, encrypt_stream


def seal_file(source: Path, target: Path, *, key: bytes, bound_to: bytes) -> None:
    """Writes a file sealed; only this key opens it, and only as what it is bound to.

    Args:
        source: stays as it is.
        target: made, for this user only; replaced if it is there.
        key: of the visit.
        bound_to: the visit and what the file is.
    """
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as sealed:
        encrypt_stream(plain, sealed, key=key, bound_to=bound_to)


def opened(path: Path, *, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """What :func:`seal_file` sealed, piece by piece; each is checked before it is given.

    Raises:
        SealError: changed, cut off, of another visit, or something else.
        FileNotFoundError: there is none.
    """
    with path.open("rb") as sealed:
        yield from decrypt_stream(sealed, key=key, bound_to=bound_to)

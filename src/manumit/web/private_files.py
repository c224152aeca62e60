"""Reads files that only the platform's user may read: keys, in the first place."""

import errno
import os
import stat
from pathlib import Path


class SharedFileError(Exception):
    """The name is a link, or others own the file or have rights to it. Says nothing more."""


def read_private(path: Path, largest: int) -> bytes:
    """The file's bytes, its rights checked on what was opened and not on what has the name now.

    Args:
        path: of a regular file that belongs to this user, with rights for this user alone.
        largest: bytes that it may have; of a longer one, one more is given.

    Raises:
        SharedFileError.
        OSError: it is not there, or no regular file.
    """
    try:
        # Not blocking: a pipe of this name would wait for somebody who writes.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SharedFileError from None
        raise
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "no regular file")
        if stat.S_IMODE(found.st_mode) & 0o177 or found.st_uid != os.geteuid():
            raise SharedFileError
        return file.read(largest + 1)

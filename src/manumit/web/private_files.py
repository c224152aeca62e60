"""Reads files that only the platform's user may read, above all files of keys."""

import errno
import os
import stat
from pathlib import Path


class SharedFileError(Exception):
    """Raised where the path is a link, or others own the file or have rights to it."""


def read_private(path: Path, largest: int) -> bytes:
    """Return the file's bytes; rights are checked on the opened file, not on the path.

    Args:
        path: a regular file that belongs to this user, with rights for this user alone.
        largest: bytes that it may have. Of a longer file one byte more is returned, so that the
            caller notices.

    Raises:
        SharedFileError.
        OSError: there is no such file, or it is not a regular file.
    """
    try:
        # Non-blocking, because opening a named pipe would wait for a writer.
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

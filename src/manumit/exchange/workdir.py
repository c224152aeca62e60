"""Write nothing halfway: work in a private folder, then put the result in place in one step."""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600
SHOWN = 0o644


@contextmanager
def private_workdir(beside: Path) -> Iterator[Path]:
    """Yield a folder that only this user may read, in the folder of ``beside``; remove it after.

    It lies beside the output because personal data belong where the user chose to keep them, not
    in a shared folder for temporary files; a link is followed, for the same reason. Removed on
    every exit that Python sees, also on Ctrl-C (and, by the command, on SIGTERM and SIGHUP).
    """
    folder = beside.resolve().parent
    made = folder / f".manumit-{secrets.token_hex(8)}"
    try:  # includes its creation: Ctrl-C must not leave it behind at any moment
        made.mkdir(mode=0o700)
        yield made
    finally:
        if made.exists():
            shutil.rmtree(made)


def move_into_place(source: Path, target: Path, *, private: bool = True) -> None:
    """Put a finished file in its place in one step; an older file stays until then.

    Args:
        source: the finished file.
        target: where it goes; a link is followed, and an older file's rights are kept.
        private: a new file may be read by this user only; False for what may be shown to others.

    Raises:
        OSError: the target is a folder, a device or the like, or cannot be written.
    """
    place = target.resolve()
    if place.exists() and not place.is_file():
        raise OSError(errno.EINVAL, "it is not a regular file", place.name)
    if place.exists():
        source.chmod(place.stat().st_mode & 0o777)
    else:
        source.chmod(PRIVATE if private else SHOWN)
    try:
        source.replace(place)
    except OSError:  # another file system: copy beside the target first
        _copy_into_place(source, place)


def _copy_into_place(source: Path, place: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".manumit-", dir=place.parent)
    os.close(handle)
    try:
        shutil.copyfile(source, name)
        shutil.copymode(source, name)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

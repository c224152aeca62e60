"""Nothing half-written: a private folder while working, then one step into place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_workdir(beside: Path) -> Iterator[Path]:
    """A folder that only this user may read, in the folder of ``beside``; always removed.

    It lies beside the output because personal data belong where the user chose to keep them, not
    in a shared folder for temporary files. Removed on every exit, also on Ctrl-C.
    """
    folder = beside.resolve().parent
    with tempfile.TemporaryDirectory(prefix=".manumit-", dir=folder) as name:
        yield Path(name)


def move_into_place(source: Path, target: Path) -> None:
    """Puts a finished file in its place in one step; an older file stays until then."""
    try:
        source.replace(target)
    except OSError:  # another file system: copy beside the target first
        handle, name = tempfile.mkstemp(prefix=".manumit-", dir=target.resolve().parent)
        os.close(handle)
        try:
            shutil.copyfile(source, name)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

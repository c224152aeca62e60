"""The files that git tracks, for tests of the repository."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def tracked_files(root: Path = ROOT) -> list[str]:
    """Return the names of the files that git tracks and that are there.

    A checkout that belongs to another user, as in a container, is read all the same: nothing of
    its settings is run to list files.
    """
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]

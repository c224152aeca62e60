"""Says before the first test that PostgreSQL's user cannot reach its programs or its data.

Run as root, the tests start PostgreSQL as a user of its own, who must be able to enter each folder
above the temporary folder and above the installed packages. Where one is closed, as below a home
of root, every test that needs a database would fail with the same error.
"""

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from manumit.web.site import embedded

TESTS = Path(__file__).parent
MOSTLY_WITHOUT = frozenset({"docs", "repository", "unit"})
"""Folders of tests of which few need a database; they run all the same."""
MESSAGE = (
    "PostgreSQL runs as the user '{user}' where the tests run as root, and this user cannot enter "
    "{folder}. Run 'chmod o+x {folder}', move the checkout (or TMPDIR) elsewhere, or run the "
    "tests as an ordinary user."
)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to begin a run whose tests cannot have a database.

    Raises:
        UsageError: names the folder and what to do.
    """
    if os.geteuid() != 0 or hasattr(config, "workerinput"):
        return
    if needs_database(config.args, config.invocation_params.dir):
        found = closed_folder((Path(tempfile.gettempdir()), embedded._programs()))
        if found is not None:
            raise pytest.UsageError(MESSAGE.format(user=embedded.SYSTEM_USER, folder=found))


def needs_database(arguments: Sequence[str], working: Path) -> bool:
    """Return whether a run is of more than folders whose tests mostly need no database."""
    for one in arguments:
        path = (working / one.partition("::")[0]).resolve()
        if not path.is_relative_to(TESTS) or not (
            {*path.relative_to(TESTS).parts[:1]} & MOSTLY_WITHOUT
        ):
            return True
    return False


def others_may_enter(folder: Path) -> bool:
    """Return whether every user may enter a folder."""
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def closed_folder(
    places: Iterable[Path], is_open: Callable[[Path], bool] = others_may_enter
) -> Path | None:
    """Return the first folder on the way to these that not everybody may enter, or None."""
    for place in places:
        for path in (place, place.resolve()):
            for folder in reversed((path, *path.parents)):
                if not is_open(folder):
                    return folder
    return None

"""What all tests of a module begin with, made once: each works in a savepoint and leaves nothing.

To act out a case takes longer than most tests that then look at it. A module whose tests begin with
the same rows makes them in a transaction of its own; what a test changes is rolled back to it.
"""

import contextlib
import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import models, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from cases_world import key_ring

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class _Places:
    """Takes what :func:`cases_world.key_ring` sets, for a module."""

    MANUMIT_KEY_RING: Path
    MANUMIT_FILES: Path


class Together:
    """The transaction of a module, with a key ring and a folder of sealed files."""

    def __init__(self, blocker: DjangoDbBlocker, folder: Path) -> None:
        """Begins with an empty folder."""
        self._blocker, self._places = blocker, _Places()
        key_ring(folder, self._places)

    @contextlib.contextmanager
    def making(self) -> Iterator[None]:
        """While a fixture of the module makes rows."""
        with self._blocker.unblock(), override_settings(**vars(self._places)):
            yield

    def enter(self, folder: Path, settings: Any) -> None:
        """Gives one test the key ring, and a copy of the files."""
        settings.MANUMIT_KEY_RING = self._places.MANUMIT_KEY_RING
        settings.MANUMIT_FILES = folder / "files"
        shutil.copytree(self._places.MANUMIT_FILES, folder / "files")
        (folder / "files").chmod(0o700)


@pytest.fixture(scope="module")
def together(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[Together]:
    """What a module makes once is rolled back after its last test."""
    del django_db_setup
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield Together(django_db_blocker, tmp_path_factory.mktemp("together"))
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def begun[World, Rows: "DataclassInstance"](
    world: Callable[[], World], rows: Callable[[World], Rows]
) -> tuple[Any, Any, Any]:
    """Fixtures of a module whose tests begin with the same case: ``w``, who there is, and ``rows``.

    Args:
        world: makes who there is.
        rows: makes what they begin with.

    Returns:
        Three fixtures, to be named in the module.
    """

    @pytest.fixture(name="begun", scope="module")
    def once(together: Together) -> tuple[World, Rows]:
        with together.making():
            made = world()
            return made, rows(made)

    @pytest.fixture(name="w")
    def who(begun: tuple[World, Rows], together: Together, tmp_path: Path, settings: Any) -> World:
        together.enter(tmp_path, settings)
        return begun[0]

    @pytest.fixture(name="rows")
    def what(begun: tuple[World, Rows], w: World) -> Rows:
        del w  # its key ring is there
        return reread(begun[1])

    return once, who, what


def reread[Rows: "DataclassInstance"](rows: Rows) -> Rows:
    """The same rows as the database has them, so that no test sees what another did to an object.

    Args:
        rows: their fields are rows or anything else, which is given as it is.
    """
    found = {one.name: getattr(rows, one.name) for one in dataclasses.fields(rows)}
    anew = {name: row._meta.model._base_manager.get(pk=row.pk)
            for name, row in found.items() if isinstance(row, models.Model)}  # fmt: skip
    return dataclasses.replace(rows, **anew)

"""Files of keys: read only where they are files of this user alone, asked of what was opened."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from manumit.errors import InputError
from manumit.web.kernel.ledger.keys import new_key, signing_key
from manumit.web.kernel.vault.ring import make_ring, read_ring
from manumit.web.operations.recipients import new_pair, read_identity
from manumit.web.private_files import SharedFileError, read_private


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def given_away(path: Path) -> None:
    os.chown(path, 65534, -1)


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def foldered(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o600)


SHARED: list[Callable[[Path], None]] = [
    linked,
    pytest.param(
        given_away,
        marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away"),
    ),  # type: ignore[list-item] # pytest's own wrapping of a value
    *(lambda path, mode=mode: path.chmod(mode) for mode in (0o640, 0o604, 0o620, 0o602, 0o700)),
]
NO_FILE: list[Callable[[Path], None]] = [piped, foldered, Path.unlink]


@pytest.fixture(params=["ring", "ledger", "backup"])
def key(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> tuple[Path, str]:
    """A file of each kind of key."""
    path = tmp_path / "key"
    {"ring": make_ring, "ledger": new_key, "backup": new_pair}[request.param](path)
    settings.MANUMIT = replace(settings.MANUMIT, ledger_key=path)
    return path, request.param


def read(key: tuple[Path, str]) -> None:
    path, kind = key
    if kind == "ledger":
        signing_key()
    else:
        {"ring": read_ring, "backup": read_identity}[kind](path)


def test_a_private_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(0o600)
    path.write_bytes(b"12345")
    assert read_private(path, 5) == b"12345"
    assert read_private(path, 3) == b"1234"
    path.chmod(0o400)
    assert read_private(path, 5) == b"12345"


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("change", SHARED)
def test_what_others_may_reach_is_no_key(
    key: tuple[Path, str], change: Callable[[Path], None]
) -> None:
    read(key)
    change(key[0])
    with pytest.raises(SharedFileError):
        read_private(key[0], 1)
    with pytest.raises(InputError, match=r"V102|L203|E108"):
        read(key)


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("change", NO_FILE)
def test_what_is_no_file_is_no_key_and_nothing_waits_for_it(
    key: tuple[Path, str], change: Callable[[Path], None]
) -> None:
    change(key[0])
    with pytest.raises(OSError, match=r"Errno"):
        read_private(key[0], 1)
    with pytest.raises(InputError, match=r"V101|L204|E108"):
        read(key)

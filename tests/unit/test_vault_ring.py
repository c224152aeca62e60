"""The key ring: what is no sound ring is refused, and no change of it can lose a key."""

import json
import os
import pickle
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from manumit.errors import InputError
from manumit.web.kernel.vault.ring import (
    LARGEST,
    add_key,
    key_ring,
    make_ring,
    read_ring,
    retire_key,
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "ring.json"
    make_ring(found)
    return found


def code(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_ring(path)
    secret = path.read_bytes().decode(errors="replace") if path.is_file() else ""
    text = str(caught.value)
    assert not any(word in text for word in secret.split('"') if len(word) > 20)
    return caught.value.problems[0].code


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(content(path) | changes), "utf-8")


def test_a_new_ring_is_for_its_user_only_and_comes_back(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    ring = read_ring(path)
    assert list(ring.keys) == [ring.current.id]
    assert len(ring.current.wrapping) == len(ring.current.index) == 32
    assert ring.current.wrapping != ring.current.index


def test_no_ring_is_like_another(tmp_path: Path) -> None:
    one, other = make_ring(tmp_path / "one"), make_ring(tmp_path / "other")
    assert one.current.wrapping != other.current.wrapping
    assert one.current.id != other.current.id


def test_a_ring_is_never_replaced(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(InputError, match="V108"):
        make_ring(path)
    assert path.read_bytes() == before


def test_adding_and_retiring_keep_what_is_in_use(path: Path) -> None:
    first = read_ring(path).current
    second = add_key(path).current
    assert second.id != first.id
    assert read_ring(path).key(first.id) == first
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="V109"):
        retire_key(path, second.id)
    retire_key(path, first.id)
    assert list(read_ring(path).keys) == [second.id]
    with pytest.raises(InputError, match="V107"):
        read_ring(path).key(first.id)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_nothing_shows_a_key(path: Path) -> None:
    ring = read_ring(path)
    for shown in (repr(ring), str(ring), repr(ring.current), f"{ring.current}"):
        for secret in (ring.current.wrapping, ring.current.index):
            assert b64encode(secret).decode() not in shown
            assert repr(secret)[2:20] not in shown


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o700])
def test_a_ring_with_rights_of_others_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert code(path) == "V102"


@pytest.mark.proves("identity-is-sealed")
def test_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(path)
    assert code(linked) == "V102"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_ring_of_another_user_is_refused(path: Path) -> None:
    os.chown(path, 65534, -1)
    assert code(path) == "V102"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert code(tmp_path) == "V101"
    assert code(tmp_path / "nothing") == "V101"


def test_two_keys_of_one_id_and_a_key_twice_are_refused(path: Path) -> None:
    (one,) = content(path)["keys"]
    rewrite(path, keys=[one, one])
    assert code(path) == "V104"
    rewrite(path, keys=[one, one | {"id": "k-00000000"}])
    assert code(path) == "V104"
    rewrite(path, keys=[one | {"index": one["wrapping"]}])
    assert code(path) == "V104"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"current": "k-00000000"}, "V105"),
        ({"current": ["k-00000000"]}, "V105"),
        ({"keys": []}, "V105"),
        ({"keys": {}}, "V103"),
        ({"format": "manumit key ring 2"}, "V103"),
        ({"more": 1}, "V103"),
        ({"keys": [{"id": "k-00000000", "wrapping": "AAAA", "index": "AAAA"}]}, "V106"),
        ({"keys": [{"id": "k-00000000", "wrapping": "A" * 43 + "=", "index": "B"}]}, "V106"),
        ({"keys": [{"id": "one", "wrapping": "", "index": ""}]}, "V106"),
        ({"keys": [{"id": "k-00000000", "wrapping": "é", "index": 1}]}, "V106"),
        ({"keys": [1]}, "V106"),
    ],
)
def test_what_is_no_ring_is_refused(path: Path, changes: dict[str, Any], expected: str) -> None:
    rewrite(path, **changes)
    assert code(path) == expected


def test_a_name_that_stands_twice_is_refused(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('"format"', '"format":1,"format"', 1), "utf-8")
    assert code(path) == "V103"


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"[" * 100_000, b" " * (LARGEST + 1)])
def test_other_files_are_refused(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    assert code(path) == "V103"


def test_the_installations_ring_is_read_again_when_its_file_changes(
    path: Path, settings: Settings
) -> None:
    settings.MANUMIT_KEY_RING = path
    first = key_ring()
    assert key_ring() is first
    added = add_key(path)
    assert key_ring().current == added.current
    path.chmod(0o644)
    with pytest.raises(InputError, match="V102"):
        key_ring()
    path.chmod(0o600)
    assert key_ring().current == added.current
    path.unlink()
    with pytest.raises(InputError, match="V101"):
        key_ring()
    settings.MANUMIT_KEY_RING = None
    with pytest.raises(InputError, match="V101"):
        key_ring()


def test_a_key_does_not_travel(path: Path) -> None:
    for secret in (read_ring(path), read_ring(path).current):
        with pytest.raises(TypeError):
            pickle.dumps(secret)

"""Any damage to a key ring is refused with a code, or leaves every key as it was."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.errors import InputError
from manumit.web.kernel.vault.ring import KeyRing, add_key, make_ring, read_ring

FOLDER = Path(tempfile.mkdtemp(prefix="mt-ring-"))
PATH = FOLDER / "ring.json"
make_ring(PATH)
SOUND = add_key(PATH)
WHOLE = PATH.read_bytes()
REFUSED: set[str] = set()


def read(raw: bytes) -> KeyRing | None:
    PATH.write_bytes(raw)
    try:
        return read_ring(PATH)
    except InputError as error:
        REFUSED.add(error.problems[0].code)
        return None


def test_the_whole_ring_is_read() -> None:
    assert read(WHOLE) == SOUND


@pytest.mark.proves("identity-is-sealed")
@given(st.integers(0, len(WHOLE) - 1))
def test_a_ring_that_was_cut_is_refused(length: int) -> None:
    assert read(WHOLE[:length]) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(raw: bytes) -> None:
    assert read(raw) is None


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_never_lets_two_keys_pass_as_one(place: int, change: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= change
    ring = read(bytes(changed))
    if ring is not None:  # JSON itself can't tell one sound key from another: the records can
        secret = [part for key in ring.keys.values() for part in (key.wrapping, key.index)]
        assert len(set(secret)) == 4
        assert ring.current.id in ring.keys


def test_every_refusal_was_one_of_a_broken_ring() -> None:
    read(b"")
    assert {"V103"} <= REFUSED <= {"V103", "V104", "V105", "V106"}

"""Sharing a key: any that are needed give it, fewer tell nothing, wrong ones never give a key."""

import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.errors import InputError, Place
from manumit.web.operations import shamir
from manumit.web.operations.escrow import Share, join_files, split_files

HERE = Place()
numbers = st.integers(2, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n)))
bytes_of_the_field = st.integers(0, 255)


def test_the_field_is_that_of_aes() -> None:
    # FIPS 197, sections 4.2 and 4.2.1, and the inverse that its S-box example uses.
    assert shamir.times(0x57, 0x83) == 0xC1
    assert shamir.times(0x57, 0x13) == 0xFE
    assert shamir.over(1, 0x53) == 0xCA
    for a, b in itertools.product(range(256), range(1, 256)):
        assert shamir.times(shamir.over(a, b), b) == a


@given(bytes_of_the_field, bytes_of_the_field, bytes_of_the_field)
def test_the_field_has_the_laws_of_a_field(a: int, b: int, c: int) -> None:
    assert shamir.times(a, b) == shamir.times(b, a)
    assert shamir.times(a, shamir.times(b, c)) == shamir.times(shamir.times(a, b), c)
    assert shamir.times(a, b ^ c) == shamir.times(a, b) ^ shamir.times(a, c)
    assert shamir.times(a, 1) == a


def test_a_line_drawn_by_hand() -> None:
    # secret 0x2A with the line 0x2A + 0x03 x: at 1 0x29, at 2 0x2C, at 3 0x2F
    points = {1: b"\x29", 2: b"\x2c", 3: b"\x2f"}
    for pair in itertools.combinations(points, 2):
        assert shamir.join({number: points[number] for number in pair}) == b"\x2a"


@pytest.mark.proves("shares-of-keys")
@given(st.binary(min_size=1, max_size=48), numbers, st.randoms(use_true_random=False))
def test_any_that_are_needed_give_it(
    secret: bytes, counts: tuple[int, int], chance: object
) -> None:
    shares, needed = counts
    parts = shamir.split(secret, shares=shares, needed=needed)
    assert len(parts) == shares
    for size in range(needed, shares + 1):
        some = chance.sample(sorted(parts), size)  # type: ignore[attr-defined] # a Random
        assert shamir.join({number: parts[number] for number in some}) == secret


@pytest.mark.proves("shares-of-keys")
def test_fewer_fit_every_secret_equally() -> None:
    # One share of two: for each secret there is exactly one line through it and the share.
    share = {1: b"\x9d"}
    fitting = Counter(shamir.join(share | {2: bytes([other])})[0] for other in range(256))
    assert fitting == Counter(range(256))
    # And what is drawn is spread: no value of a share is favoured by a secret.
    seen = Counter(shamir.split(b"\0", shares=2, needed=2)[1][0] for _ in range(20_000))
    assert len(seen) == 256
    assert max(seen.values()) < 160  # 78 expected; 9 standard deviations


@pytest.mark.parametrize(("shares", "needed"), [(1, 1), (3, 1), (2, 3), (256, 2), (0, 0)])
def test_numbers_that_can_not_be(shares: int, needed: int) -> None:
    with pytest.raises(ValueError, match=str(needed)):
        shamir.split(b"secret", shares=shares, needed=needed)


@pytest.mark.proves("shares-of-keys")
@given(st.integers(0, 399), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_letter_copied_wrongly_is_found(place: int, letter: str) -> None:
    share = Share(b"\1\2\3\4", 3, 2, bytes(range(39)))
    text = share.text()
    letters = [i for i, c in enumerate(text) if c not in " \n" and i > text.index("\n")]
    at = letters[place % len(letters)]
    wrong = text[:at] + letter + text[at + 1 :]
    if wrong == text:
        assert Share.read(wrong, HERE) == share
    else:
        with pytest.raises(InputError, match="E303"):
            Share.read(wrong, HERE)


@given(st.binary(max_size=200))
def test_whatever_is_typed_is_a_share_or_has_a_code(raw: bytes) -> None:
    with pytest.raises(InputError, match="E303"):
        Share.read(raw.decode("latin-1"), HERE)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A ring and a ledger's key shared among five, of whom three are needed."""
    (tmp_path / "ring.json").write_bytes(b"the ring")
    (tmp_path / "ledger.pem").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "made").mkdir()
    files = [tmp_path / "ring.json", tmp_path / "ledger.pem"]
    split_files(files, tmp_path / "made", shares=5, needed=3)
    return tmp_path / "made"


def joined(made: Path, *numbers: int, more: Path | None = None) -> Path:
    to = made.parent / "back"
    to.mkdir(exist_ok=True)
    shares = [made / f"share-{number}.txt" for number in numbers]
    join_files(made / "escrow.sealed", [*shares, *([more] if more else [])], to)
    return to


def test_three_of_five_bring_the_files_back_for_one_user_only(made: Path) -> None:
    assert len(list(made.iterdir())) == 6
    assert {file.stat().st_mode & 0o777 for file in made.iterdir()} == {0o600}
    assert b"the ring" not in (made / "escrow.sealed").read_bytes()
    for three in itertools.combinations(range(1, 6), 3):
        to = joined(made, *three)
        assert (to / "ring.json").read_bytes() == b"the ring"
        assert (to / "ledger.pem").read_bytes() == bytes(range(256)) * 20
        assert {file.stat().st_mode & 0o777 for file in to.iterdir()} == {0o600}
        for file in to.iterdir():
            file.unlink()


def test_a_share_can_be_typed_from_paper(made: Path) -> None:
    sheet = made / "share-4.txt"
    lines = sheet.read_text().splitlines()
    assert lines[0].startswith("# manumit: share 4 of set ")
    assert [len(line) for line in lines[1:]] == [24] * 4
    sheet.write_text("\n\n".join(line.lower().replace(" ", "") for line in lines[1:]))
    assert (joined(made, 1, 4, 5) / "ring.json").read_bytes() == b"the ring"


@pytest.mark.proves("shares-of-keys")
def test_too_few_mixed_and_made_up_shares_have_a_code_and_give_nothing(
    made: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"E305.*3 different shares are needed, 2 were given"):
        joined(made, 1, 2)
    with pytest.raises(InputError, match="E305"):
        joined(made, 1, 2, 2)

    (tmp_path / "other").mkdir()
    split_files([tmp_path / "ring.json"], tmp_path / "other", shares=5, needed=3)
    with pytest.raises(InputError, match="E304"):
        joined(made, 1, 2, more=tmp_path / "other" / "share-3.txt")
    with pytest.raises(InputError, match="E307"):
        join_files(
            made / "escrow.sealed",
            [tmp_path / "other" / f"share-{n}.txt" for n in (1, 2, 3)],
            tmp_path / "other",
        )

    # Somebody who knows how a share is written makes one up.
    real = Share.read((made / "share-3.txt").read_text(), HERE)
    for number, content in ((3, bytes(39)), (0, real.content), (9, real.content)):
        made_up = tmp_path / "made-up.txt"
        made_up.write_text(Share(real.set_id, 3, number, content).text())
        with pytest.raises(InputError, match="E306"):
            joined(made, 1, 2, more=made_up)
    fewer = tmp_path / "fewer.txt"
    fewer.write_text(Share(real.set_id, 2, 3, real.content).text())
    with pytest.raises(InputError, match="E304"):
        joined(made, 1, more=fewer)
    assert not any((made.parent / "back").iterdir())


def test_a_changed_sealed_file_gives_nothing(made: Path) -> None:
    sealed = made / "escrow.sealed"
    raw = bytearray(sealed.read_bytes())
    raw[-20] ^= 1
    sealed.write_bytes(raw)
    with pytest.raises(InputError, match="E307"):
        joined(made, 1, 2, 3)


def test_nothing_is_replaced_and_nothing_is_left_half(made: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in made.iterdir()}
    with pytest.raises(InputError, match="E106"):
        split_files([tmp_path / "ring.json"], made, shares=3, needed=2)
    assert {file.name: file.read_bytes() for file in made.iterdir()} == before
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "ring.json").write_text("another")
    with pytest.raises(InputError, match="E106"):
        joined(made, 1, 2, 3)
    assert [file.name for file in (tmp_path / "back").iterdir()] == ["ring.json"]
    assert (tmp_path / "back" / "ring.json").read_text() == "another"


def test_what_can_not_be_shared_has_a_code(made: Path, tmp_path: Path) -> None:
    ring = tmp_path / "ring.json"
    for files, to, shares, needed, code in (
        ([ring], tmp_path, 2, 3, "E301"),
        ([ring], tmp_path, 3, 1, "E301"),
        ([], tmp_path, 3, 2, "E302"),
        ([ring, ring], tmp_path, 3, 2, "E302"),
        ([tmp_path / "none"], tmp_path, 3, 2, "E302"),
        ([ring], tmp_path / "nowhere", 3, 2, "E104"),
    ):
        with pytest.raises(InputError, match=code):
            split_files(files, to, shares=shares, needed=needed)
    assert made.exists()

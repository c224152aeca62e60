"""Another system's file is read in memory, by a process of its own, and no message quotes it."""

from pathlib import Path
from typing import Any

import pytest

from imports_here import MAPPING, TABLE, read
from manumit.errors import InputError
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.sandbox import run_sandboxed


def test_a_row_with_two_answers_to_one_reference_is_refused() -> None:
    twice = read(TABLE.read_bytes().replace(b"R-0002", b"R-0001"))
    assert [(one.code, one.place.row, one.place.column) for one in twice.problems] == [
        ("X308", 3, "ref")
    ]


@pytest.mark.proves("imports")
def test_no_message_quotes_a_cell() -> None:
    secret = "Testperson" + "y" * 300
    shown = read(TABLE.read_bytes().replace(b"Testperson", secret.encode()))
    assert shown.problems
    assert all(secret not in str(one) for one in shown.problems)


@pytest.mark.proves("imports")
def test_no_message_quotes_a_short_number() -> None:
    """A number of a door, or of a row of beds, that slipped into the column of an answer."""
    lines = TABLE.read_text("utf-8").splitlines()
    at = lines[0].split(",").index("papers")
    cells = lines[1].split(",")
    lines[1] = ",".join([*cells[:at], "4711", *cells[at + 1 :]])
    shown = read("\n".join(lines).encode())
    assert [(one.code, one.place.row, one.place.column) for one in shown.problems] == [
        ("X301", 2, "papers")
    ]
    assert "4711" not in str(shown.problems[0])


@pytest.mark.proves("imports")
@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
def test_no_message_takes_the_first_person_for_names_of_columns(*, twice: bool) -> None:
    people = TABLE.read_text("utf-8").splitlines()[1:]
    first = [f"Zq{letter}xq" for letter in "abcdefghijklmnopqrstuvwxyz"[: people[0].count(",") + 1]]
    first += first[:1] * twice
    with pytest.raises(InputError) as caught:
        read("\n".join([",".join(first), *people[1:]]).encode())
    shown = [str(one) for one in caught.value.problems]
    codes = {one.code for one in caught.value.problems}
    assert codes == ({"X205"} if twice else {"X206", "X207"})
    assert not [one for cell in first for one in shown if cell in one]
    assert twice or any("number 2 of the file" in one for one in shown)


@pytest.mark.proves("imports")
def test_no_message_about_a_record_of_htcds_quotes_or_names_a_person() -> None:
    cells = b"bio_Given_Name,Arvena Testperson\nNoor,4711\n"
    with pytest.raises(InputError) as caught:
        read_in_subprocess("x.csv", cells, "htcds")
    shown = [str(one) for one in caught.value.problems]
    assert shown
    assert not [one for one in shown if "Testperson" in one or "4711" in one]


@pytest.mark.proves("imports")
def test_codes_that_reveal_migration_status_are_refused_in_the_mapping() -> None:
    """R-34."""
    special = MAPPING.read_bytes().replace(b"codes: [CD01]", b"codes: [VD05]")
    with pytest.raises(InputError) as caught:
        read_in_subprocess("old-register.csv", TABLE.read_bytes(), special)
    assert [one.code for one in caught.value.problems] == ["X104"]


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from manumit.web.imports import reading  # noqa: PLC0415 - its limit is lowered here

    monkeypatch.setattr(reading, "LARGEST", 100)
    with pytest.raises(InputError, match="K974"):
        read(TABLE.read_bytes())


@pytest.mark.proves("imports")
@pytest.mark.parametrize("planted", [True, False], ids=["planted", "ours"])
def test_what_is_in_the_file_is_never_on_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    """Looked at when the reading has ended and its folder, which is all it may call its own, is
    still there; a leak that was planted is found in the same way."""
    lies: dict[str, bool] = {}

    def watched(module: str, folder: Path, called: str, **limits: Any) -> int | None:
        done = run_sandboxed(module, folder, called, **limits)
        if planted:
            (folder / "left").write_bytes((folder / called).read_bytes())
        lies.update((one.name, _in_memory(one)) for one in folder.rglob("*"))
        return done

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("manumit.web.imports.reading.run_sandboxed", watched)
    assert read(TABLE.read_bytes()).rows
    found = {"records.csv": True, "mapping.yaml": True, "result.json": True}
    assert lies == (found | {"left": False} if planted else found)
    assert not list(tmp_path.iterdir())


def _in_memory(path: Path) -> bool:
    """Whether a path is a link to memory of this process, which has no name on a disk."""
    return path.is_symlink() and str(path.readlink().readlink()).startswith("/memfd:")

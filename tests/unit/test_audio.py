"""Audio beside a pack: found, checked while loading, and named by its content."""

import hashlib
import math
import struct
import wave
from pathlib import Path

import pytest

from manumit.errors import InputError, Problem
from manumit.instruments import InstrumentCode, Library, shipped_library
from manumit.instruments.audio import LARGEST_AUDIO, MEDIA_TYPES

CODES = {
    "missing": InstrumentCode.AUDIO_MISSING.code,
    "outside": InstrumentCode.AUDIO_OUTSIDE.code,
    "type": InstrumentCode.AUDIO_TYPE.code,
    "size": InstrumentCode.AUDIO_SIZE.code,
}
HEADER = """schema: manumit/text-pack/1
subject: labour
language: bn
review: {status: unreviewed}
entries:
"""


def tone(path: Path, *, pitch: int = 440, seconds: float = 0.1) -> Path:
    """A sine of some pitch, as a WAV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 8000
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        for n in range(int(rate * seconds)):
            sound.writeframesraw(
                struct.pack("<h", int(9000 * math.sin(2 * math.pi * pitch * n / rate)))
            )
    return path


def pack(folder: Path, *audio: str, name: str = "bn.yaml") -> Path:
    """A pack whose questions on CD01 name these files, one a line from line 8 on."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'      - {{text: "কাগজ?", audio: "{one}"}}\n' for one in audio]
    path = folder / name
    path.write_text(HEADER + "  CD01:\n    questions:\n" + "".join(lines), "utf-8")
    return path


def problems(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        Library.load(*paths)
    return caught.value.problems


def test_a_question_knows_its_recording(tmp_path: Path) -> None:
    file = tone(tmp_path / "bn" / "sound" / "cd01.wav")
    library = Library.load(pack(tmp_path / "bn", "sound/cd01.wav"))
    question = library.texts.one("CD01", "questions", "bn")
    assert question.audio == file.resolve()
    assert library.audio[file.resolve()].media_type == "audio/wav"


def test_a_label_may_be_spoken_too(tmp_path: Path) -> None:
    file = tone(tmp_path / "yes.wav")
    path = tmp_path / "bn.yaml"
    path.write_text(HEADER + "  answer/yes: {label: {text: হ্যাঁ, audio: yes.wav}}\n", "utf-8")
    assert Library.load(path).texts.label("answer/yes", "bn").audio == file.resolve()


def test_english_that_stands_in_brings_its_own_recording(tmp_path: Path) -> None:
    tone(tmp_path / "en.wav")
    path = pack(tmp_path, "en.wav")
    path.write_text(path.read_text("utf-8").replace("language: bn", "language: en"), "utf-8")
    text = Library.load(path).texts.one("CD01", "questions", "bn")
    assert text.missing
    assert text.audio == (tmp_path / "en.wav").resolve()


def test_the_public_name_comes_from_the_content_alone(tmp_path: Path) -> None:
    """It neither changes with the folder nor says which question is listened to."""
    file = tone(tmp_path / "one" / "cd01.WAV")
    tone(tmp_path / "two" / "other.wav")
    tone(tmp_path / "two" / "higher.wav", pitch=880)
    library = Library.load(
        pack(tmp_path / "one", "cd01.WAV"),
        pack(tmp_path / "two", "other.wav", "higher.wav"),
    )
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    names = [one.name for one in library.audio_files()]
    assert f"{digest}.wav" in names
    assert len(names) == len(set(names)) == 2


def test_a_recording_that_a_later_pack_replaces_is_not_served(tmp_path: Path) -> None:
    tone(tmp_path / "one" / "old.wav")
    tone(tmp_path / "two" / "new.wav", pitch=880)
    library = Library.load(pack(tmp_path / "one", "old.wav"), pack(tmp_path / "two", "new.wav"))
    assert [file.path.name for file in library.audio_files()] == ["new.wav"]


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_formats_that_browsers_play_are_accepted(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix}").write_bytes(b"sound")
    (file,) = Library.load(pack(tmp_path, f"a{suffix}")).audio_files()
    assert file.name.endswith(suffix)


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "bn"
    tone(tmp_path / "secret.wav")
    folder.mkdir()
    (folder / "page.html").write_text("<script>", "utf-8")
    (folder / "long.mp3").write_bytes(b"\0" * (LARGEST_AUDIO + 1))
    (folder / "both.exe").write_bytes(b"\0" * (LARGEST_AUDIO + 1))
    found = problems(pack(folder, "none.ogg", "../secret.wav", "page.html", "long.mp3", "both.exe"))
    assert [(one.code, one.place.row) for one in found] == [
        (CODES["missing"], 8),
        (CODES["outside"], 9),
        (CODES["type"], 10),
        (CODES["size"], 11),
        (CODES["type"], 12),
        (CODES["size"], 12),
    ]
    assert found[0].place.field == "entries.CD01.questions[0].audio"


def test_a_file_of_the_largest_size_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "long.mp3").write_bytes(b"\0" * LARGEST_AUDIO)
    assert len(list(Library.load(pack(tmp_path, "long.mp3")).audio_files())) == 1


@pytest.mark.parametrize("way", ["parent", "absolute", "link", "linked folder", "link chain"])
def test_a_pack_cannot_name_a_file_elsewhere(way: str, tmp_path: Path) -> None:
    """What a pack names is served to anyone, so it must not reach beyond its own folder."""
    folder = tmp_path / "bn"
    folder.mkdir()
    secret = tone(tmp_path / "away" / "secret.wav")
    (folder / "link.wav").symlink_to(secret)
    (folder / "chain.wav").symlink_to("link.wav")
    (folder / "sub").symlink_to(secret.parent, target_is_directory=True)
    names = {
        "parent": "../away/secret.wav",
        "absolute": str(secret),
        "link": "link.wav",
        "linked folder": "sub/secret.wav",
        "link chain": "chain.wav",
    }
    assert [one.code for one in problems(pack(folder, names[way]))] == [CODES["outside"]]


def test_a_sibling_folder_with_the_same_beginning_is_elsewhere(tmp_path: Path) -> None:
    tone(tmp_path / "bn-private" / "a.wav")
    found = problems(pack(tmp_path / "bn", "../bn-private/a.wav"))
    assert [one.code for one in found] == [CODES["outside"]]


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    file = tone(tmp_path / "a.wav")
    (tmp_path / "b.wav").symlink_to("a.wav")
    text = Library.load(pack(tmp_path, "b.wav")).texts.one("CD01", "questions", "bn")
    assert text.audio == file.resolve()


def test_the_type_is_that_of_the_file_and_not_of_a_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<script>", "utf-8")
    (tmp_path / "b.wav").symlink_to("page.html")
    assert [one.code for one in problems(pack(tmp_path, "b.wav"))] == [CODES["type"]]


@pytest.mark.parametrize("name", ["", ".", "folder.wav", r"nul\0.wav", "n" * 300, "loop.wav"])
def test_what_is_no_file_is_said_to_be_missing(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    (found,) = problems(pack(tmp_path, name))
    assert found.code == CODES["missing"]
    assert "\0" not in str(found)


def test_nothing_shipped_has_audio_yet() -> None:
    assert list(shipped_library().audio_files()) == []

"""Audio files of questions, for people who do not read: found beside their pack, checked, named.

A page serves what a pack names, so a pack must not be able to name just any file of the machine.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from manumit.errors import Place, Problem
from manumit.instruments.codes import InstrumentCode
from manumit.instruments.reading import Document

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".m4a": "audio/mp4",
        ".mp3": "audio/mpeg",
        ".ogg": "audio/ogg",
        ".opus": "audio/ogg",
        ".wav": "audio/wav",
        ".webm": "audio/webm",
    }
)
LARGEST_AUDIO = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AudioFile:
    """One checked audio file.

    Attributes:
        path: where it is, every link followed.
        name: a name to serve it under, made of its content alone: it stays the same as long as the
            recording does, and says neither folder nor question.
        media_type: what to serve it as.
    """

    path: Path
    name: str
    media_type: str


def audio_of(document: Document) -> tuple[dict[str, AudioFile], list[Problem]]:
    """Return the audio files that a text pack names, by the name that it uses, and what is wrong.

    Returns:
        Only sound files, and a problem (I124 to I127) for each place where one is not.
    """
    found: dict[str, AudioFile] = {}
    problems: list[Problem] = []
    for name, path in _audio_names(document.data["entries"]):
        checked = _checked(document, name, path)
        if isinstance(checked, AudioFile):
            found[name] = checked
        else:
            problems.extend(checked)
    return found, problems


def _audio_names(entries: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield every name of an audio file, with the path to it in the pack."""
    for text_id, kinds in entries.items():
        for kind, value in kinds.items():
            many = isinstance(value, list)
            for number, entry in enumerate(value if many else [value]):
                if not isinstance(entry, str) and "audio" in entry:
                    index = (number,) if many else ()
                    yield entry["audio"], ("entries", text_id, kind, *index, "audio")


def _checked(
    document: Document, name: str, path: tuple[str | int, ...]
) -> AudioFile | list[Problem]:
    place = document.place(*path)
    try:
        folder = document.path.parent.resolve()
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            return [InstrumentCode.AUDIO_OUTSIDE.problem(place, name=name)]
        if not file.is_file():
            return [InstrumentCode.AUDIO_MISSING.problem(place, name=name)]
        problems = list(_file_problems(file, name, place))
        return problems or _read(file)
    except (OSError, ValueError):
        # No right to read it, or a name that no file can have.
        return [InstrumentCode.AUDIO_MISSING.problem(place, name=ascii(name).strip("'"))]


def _file_problems(file: Path, name: str, place: Place) -> Iterator[Problem]:
    if file.suffix.lower() not in MEDIA_TYPES:
        yield InstrumentCode.AUDIO_TYPE.problem(place, name=name, known=", ".join(MEDIA_TYPES))
    if file.stat().st_size > LARGEST_AUDIO:
        yield InstrumentCode.AUDIO_SIZE.problem(place, name=name, most=LARGEST_AUDIO // 1024**2)


def _read(file: Path) -> AudioFile:
    suffix = file.suffix.lower()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return AudioFile(file, f"{digest}{suffix}", MEDIA_TYPES[suffix])

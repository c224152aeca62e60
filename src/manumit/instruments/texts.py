"""Texts in several languages, each with its review status.

A text pack is one YAML file: one language, one subject. The shipped languages and an institution's
own use the same mechanism; a later pack overrides single strings of an earlier one.
"""

import dataclasses
import enum
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

FALLBACK_LANGUAGE = "en"

NO_AUDIO: Mapping[str, Path] = MappingProxyType({})
# In the language itself, as the people who look for it write it.
LANGUAGE_NAMES = {
    "ar": "العربية", "bn": "বাংলা", "en": "English", "es": "Español", "fr": "Français",
    "hi": "हिन्दी", "id": "Bahasa Indonesia", "ne": "नेपाली", "pt": "Português", "ro": "Română",
    "ru": "Русский", "si": "සිංහල", "sw": "Kiswahili", "ta": "தமிழ்", "th": "ไทย", "tl": "Tagalog",
    "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


class ReviewStatus(enum.StrEnum):
    """What a string went through before it is shown to anyone."""

    ORIGINAL = "original"
    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one string: by whom and when, where somebody has reviewed it."""

    status: ReviewStatus
    by: str | None = None
    on: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One string in one language.

    Attributes:
        language: the language it is in; differs from the one asked for when ``missing``.
        missing: True if the language has no such string and English is used instead.
        audio: the checked audio file that speaks it, or None; see ``Library.audio``.
    """

    value: str
    language: str
    review: Review
    missing: bool = False
    audio: Path | None = None

    @property
    def needs_notice(self) -> bool:
        """Return whether a page must say that the text is missing or was not reviewed.

        Only English is written in the original; any other language counts once it is reviewed.
        """
        if self.missing or self.review.status is ReviewStatus.UNREVIEWED:
            return True
        original = self.review.status is ReviewStatus.ORIGINAL
        return original and self.language != FALLBACK_LANGUAGE

    def __str__(self) -> str:
        """Return the bare string."""
        return self.value


@dataclass(slots=True)
class Texts:
    """All strings that were loaded, by language, id and kind (label, explanation, questions)."""

    strings: dict[tuple[str, str, str], tuple[Text, ...]] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)

    def add_pack(self, pack: Mapping[str, Any], audio: Mapping[str, Path] = NO_AUDIO) -> None:
        """Add the strings of one parsed and validated text pack; later ones override.

        Args:
            pack: the data of the pack.
            audio: where the audio files are that it names; one that is not there is left out.
        """
        language = pack["language"]
        default = review_from(pack["review"])
        implied = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
        self.directions[language] = pack.get("direction", implied)
        for text_id, kinds in pack["entries"].items():
            for kind, value in kinds.items():
                values = value if isinstance(value, list) else [value]
                self.strings[language, text_id, kind] = tuple(
                    text_from(entry, language, default, audio) for entry in values
                )

    def add_label(self, text_id: str, label: str, source: str) -> None:
        """Add an English label that a source prints, unless a pack already gives one."""
        review = Review(ReviewStatus.ORIGINAL, note=f"Wording of {source}.")
        text = Text(label, FALLBACK_LANGUAGE, review)
        self.strings.setdefault((FALLBACK_LANGUAGE, text_id, "label"), (text,))

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that have at least one string, English first."""
        found = {language for language, _, _ in self.strings}
        return tuple(sorted(found, key=lambda tag: (tag != FALLBACK_LANGUAGE, tag)))

    def ids(self) -> frozenset[str]:
        """Return every id for which there is a string in any language."""
        return frozenset(text_id for _, text_id, _ in self.strings)

    def all_of(self, text_id: str, kind: str, language: str) -> tuple[Text, ...]:
        """Return the strings of one kind, in the language or else in English marked ``missing``.

        Returns:
            An empty tuple if there is none in English either.
        """
        found = self.strings.get((language, text_id, kind))
        if found is not None:
            return found
        fallback = self.strings.get((FALLBACK_LANGUAGE, text_id, kind), ())
        return tuple(dataclasses.replace(text, missing=True) for text in fallback)

    def one(self, text_id: str, kind: str, language: str) -> Text:
        """Return the first string of a kind; the id itself, marked missing, if there is none."""
        found = self.all_of(text_id, kind, language)
        if found:
            return found[0]
        return Text(text_id, FALLBACK_LANGUAGE, Review(ReviewStatus.UNREVIEWED), missing=True)

    def label(self, text_id: str, language: str) -> Text:
        """Return the label of anything that has one."""
        return self.one(text_id, "label", language)

    def direction(self, language: str) -> str:
        """``rtl`` or ``ltr``."""
        return self.directions.get(language, "ltr")


def language_name(tag: str) -> str:
    """Return the language's own name, or its tag if unknown."""
    return LANGUAGE_NAMES.get(tag) or LANGUAGE_NAMES.get(tag.partition("-")[0], tag)


def review_from(data: Mapping[str, Any]) -> Review:
    """Return a review as a pack writes it."""
    return Review(ReviewStatus(data["status"]), data.get("by"), data.get("on"), data.get("note"))


def text_from(
    entry: str | Mapping[str, Any],
    language: str,
    default: Review,
    audio: Mapping[str, Path] = NO_AUDIO,
) -> Text:
    """Return one string as a pack writes it: bare, or with its own review and audio file."""
    if isinstance(entry, str):
        return Text(entry.strip(), language, default)
    review = review_from(entry["review"]) if "review" in entry else default
    spoken = audio.get(entry.get("audio", ""))
    return Text(entry["text"].strip(), language, review, audio=spoken)


def placeholders(text: str) -> set[str]:
    """Return the ``{names}`` in a text; the whole text if its braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}

"""What a language lacks for an interview and its finding, and how much of it is reviewed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from manumit.instruments.library import Library
from manumit.instruments.model import Instrument
from manumit.instruments.texts import FALLBACK_LANGUAGE, ReviewStatus, Text

# Text id prefixes that the interview and the finding use; reports, forms and pages have more.
INTERVIEW_PREFIXES = (
    "age", "answer", "aside", "dimension", "hearing", "informant", "list", "phase", "phrase",
    "reason", "row", "set", "standing", "state", "step", "strength", "topic", "verification",
)  # fmt: skip
EXPLAINED_PREFIX = "topic"  # the only explanations that the worker hears

type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a language reaches; ids in the order of the interview, then of the English texts.

    Attributes:
        questions: codes that an interview may ask, and ``missing_questions`` those of them that
            have no question in the language.
        missing_labels: codes of indicators and items without a name.
        missing_phrases: ids with a slash in them; why a topic is asked belongs to its phrase.
        missing_explanations: codes whose explanation, for officers, comes in English.
        strings: how many strings the language has, by review status.
        with_audio: questions of the language that have a recording; the others have none.
    """

    language: str
    questions: tuple[str, ...]
    missing_questions: tuple[str, ...]
    missing_labels: tuple[str, ...]
    missing_phrases: tuple[str, ...]
    missing_explanations: tuple[str, ...]
    strings: dict[ReviewStatus, int]
    with_audio: int
    without_audio: int

    @property
    def complete(self) -> bool:
        """Return whether an interview and its finding are complete in this language."""
        return not (self.missing_questions or self.missing_labels or self.missing_phrases)


def coverage(library: Library, language: str, list_ids: Collection[str] = ()) -> Coverage:
    """Return what a language has and lacks for interviews with some lists.

    Args:
        library: with the packs of the language.
        language: such as ``bn``; one that no pack is in lacks everything.
        list_ids: the lists that are used; all that are loaded if empty. Indicators that reveal
            migration status are asked of nobody and never counted (R-34).

    Raises:
        InputError: I114 if there is no such list.
    """
    instruments = [library.instrument(one) for one in list_ids or library.list_ids]
    asked = _unique(code for one in instruments for topic in one.topics for code in topic.codes)
    named = _unique((*(code for one in instruments for code in _named_codes(one)), *asked))
    had = {
        (text_id, kind): texts
        for (tag, text_id, kind), texts in library.texts.strings.items()
        if tag == language
    }
    questions = [text for (_, kind), texts in had.items() if kind == "questions" for text in texts]
    heard = sum(text.audio is not None for text in questions)
    return Coverage(
        language,
        asked,
        tuple(code for code in asked if (code, "questions") not in had),
        tuple(code for code in named if (code, "label") not in had),
        tuple(_missing_phrases(library, had)),
        tuple(code for code in named if _explained_in_english(library, code, had)),
        _by_status(text for texts in had.values() for text in texts),
        heard,
        len(questions) - heard,
    )


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _named_codes(instrument: Instrument) -> Iterator[str]:
    """Yield every code that a finding may call by its name."""
    yield from (indicator.code for indicator in instrument.indicators)
    for item_set in instrument.item_sets:
        yield from (item.id for item in item_set.items)


def _missing_phrases(library: Library, had: Collection[Key]) -> Iterator[str]:
    """Yield phrases of English, and explanations of topics, that the language does not have."""
    missing: dict[str, None] = {}
    for tag, text_id, kind in library.texts.strings:
        room = text_id.split("/")[0] if "/" in text_id else ""
        needed = kind == "label" or (kind == "explanation" and room == EXPLAINED_PREFIX)
        if (
            tag == FALLBACK_LANGUAGE
            and room in INTERVIEW_PREFIXES
            and needed
            and (text_id, kind) not in had
        ):
            missing[text_id] = None
    return iter(missing)


def _explained_in_english(library: Library, code: str, had: Collection[Key]) -> bool:
    key = (code, "explanation")
    return (FALLBACK_LANGUAGE, *key) in library.texts.strings and key not in had


def _by_status(texts: Iterable[Text]) -> dict[ReviewStatus, int]:
    counted = Counter(text.review.status for text in texts)
    return {status: counted[status] for status in ReviewStatus}

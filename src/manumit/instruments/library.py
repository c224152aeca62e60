"""All instruments that are loaded: the shipped ones and an institution's own."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from manumit.errors import InputError, Place, Problem
from manumit.instruments.audio import AudioFile, audio_of
from manumit.instruments.building import Registry, build_instrument
from manumit.instruments.checking import check_registry
from manumit.instruments.codes import InstrumentCode
from manumit.instruments.model import Exploitation, Instrument, Population, Source
from manumit.instruments.reading import Document, is_shipped, read_document, read_shipped
from manumit.instruments.safeguards import check_safeguards
from manumit.instruments.steps import StepRule, Urgency
from manumit.instruments.texts import FALLBACK_LANGUAGE, Texts, placeholders

SHIPPED_FOLDERS = ("lists", "rules", "texts", "cases")
SHIPPED_FILES = ("sources.yaml", "interventions.yaml")


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments, texts, sources, worked cases and areas of intervention.

    Made by :meth:`load`; an institution's own files come after the shipped ones and may add lists
    (``extends``), correct texts, and add languages, without code.

    Attributes:
        audio: every audio file by its path, as :attr:`Text.audio` gives it.
    """

    registry: Registry
    texts: Texts
    documents: tuple[Document, ...] = field(repr=False)
    audio: Mapping[Path, AudioFile] = field(repr=False, default_factory=dict)
    _built: dict[tuple[str, bool], Instrument] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """Every list that was asked for: a sitting asks for its list at each question."""

    @classmethod
    def load(cls, *extra: Path) -> "Library":
        """Return the shipped data, then each extra file or folder of ``*.yaml`` in the order given.

        Raises:
            InputError: every problem of every file at once (I101 to I133).
        """
        return _load(shipped_paths() + list(_yaml_files(extra)))

    @property
    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of the indicator lists, in the order in which they were loaded."""
        return tuple(self.registry.lists)

    def instrument(self, list_id: str, *, special: bool = False) -> Instrument:
        """Return one list with all its rules.

        Args:
            list_id: such as ``adult_labour``.
            special: with the indicators that reveal migration status; only where a deployment
                allows it to identification and support (design, section 3).

        Raises:
            InputError: I114 if there is no such list.
        """
        if list_id not in self.registry.lists:
            raise InstrumentCode.NO_SUCH_INSTRUMENT.error(
                Place(), id=list_id, known=", ".join(self.list_ids)
            )
        key = (list_id, special)
        if key not in self._built:
            self._built[key] = build_instrument(self.registry, list_id, special=special)
        return self._built[key]

    def shipped_for(self, population: Population, exploitation: Exploitation) -> Instrument:
        """Return the shipped list for a population and a form of exploitation."""
        return self.instrument(f"{population}_{exploitation}")

    @property
    def steps(self) -> tuple[StepRule, ...]:
        """Return all steps, most urgent first."""
        urgencies, places = list(Urgency), list(self.registry.first_steps)
        return tuple(
            sorted(
                self.registry.steps.values(),
                key=lambda rule: (urgencies.index(rule.urgency), places.index(rule.id)),
            )
        )

    def source(self, key: str) -> Source:
        """Return a source by its key.

        Raises:
            KeyError: no such source; the loader has checked every key that rules name.
        """
        return self.registry.sources[key]

    def audio_files(self) -> Iterator[AudioFile]:
        """Yield every audio file that some text uses, each public name once, for serving."""
        used = {text.audio for texts in self.texts.strings.values() for text in texts}
        by_name = {file.name: file for path, file in self.audio.items() if path in used}
        yield from by_name.values()

    def of_kind(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Return the data of every loaded file of a kind, such as ``case``."""
        return tuple(document.data for document in self.documents if document.kind == kind)


def shipped_paths() -> list[Path]:
    """Return the files that the package ships, rules before texts."""
    root = Path(str(resources.files("manumit.instruments"))) / "data"
    files = [root / name for name in SHIPPED_FILES if (root / name).exists()]
    return files + list(_yaml_files(root / folder for folder in SHIPPED_FOLDERS))


@functools.cache
def shipped_library() -> Library:
    """Return the library without an institution's own files, loaded once."""
    return Library.load()


def _yaml_files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml"))
            if not found:
                raise InstrumentCode.NOTHING_FOUND.error(Place.in_file(path))
            yield from found
        else:
            yield path


def _load(paths: Iterable[Path]) -> Library:
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            documents.append(read_shipped(path) if is_shipped(path) else read_document(path))
        except InputError as error:
            problems.extend(error.problems)
    registry = Registry()
    for document in documents:
        problems.extend(registry.add(document))
    problems.extend(check_registry(registry))
    problems.extend(check_safeguards(registry))
    texts = Texts()
    audio: dict[Path, AudioFile] = {}
    problems.extend(_load_texts(texts, audio, registry, documents))
    if problems:
        raise InputError(problems)
    return Library(registry, texts, tuple(documents), audio)


def _load_texts(
    texts: Texts,
    audio: dict[Path, AudioFile],
    registry: Registry,
    documents: Iterable[Document],
) -> Iterable[Problem]:
    known = registry.text_ids()
    packs = [document for document in documents if document.kind == "text-pack"]
    # English first: what may be filled in is read off it.
    for document in sorted(packs, key=lambda pack: pack.data["language"] != FALLBACK_LANGUAGE):
        yield from _check_placeholders(texts, document)
        spoken, wrong = audio_of(document)
        yield from wrong
        audio.update({file.path: file for file in spoken.values()})
        texts.add_pack(document.data, {name: file.path for name, file in spoken.items()})
        # Phrases of renderers and pages have ids of their own, with a slash in them.
        for text_id in document.data["entries"]:
            if "/" not in text_id and text_id not in known:
                yield InstrumentCode.UNKNOWN_TEXT.problem(
                    document.place("entries", text_id), id=text_id
                )
    for code, label in registry.labels():
        texts.add_label(code, label, "the source")
    for rule in registry.steps.values():
        if not texts.all_of(rule.text_id, "label", FALLBACK_LANGUAGE):
            yield InstrumentCode.STEP_WITHOUT_WORDS.problem(
                registry.place("step", rule.id), step=rule.id
            )


def _check_placeholders(texts: Texts, document: Document) -> Iterable[Problem]:
    """Yield problems of placeholders that the English text (or the first one loaded) lacks."""
    for text_id, kinds in document.data["entries"].items():
        for kind, value in kinds.items():
            english = texts.strings.get((FALLBACK_LANGUAGE, text_id, kind))
            if english is None and document.data["language"] == FALLBACK_LANGUAGE:
                continue
            known = {name for text in english or () for name in placeholders(text.value)}
            for entry in value if isinstance(value, list) else [value]:
                text = entry if isinstance(entry, str) else entry["text"]
                for name in placeholders(text) - known:
                    yield InstrumentCode.PLACEHOLDER.problem(
                        document.place("entries", text_id, kind),
                        id=text_id,
                        name=name,
                        known=", ".join(sorted(known)) or "none",
                    )

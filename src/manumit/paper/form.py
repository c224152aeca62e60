"""A list as a questionnaire to fill in by hand, where there is no device or none that is safe.

Per topic in the order of the interview: first whether one may talk and the age, violence last with
the words that it may be left out. Every question bears the code under which its answer is keyed in
later. There is no field for a name. Codes that reveal migration status are never printed (R-34).
"""

from collections.abc import Iterable

from manumit.assessment import Hearing, Informant
from manumit.assessment.view import Words
from manumit.instruments import Gate, Instrument, Library, Topic
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset

ANSWERS = ("yes", "no", "dont_know", "refused")
# The questions say "you"; who answers for somebody else is asked, so that it is not keyed in as
# the worker's own word.
INFORMANTS = (Informant.WORKER, Informant.CO_WORKER, Informant.RELATIVE, Informant.OTHER)
HEARINGS = tuple(hearing for hearing in Hearing if hearing is not Hearing.NOT_RECORDED)
HOW = ("safe", "order", "tick", "reference", "no_names")
# Gates are no evidence: without safety nothing is keyed in, and the age has a key of its own.
GATE_KEYS = {Gate.SAFETY: "", Gate.AGE: "age"}


def form_pdf(
    instrument: Instrument,
    library: Library,
    language: str = "en",
    *,
    size: PaperSize = PaperSize.A4,
) -> bytes:
    """Return the questionnaire of a list as a tagged PDF (PDF/UA-1).

    Args:
        instrument: from ``Library.instrument``; its special codes are left out even where loaded.
        library: the library that it came from.
        language: such as ``ar``; texts that nobody reviewed, or that come in English because the
            language lacks them, are marked, and the form says so at its top.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    return typeset("form.typ", _Form(instrument, library, language).data(size))


class _Form:
    """The parts of one form, in words."""

    def __init__(self, instrument: Instrument, library: Library, language: str) -> None:
        self.instrument = instrument
        self.library = library
        self.words = Words(library, language)

    def data(self, size: PaperSize) -> dict[str, Value]:
        """Return everything that the template lays out."""
        words, texts = self.words, self.library.texts
        made: dict[str, Value] = {
            **sheet(words.language, texts.direction(words.language), size),
            "title": words.name("paper/form_title"),
            "purpose": words.say("phrase/purpose_note"),
            "how_title": words.name("paper/how"),
            "how": [words.say(f"paper/how_{one}") for one in HOW],
            "fields": {
                name: words.name(f"paper/{name}")
                for name in ("reference", "told_on", "told_time", "entered_on", "entered_by")
            },
            "date_shape": words.name("paper/date_shape"),
            "for_keying": words.name("paper/for_keying"),
            "about": self.about(),
            "stands": words.apart(f"{self.instrument.id}, {self.instrument.edition}"),
            "choices": [
                self.choice("phrase/consent", "hearing", HEARINGS),
                self.choice("paper/who_answers", "informant", INFORMANTS),
            ],
            "answers": [words.name(f"answer/{answer}") for answer in ANSWERS],
            "left_out": words.name("paper/left_out"),
            "topics": [topic for one in self.topics() for topic in self.topic(one)],
            "page": words.name("paper/page"),
        }
        # Asked last: only now is it known whether any text was a draft.
        made["draft"] = words.name("paper/draft") if words.unreviewed else None
        return made

    def about(self) -> list[Value]:
        """Return list, edition and language, for entering the answers correctly."""
        instrument, words = self.instrument, self.words
        name = words.name(f"list/{instrument.id}")
        source = self.library.source(instrument.source)
        return [
            {"name": words.name("paper/list"), "value": f"{name} ({words.apart(instrument.id)})"},
            {"name": words.name("phrase/source"), "value": source.title},
            {"name": words.name("paper/edition"), "value": instrument.edition},
            {"name": words.name("paper/language"), "value": words.language},
        ]

    def choice(self, text_id: str, key: str, values: Iterable[Hearing | Informant]) -> Value:
        """Return a question with one box per value, and the value to enter."""
        return {
            "question": self.words.say(text_id),
            "key": key,
            "values": [
                {"label": self.words.name(f"{key}/{value}"), "value": str(value)}
                for value in values
            ],
        }

    def topics(self) -> list[Topic]:
        """Return the topics: gates first, optional ones last, else in the order of the plan."""
        return sorted(
            self.instrument.topics, key=lambda topic: (topic.gate is None) + 2 * topic.last
        )

    def topic(self, topic: Topic) -> Iterable[Value]:
        """Yield a topic with why it is asked; nothing where no code of it may be asked."""
        codes = [code for code in topic.codes if code not in self.instrument.special_codes]
        if not codes:
            return
        yield {
            "title": self.words.say(f"topic/{topic.id}"),
            "why": self.words.marked(
                self.library.texts.one(f"topic/{topic.id}", "explanation", self.words.language)
            ),
            "last": topic.last,
            "gate": topic.gate is not None,
            "codes": [self.code(code, topic.gate) for code in codes],
        }

    def code(self, code: str, gate: Gate | None) -> Value:
        """Return a code with its questions; for a gate, also what a "no" leads to."""
        texts, language = self.library.texts, self.words.language
        questions = texts.all_of(code, "questions", language) or (texts.label(code, language),)
        stop = texts.one(code, "explanation", language)
        return {
            "code": code if gate is None else GATE_KEYS[gate],
            "stop": None if gate is None else self.words.marked(stop),
            "questions": [self.words.marked(question) for question in questions],
        }

"""An instrument as an XLSForm: the questionnaire for KoBoToolbox, ODK and their like.

One group per topic in the order of the interview plan, violence last. A question is named by its
code, which keeps its phase (``CD01`` is not ``CR03``); where several questions ask about one code
they are ``CD02_1``, ``CD02_2``, and a mapping joins them again. Codes that reveal migration status
are never exported (R-34). Nothing is asked before the person says that it is safe to talk.

Neither KoBo nor ODK encrypts a draft by itself: the handbook of the institution must state who
keeps the device.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from manumit.errors import Place
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.workdir import move_into_place, private_workdir
from manumit.instruments import Instrument, Population, Text, Texts, Topic
from manumit.instruments.texts import language_name

if TYPE_CHECKING:
    from openpyxl import Workbook

ANSWERS = ("yes", "no", "dont_know", "refused")
HEARINGS = ("alone", "trusted", "others", "employer", "employers_interpreter", "not_recorded")
SAFE, AGE = "SAFE01", "AGE01"
SAFE_TO_TALK = f"${{{SAFE}}} = 'yes'"
NOT_SAFE = f"${{{SAFE}}} != '' and ${{{SAFE}}} != 'yes'"
PERHAPS_A_CHILD = f"${{{AGE}}} != '' and ${{{AGE}}} != 'yes'"

type Row = dict[str, str]


def write_xlsform(
    path: Path, instrument: Instrument, texts: Texts, *, languages: Sequence[str] = ()
) -> None:
    """Write one list as an XLSForm workbook, in one step.

    Args:
        path: the ``.xlsx`` to write.
        instrument: from ``Library.instrument``; its special codes are left out even where loaded.
        texts: ``Library.texts``.
        languages: which to write, the default language first; all that are loaded if empty.

    Raises:
        InputError: X401 if a language has no text at all.
    """
    chosen = tuple(languages) or texts.languages
    for language in chosen:
        if language not in texts.languages:
            raise ExchangeCode.NO_LANGUAGE.error(
                Place(), language=language, known=", ".join(texts.languages)
            )
    form = _Form(instrument, texts, chosen)
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and needed here alone

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (
        ("survey", list(form.survey())),
        ("choices", list(form.choices())),
        ("settings", [form.settings()]),
    ):
        _write_sheet(book, title, rows)
    with private_workdir(path) as folder:
        draft = folder / "form.xlsx"
        book.save(draft)
        move_into_place(draft, path, private=False)


def _write_sheet(book: "Workbook", title: str, rows: list[Row]) -> None:
    sheet = book.create_sheet(title)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])


class _Form:
    """The three sheets of one form."""

    def __init__(self, instrument: Instrument, texts: Texts, languages: Sequence[str]) -> None:
        self.instrument = instrument
        self.texts = texts
        self.languages = languages

    def survey(self) -> Iterable[Row]:
        """Return the questions: purpose, safety and who can hear, then the topics."""
        yield {"type": "note", "name": "purpose"} | self.labels("phrase/purpose_note")
        for topic in self.instrument.topics:
            codes = [code for code in topic.codes if code not in self.instrument.special_codes]
            if codes:
                yield from self.group(topic, codes)

    def group(self, topic: Topic, codes: Iterable[str]) -> Iterable[Row]:
        """Return one topic with why it is asked."""
        first = SAFE in topic.codes
        yield {
            "type": "begin_group",
            "name": f"topic_{topic.id}",
            "relevant": "" if first else SAFE_TO_TALK,
        } | self.labels(f"topic/{topic.id}")
        yield {"type": "note", "name": f"why_{topic.id}"} | self.labels(
            f"topic/{topic.id}", kind="explanation"
        )
        for code in codes:
            yield from self.questions(code)
        if first:
            yield {"type": "select_one hearing", "name": "hearing"} | self.labels("phrase/consent")
        yield {"type": "end_group", "name": f"topic_{topic.id}"}

    def questions(self, code: str) -> Iterable[Row]:
        """Return every question of a code; a yes to any of them is a yes."""
        number = max(
            len(self.texts.all_of(code, "questions", language)) for language in self.languages
        )
        for index in range(max(number, 1)):
            name = code if number <= 1 else f"{code}_{index + 1}"
            yield {"type": "select_one answer", "name": name} | self.question(code, index)
        if code == SAFE:
            yield self.warning(code, NOT_SAFE)
        if code == AGE and self.instrument.population is Population.ADULT:
            yield self.warning(code, PERHAPS_A_CHILD)

    def warning(self, code: str, relevant: str) -> Row:
        """Return what the interviewer must do when a gate does not open."""
        row = {"type": "note", "name": f"{code}_stop", "relevant": relevant}
        return row | self.labels(code, kind="explanation")

    def question(self, code: str, index: int) -> Row:
        """Return one question in every language; code and notice of review are its hint."""
        row: Row = {}
        for language in self.languages:
            found = self.texts.all_of(code, "questions", language)
            if index < len(found):
                text = found[index]
            elif found:  # a language may need one question where another needs two
                text = found[-1]
            else:
                text = self.texts.label(code, language)
            row[_column("label", language)] = text.value
            row[_column("hint", language)] = self.hint(code, text, language)
            if text.audio is not None:
                row[_column("media::audio", language)] = text.audio.name
        return row

    def labels(self, text_id: str, *, kind: str = "label") -> Row:
        """Return a string in every language; the notice of review follows in brackets."""
        row: Row = {}
        for language in self.languages:
            text = self.texts.one(text_id, kind, language)
            notice = self.notice(text, language)
            row[_column("label", language)] = f"{text.value} [{notice}]" if notice else text.value
        return row

    def hint(self, code: str, text: Text, language: str) -> str:
        """Return the code, for the officer, and whether somebody has reviewed the text."""
        notice = self.notice(text, language)
        return f"{code} [{notice}]" if notice else code

    def notice(self, text: Text, language: str) -> str:
        """Return ``en`` if English replaces a missing text, "not reviewed", or nothing."""
        if text.missing:
            return text.language
        if text.needs_notice:
            return self.texts.label("phrase/unreviewed_short", language).value
        return ""

    def choices(self) -> Iterable[Row]:
        """Return the choices of answers, and of who could hear."""
        for list_name, names, prefix in (
            ("answer", ANSWERS, "answer"),
            ("hearing", HEARINGS, "hearing"),
        ):
            for name in names:
                yield {"list_name": list_name, "name": name} | self.labels(f"{prefix}/{name}")

    def settings(self) -> Row:
        """Return title, id and version, which is the day on which the list was checked."""
        title = self.texts.label(f"list/{self.instrument.id}", self.languages[0])
        return {
            "form_title": f"manumit: {title.value}",
            "form_id": f"manumit_{self.instrument.id}",
            "version": self.instrument.checked_on.replace("-", ""),
            "default_language": _display(self.languages[0]),
        }


def _display(language: str) -> str:
    return f"{language_name(language)} ({language})"


def _column(kind: str, language: str) -> str:
    return f"{kind}::{_display(language)}"

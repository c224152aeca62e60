"""Bengali as an institution adds it: packs beside the program, complete for an interview."""

import re
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from manumit.assessment import Answer, assess_answers
from manumit.assessment.render import to_html, to_text
from manumit.cli.main import main
from manumit.exchange import write_xlsform
from manumit.instruments import Library, ReviewStatus, Text
from manumit.instruments.coverage import coverage

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "languages" / "bn"
LIBRARY = Library.load(FOLDER)
BENGALI = {
    (text_id, kind): strings
    for (language, text_id, kind), strings in LIBRARY.texts.strings.items()
    if language == "bn"
}
EVERY = [(key, text) for key, strings in BENGALI.items() for text in strings]
QUESTIONS = [(key[0], text) for key, text in EVERY if key[1] == "questions"]
LONGEST_QUESTION = 25
# The keys that are pressed in a terminal, and the names that are filled in.
LATIN = re.compile(r"\{\w+\}|\b[yndrbhs]\b")
SPECIAL = {"DR06", "RV02", "RV14", "VD05"}


def talk(keys: str, *arguments: str) -> Result:
    return CliRunner().invoke(
        main,
        ["interview", *arguments, "--instruments", str(FOLDER), "--language", "bn"],
        input="\n".join(keys) + "\n",
        catch_exceptions=False,
    )


def latin_words(text: str) -> list[str]:
    """What a reader of Bengali would stumble over; codes of indicators stay as they are."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if not word.isupper()]


@pytest.mark.parametrize("list_id", ["adult_labour", "child_labour", None])
def test_nothing_is_missing_for_an_interview_and_its_finding(list_id: str | None) -> None:
    found = coverage(LIBRARY, "bn", [list_id] if list_id else [])
    assert found.missing_questions == ()
    assert found.missing_labels == ()
    assert found.missing_phrases == ()


def test_every_question_of_the_interview_is_there() -> None:
    for list_id in ("adult_labour", "child_labour"):
        for topic in LIBRARY.instrument(list_id).topics:
            for code in topic.codes:
                english = LIBRARY.texts.all_of(code, "questions", "en")
                bengali = LIBRARY.texts.all_of(code, "questions", "bn")
                assert not any(text.missing for text in bengali), code
                assert len(bengali) == len(english) > 0, code


def test_what_reveals_migration_status_is_not_translated_because_it_is_never_asked() -> None:
    """R-34."""
    assert SPECIAL.isdisjoint(text_id for text_id, _ in BENGALI)


def test_no_question_asks_for_migration_status() -> None:
    """R-34: no visa, no permit, no (il)legality; a threat is asked for as a threat."""
    words = re.compile("ভিসা|পারমিট|বৈধ|অনুমতি|নাগরিক")
    for code, question in QUESTIONS:
        assert not words.search(question.value), code
    assert words.search("আপনার কি ভিসা আছে?")


@pytest.mark.parametrize(("key", "text"), EVERY)
def test_every_string_is_bengali(key: tuple[str, str], text: Text) -> None:
    """No English that was forgotten, no letter of Hindi (the sentence sign is shared)."""
    rest = LATIN.sub("", text.value)
    assert not re.search(r"[A-Za-z]", rest)
    assert not re.search(r"[\u0900-\u0963\u0966-\u097f]", rest)
    if key[0] != "phrase/pick_all":
        assert re.search(r"[\u0980-\u09ff]", rest)
    assert text.value == unicodedata.normalize("NFC", text.value)


@pytest.mark.parametrize(("code", "text"), QUESTIONS)
def test_a_question_is_short_polite_and_a_question(code: str, text: Text) -> None:
    words = text.value.split()
    assert len(words) <= LONGEST_QUESTION, code
    assert text.value.endswith("?"), code
    assert "কি" in words, "asks yes or no"
    assert not re.search("(^| )(তুমি|তুই|তোমা|তোর)", text.value), "never the familiar form"


def test_no_question_can_be_answered_no_when_the_sign_is_present() -> None:
    """A question in the negative is answered yes by one and no by another."""
    for code, question in QUESTIONS:
        assert not re.search("(না|নেই|নয়|নি)\\?$", question.value), code


def test_placeholders_are_those_of_english() -> None:
    for (text_id, kind), strings in BENGALI.items():
        english = LIBRARY.texts.strings["en", text_id, kind]
        for one, other in zip(english, strings, strict=True):
            wanted = sorted(re.findall(r"\{\w+\}", one.value))
            assert sorted(re.findall(r"\{\w+\}", other.value)) == wanted, text_id


def test_every_string_says_that_nobody_has_reviewed_it() -> None:
    for _, text in EVERY:
        assert text.review.status is ReviewStatus.UNREVIEWED
        assert "machine" in (text.review.note or "")
        assert text.needs_notice


@pytest.mark.parametrize("keys", ["1" + "y" * 60, "1y" + "n" * 120, "1d" + "n" * 120])
def test_an_interview_is_bengali_throughout(keys: str) -> None:
    result = talk(keys)
    assert result.exit_code == 0
    # The finding names sources, which stay in their own language.
    spoken = result.output.split(LIBRARY.texts.label("phrase/title", "bn").value + "*\n")[0]
    assert len(re.findall(r"\?\*", spoken)) > 5
    assert [word for word in latin_words(spoken) if word not in {"y", "n"}] == []
    assert LIBRARY.texts.label("phrase/notice", "bn").value in result.output


def test_a_finding_says_its_parts_in_bengali_and_that_they_are_drafts() -> None:
    instrument = LIBRARY.instrument("adult_labour")
    found = assess_answers({"CD01": Answer.YES, "EX01": Answer.YES, "DR01": Answer.NO}, instrument)
    text = to_text(found, LIBRARY, "bn")
    assert LIBRARY.texts.label("phrase/unreviewed", "bn").value in text
    lines = [line for line in text.splitlines() if not line.strip().startswith("[")]
    assert [latin_words(line) for line in lines[2:] if latin_words(line)] == []
    assert '<html lang="bn" dir="ltr">' in to_html(found, LIBRARY, "bn")


def test_a_form_for_field_work_is_exported_in_bengali(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_xlsform(path, LIBRARY.instrument("child_labour"), LIBRARY.texts, languages=["bn"])
    rows = openpyxl.load_workbook(path)["survey"].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    column = next(n for n, name in enumerate(header) if name.startswith("label::"))
    labels = [str(row[column]) for row in rows if row[column]]
    assert len(labels) > 80
    assert [label for label in labels if latin_words(label)] == []

"""An instrument as an XLSForm: pyxform converts it, and it asks what it should in a safe order."""

import itertools
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from manumit.errors import InputError
from manumit.exchange import ExchangeCode, write_xlsform
from manumit.instruments import Library, shipped_library

LIBRARY = shipped_library()
LISTS = LIBRARY.list_ids
SPECIAL = ("DR06", "RV02", "RV14", "VD05")


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    result: dict[str, list[dict[str, Any]]] = {}
    for sheet in book.worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        result[sheet.title] = [
            {str(name): value for name, value in zip(header, row, strict=True)} for row in rows
        ]
    return result


@pytest.fixture
def form(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, list[dict[str, Any]]]:
    path = tmp_path / "form.xlsx"
    write_xlsform(path, LIBRARY.instrument(request.param, special=True), LIBRARY.texts)
    return sheets(path)


@pytest.mark.parametrize("list_id", LISTS)
def test_pyxform_converts_every_list_in_all_languages_without_a_warning(
    tmp_path: Path, list_id: str
) -> None:
    path = tmp_path / "form.xlsx"
    write_xlsform(path, LIBRARY.instrument(list_id), LIBRARY.texts)
    seen: list[str] = []
    xform = convert(path, warnings=seen).xform
    assert not seen
    for language in LIBRARY.texts.languages:
        assert f"({language})" in xform
    assert [p.name for p in tmp_path.iterdir()] == ["form.xlsx"]


@pytest.mark.parametrize("language", LIBRARY.texts.languages)
def test_one_language_alone(tmp_path: Path, language: str) -> None:
    path = tmp_path / "form.xlsx"
    write_xlsform(path, LIBRARY.instrument("adult_labour"), LIBRARY.texts, languages=[language])
    assert convert(path, warnings=[]).xform
    labels = {column for column in sheets(path)["survey"][0] if column.startswith("label")}
    assert len(labels) == 1
    assert labels.pop().endswith(f"({language})")


@pytest.mark.proves("no-migration-status")
@pytest.mark.parametrize("form", LISTS, indirect=True)
def test_no_question_reveals_migration_status(form: dict[str, list[dict[str, Any]]]) -> None:
    """R-34: even where the instrument was loaded with its special codes."""
    names = {row["name"] for row in form["survey"]}
    assert not [name for name in names if name and name.startswith(SPECIAL)]


@pytest.mark.parametrize("form", LISTS, indirect=True)
def test_purpose_then_safety_then_who_can_hear(form: dict[str, list[dict[str, Any]]]) -> None:
    names = [row["name"] for row in form["survey"]]
    assert names[0] == "purpose"
    assert names.index("SAFE01") < names.index("hearing") < names.index("AGE01")


@pytest.mark.parametrize("form", LISTS, indirect=True)
def test_violence_is_asked_last(form: dict[str, list[dict[str, Any]]]) -> None:
    groups = [row["name"] for row in form["survey"] if row["type"] == "begin_group"]
    assert groups[-1] == "topic_violence"


@pytest.mark.parametrize("form", LISTS, indirect=True)
def test_nothing_is_asked_before_it_is_safe(form: dict[str, list[dict[str, Any]]]) -> None:
    groups = [row for row in form["survey"] if row["type"] == "begin_group"]
    assert [row["relevant"] for row in groups] == [None] + ["${SAFE01} = 'yes'"] * (len(groups) - 1)


@pytest.mark.parametrize("form", ["adult_labour"], indirect=True)
def test_names_are_codes_and_keep_the_phase(form: dict[str, list[dict[str, Any]]]) -> None:
    questions = [row["name"] for row in form["survey"] if row["type"] == "select_one answer"]
    asked = {name.split("_")[0] for name in questions} - {"SAFE01", "AGE01"}
    instrument = LIBRARY.instrument("adult_labour")
    topics = itertools.chain.from_iterable(topic.codes for topic in instrument.topics)
    assert asked == set(topics) - {"SAFE01", "AGE01"}
    assert {"CD01", "CR03"} <= asked
    assert len(questions) == len(set(questions))


@pytest.mark.parametrize("form", ["adult_labour"], indirect=True)
def test_an_unreviewed_text_says_so(form: dict[str, list[dict[str, Any]]]) -> None:
    question = next(row for row in form["survey"] if row["name"] == "CD01")
    assert question["hint::English (en)"] == "CD01"
    assert question["hint::Français (fr)"] == "CD01 [non relu]"


def test_a_missing_text_is_english_and_says_so(tmp_path: Path) -> None:
    texts = type(LIBRARY.texts)(
        {key: value for key, value in LIBRARY.texts.strings.items() if key[:2] != ("fr", "CD01")}
    )
    path = tmp_path / "form.xlsx"
    instrument = LIBRARY.instrument("adult_labour")
    write_xlsform(path, instrument, texts, languages=["fr"])
    question = next(row for row in sheets(path)["survey"] if row["name"].startswith("CD01"))
    assert question["hint::Français (fr)"] == "CD01 [en]"
    assert question["label::Français (fr)"] == texts.all_of("CD01", "questions", "en")[0].value


@pytest.mark.parametrize("form", LISTS, indirect=True)
def test_dont_know_and_refused_are_no_no(form: dict[str, list[dict[str, Any]]]) -> None:
    names = [row["name"] for row in form["choices"] if row["list_name"] == "answer"]
    assert names == ["yes", "no", "dont_know", "refused"]


def test_a_language_without_texts_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with pytest.raises(InputError) as caught:
        write_xlsform(path, LIBRARY.instrument("adult_labour"), LIBRARY.texts, languages=["tlh"])
    assert caught.value.problems[0].code == ExchangeCode.NO_LANGUAGE.code
    assert not path.exists()


def test_audio_files_of_a_pack_are_named_in_the_form(tmp_path: Path) -> None:
    (tmp_path / "cd01-bn.ogg").write_bytes(b"OggS")
    pack = tmp_path / "bn.yaml"
    pack.write_text(
        "schema: manumit/text-pack/1\nsubject: labour\nlanguage: bn\n"
        "review: {status: unreviewed}\nentries:\n"
        "  CD01: {questions: [{text: কাগজ, audio: cd01-bn.ogg}]}\n",
        "utf-8",
    )
    library = Library.load(pack)
    path = tmp_path / "form.xlsx"
    write_xlsform(path, library.instrument("adult_labour"), library.texts, languages=["en", "bn"])
    rows = openpyxl.load_workbook(path)["survey"].iter_rows(values_only=True)
    header = next(rows)
    column = next(i for i, name in enumerate(header) if str(name).startswith("media::audio"))
    assert {row[column] for row in rows if row[column]} == {"cd01-bn.ogg"}

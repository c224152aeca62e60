"""Findings and questionnaires on paper: what they say, in which order, and what they never say."""

import dataclasses
import datetime as dt
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from manumit.assessment import Answer, Evidence, Finding, Hearing, Informant, assess, assess_answers
from manumit.instruments import Instrument, Library, shipped_library
from manumit.paper import Advice, PaperSize, finding_pdf, form_pdf

LIBRARY = shipped_library()
LISTS = LIBRARY.list_ids
LANGUAGES = ("en", "fr", "es", "ar")
SPECIAL = ("DR06", "RV02", "RV14", "VD05")
DRAFT = {"en": "Draft", "fr": "Brouillon", "es": "Borrador", "ar": "مسودة"}
OUR_FONTS = re.compile(r"^/[A-Z]{6}\+(IBMPlexSans|IBMPlexSansArabic|HindSiliguri)-\w+$")


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def printed_text(pdf: bytes) -> str:
    """All words of a paper, single spaces between them."""
    return " ".join(" ".join(page.extract_text().split()) for page in read(pdf).pages)


def root(pdf: bytes) -> Any:
    return read(pdf).trailer["/Root"]


def tags(node: Any) -> Iterator[str]:
    """The kinds of the parts that a screen reader follows, in their order."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.fixture(name="finding", scope="module")
def _finding() -> Finding:
    moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    return assess(
        [
            Evidence(id="coached", code="CD01", answer=Answer.NO, hearing=Hearing.EMPLOYER),
            Evidence(
                id="talk-2",
                code="CD01",
                answer=Answer.YES,
                informant=Informant.WORKER,
                hearing=Hearing.ALONE,
                told_at=moment,
            ),
            Evidence(id="talk-3", code="CD11", answer=Answer.YES, informant=Informant.WORKER),
            Evidence(id="rota", code="EX01", answer=Answer.YES, informant=Informant.DOCUMENT),
        ],
        LIBRARY.instrument("adult_labour"),
    )


def papers(language: str, finding: Finding) -> tuple[bytes, bytes]:
    return (
        finding_pdf(finding, LIBRARY, language),
        form_pdf(LIBRARY.instrument("adult_labour"), LIBRARY, language),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_is_tagged_for_a_screen_reader_and_names_its_language(
    language: str, finding: Finding
) -> None:
    for pdf in papers(language, finding):
        assert root(pdf)["/MarkInfo"]["/Marked"]
        assert root(pdf)["/Lang"] == language
        assert root(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]
        direction = "/R2L" if language == "ar" else "/L2R"
        assert root(pdf)["/ViewerPreferences"]["/Direction"] == direction
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root(pdf)["/Metadata"].get_data()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_down_one_level_at_a_time(language: str, finding: Finding) -> None:
    for pdf in papers(language, finding):
        found = [int(tag[2:]) for tag in tags(root(pdf)["/StructTreeRoot"]) if tag[:2] == "/H"]
        assert found[0] == 1
        assert found.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(found))
    levels = list(tags(root(papers(language, finding)[0])["/StructTreeRoot"]))
    assert {"/H2", "/H3", "/H4", "/H5", "/L", "/LI"} <= set(levels)


@pytest.mark.proves("pdf-text-is-inert")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_does_not_say_what_the_paper_is_about(language: str, finding: Finding) -> None:
    """Whoever sees a print queue or the list of last files learns nothing (design, section 3)."""
    facts = read(finding_pdf(finding, LIBRARY, language)).metadata
    assert facts is not None
    assert facts.title == LIBRARY.texts.label("paper/title", language).value
    for telling in ("phrase/title", "set/trafficking", "set/forced_labour", "set/labour_law"):
        assert LIBRARY.texts.label(telling, language).value not in facts.title
    assert set(facts) == {"/Title", "/Creator"}  # no author, no date, no subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_our_fonts_is_used(language: str, finding: Finding) -> None:
    for pdf in papers(language, finding):
        pages: list[Any] = list(read(pdf).pages)
        fonts = {
            str(font["/BaseFont"])
            for page in pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert fonts
        assert all(OUR_FONTS.match(font) for font in fonts), fonts


def test_results_come_first_then_reasons_then_what_would_change_it(finding: Finding) -> None:
    text = printed_text(
        finding_pdf(finding, LIBRARY, advice=[Advice("What now", ["Ask the inspector."])])
    )
    parts = (
        "Signs that labour law was broken",
        "Signs of forced labour present",
        "Signs of trafficking in persons undetermined",
        "These are signs, not a decision.",
        "What now – Ask the inspector.",
        "Reasons",
        "CD01 Confiscation of documents: present (strong)",
        "talk-2 answered Yes (the worker; alone; 2026-03-02T09:00+00:00)",
        "coached answered No (source not recorded; the employer could hear; not counted",
        "Menace of a penalty: present",
        "Exploitation: undetermined",
        "What would change it",
        "Sources that were read",
        "Our own reading, or sources that we did not read ourselves",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_every_number_of_a_source_leads_to_one(finding: Finding) -> None:
    text = printed_text(finding_pdf(finding, LIBRARY))
    reasons, listed = text.split("Sources that were read")
    used = set(re.findall(r"(?:published|our reading) \[(\d+)\]", reasons))
    assert used == set(re.findall(r"\[(\d+)\] (?:published|our reading);", listed))
    reserved = listed.split("Our own reading, or sources")[1]
    assert "WCMS_105023; read in a secondary source" in reserved
    assert "WCMS_203832; source read" not in reserved


def test_a_finding_has_no_score_and_no_date_of_its_own(finding: Finding) -> None:
    undated = printed_text(finding_pdf(finding, LIBRARY))
    assert "Date" not in undated
    assert not re.search(r"\bscore\b|%", undated)
    dated = finding_pdf(finding, LIBRARY, made_on=dt.date(2026, 3, 10))
    assert "Date: 2026-03-10" in printed_text(dated)


def test_an_unscored_list_and_an_unsure_age_are_said_on_paper() -> None:
    finding = assess_answers({"CD01": Answer.YES}, LIBRARY.instrument("child_sexual"))
    assert "This list has no scores" in printed_text(finding_pdf(finding, LIBRARY))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("list_id", LISTS)
def test_every_list_is_a_form_with_every_code_and_none_of_status(
    list_id: str, language: str
) -> None:
    instrument = LIBRARY.instrument(list_id, special=True)
    pdf = form_pdf(instrument, LIBRARY, language)
    text = printed_text(pdf)
    asked = {code for topic in instrument.topics if topic.gate is None for code in topic.codes}
    assert asked <= set(re.findall(r"[A-Z]{2}\d\d", text))
    assert not any(code in text for code in SPECIAL)
    assert 5 <= len(read(pdf).pages) <= 8
    assert (DRAFT[language] in text) is (language != "en")


def with_status(instrument: Instrument) -> Instrument:
    """A planted leak: a topic that asks about status, in a list that calls nothing special."""
    first = next(topic for topic in instrument.topics if topic.gate is None)
    planted = dataclasses.replace(first, codes=(*first.codes, *SPECIAL))
    topics = tuple(planted if topic is first else topic for topic in instrument.topics)
    return dataclasses.replace(instrument, topics=topics)


@pytest.mark.proves("pdf-text-is-inert")
def test_a_code_of_status_is_left_out_even_where_a_plan_asks_it() -> None:
    instrument = with_status(LIBRARY.instrument("adult_labour", special=True))
    leak = dataclasses.replace(instrument, special_codes=frozenset())
    assert all(code in printed_text(form_pdf(leak, LIBRARY)) for code in SPECIAL)
    assert not any(code in printed_text(form_pdf(instrument, LIBRARY)) for code in SPECIAL)


def test_gates_come_first_and_violence_last_with_the_words_that_it_may_be_left_out() -> None:
    text = printed_text(form_pdf(LIBRARY.instrument("adult_labour"), LIBRARY))
    parts = (
        "Who can hear us?",
        "1. Are you safe to talk?",
        "offer another time and place",
        "2. Your age",
        "the child list is used",
        "CD03 (1)",
        "15. Violence",
        "You need not answer.",
        "The person skipped this part",
        "CD04",
        "CR01",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert not re.search(r"[A-Z]{2}\d\d", text[text.index("CR01") + 4 :])


def test_the_day_of_the_talk_and_the_day_of_entry_are_two_fields_and_no_field_asks_a_name() -> None:
    text = printed_text(form_pdf(LIBRARY.instrument("adult_labour"), LIBRARY))
    for field in (
        "Date of the conversation",
        "Date of entry",
        "Initials of the person who entered them",
    ):
        assert text.count(field) == 1
    assert not re.search(r"\b(name|address|telephone|contact|e-mail|born)\b[^.]{0,20}:", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_loose_sheets_can_be_put_together(language: str) -> None:
    pages = read(form_pdf(LIBRARY.instrument("child_labour"), LIBRARY, language)).pages
    for number, page in enumerate(pages, start=1):
        foot = page.extract_text()[-160:]
        assert "child_labour" in foot
        assert str(number) in foot
        assert str(len(pages)) in foot


def test_arabic_is_written_in_arabic_and_without_marks_between_the_words(finding: Finding) -> None:
    for pdf in papers("ar", finding):
        text = printed_text(pdf)
        assert len(re.findall(r"[\u0600-\u06ff]", text)) > 3000
        assert "العمل" in text
        assert "\u2068" not in text
        assert "/HindSiliguri" not in str(root(pdf))


def test_a_sheet_of_another_size() -> None:
    instrument = LIBRARY.instrument("adult_labour")
    sizes = {
        size: tuple(
            map(round, read(form_pdf(instrument, LIBRARY, size=size)).pages[0].mediabox[2:])
        )
        for size in PaperSize
    }
    assert sizes == {PaperSize.A4: (595, 842), PaperSize.LETTER: (612, 792)}


OWN_LIST = """
schema: manumit/indicator-list/1
id: adult_labour_vasta
extends: adult_labour
edition: "2026 #import \\"x.typ\\""
checked_on: 2026-10-01
sources:
  VASTA: {title: "Circular $x$ #eval", author: "Vasta (invented)", year: 2026, read: whole}
indicators:
  - {code: CD03, dimension: coercion_destination, strength: strong, label: "*Bed* #read(1)",
     verification: verified, source: VASTA, standing: ours}
"""
BENGALI = """
schema: manumit/text-pack/1
subject: labour
language: bn
review: {status: unreviewed}
entries:
  CD01: {questions: ["আপনার কাগজপত্র কি অন্য কেউ রেখে দিয়েছে?"]}
"""


def test_an_own_list_and_language_are_a_form_too(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text(OWN_LIST, "utf-8")
    (tmp_path / "bn.yaml").write_text(BENGALI, "utf-8")
    own = Library.load(tmp_path)
    pdf = form_pdf(own.instrument("adult_labour_vasta"), own, "bn")
    text = printed_text(pdf)
    assert root(pdf)["/Lang"] == "bn"
    assert 'adult_labour_vasta, 2026 #import "x.typ"' in text
    assert re.search(r"[\u0980-\u09ff]", text)
    assert "Draft: nobody who speaks this language" in text

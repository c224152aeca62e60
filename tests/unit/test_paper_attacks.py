"""Texts that try to become a program, to read a file, to hide or to leave the page."""

import datetime as dt
import importlib.util
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from manumit.assessment import Answer, Evidence, Finding, assess
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.paper import Advice, PaperCode, finding_pdf, form_pdf, typesetting
from manumit.paper.typesetting import LONGEST_WORD, clean, run, template_folder

LIBRARY = shipped_library()
ADULT = LIBRARY.instrument("adult_labour")

ATTACKS = [
    '#import "common.typ": *',
    '#read("common.typ")',
    '#eval("1+1")',
    "#sys.inputs.data",
    '#include "/etc/passwd"',
    "$ integral_0^1 x dif x $",
    "] #panic() [",
    "\\ \\u{41} \\#",
    "*strong* _emph_ `raw` ```typ #1 ```",
    "<label> @label = heading - list / term: x + y",
    "// comment /* comment */ -- --- ... ~",
    "{page} {pages} {{}} %s \"quoted\" 'single'",
    "&lt;script&gt; <script>alert(1)</script>",
    "https://example.org/x",
]


def finding(reference: str = "e1") -> Finding:
    return assess([Evidence(id=reference, code="CD01", answer=Answer.YES)], ADULT)


def printed_text(pdf: bytes) -> str:
    """Every letter; where lines break is no part of the text."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s|\u200b", "", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.proves("pdf-text-is-inert")
def test_a_template_that_evaluates_would_be_found(tmp_path: Path) -> None:
    """The planted leak: with the texts as markup, the same attacks do something."""
    leaky = tmp_path / "leaky.typ"
    leaky.write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: [T])\n"
        '#eval(data.text, mode: "markup")',
        "utf-8",
    )
    assert squeezed("strong") in printed_text(run(leaky, {"text": "*strong*"}))
    assert "*" not in printed_text(run(leaky, {"text": "*strong*"}))
    with pytest.raises(InputError, match="P104"):
        run(leaky, {"text": "#panic()"})


@pytest.mark.proves("pdf-text-is-inert")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_comes_out_as_it_is_written(attack: str, language: str) -> None:
    pdf = finding_pdf(
        finding(attack), LIBRARY, language, advice=[Advice(attack, [attack, "plain"])]
    )
    wanted = squeezed(attack)
    if language == "en":
        assert printed_text(pdf).count(wanted) >= 3
    else:  # a reader of the file may give the signs in the order of the page, brackets turned
        assert not set(wanted) - set(printed_text(pdf)) - set("()[]{}<>")


@pytest.mark.proves("pdf-text-is-inert")
def test_a_text_opens_no_link_and_starts_nothing() -> None:
    pdf = finding_pdf(finding(), LIBRARY, advice=[Advice(text, [text]) for text in ATTACKS])
    for word in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert word not in pdf
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        assert "/Annots" not in page


@pytest.mark.proves("pdf-text-is-inert")
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "templates", tmp_path / "secret.txt"
    inside.mkdir()
    (inside / "beside.txt").write_text("may be read", "utf-8")
    outside.write_text("must stay", "utf-8")
    probe = inside / "probe.typ"
    start = "#set document(title: [T])\n"
    probe.write_text(start + '#read("beside.txt")', "utf-8")
    assert "mayberead" in printed_text(run(probe, {}))
    for path in ("../secret.txt", "/../secret.txt", str(outside), "/etc/passwd"):
        probe.write_text(f'{start}#read("{path}")', "utf-8")
        with pytest.raises(InputError, match="P104"):
            run(probe, {})


@pytest.mark.proves("pdf-text-is-inert")
def test_the_templates_evaluate_fetch_and_read_nothing() -> None:
    # A picture may come from the bytes that it is handed, never from a path.
    reach = re.compile(
        r"\b(eval|read|plugin|include|csv|yaml|toml|xml|cbor|link|image(?!\(bytes))\(|@preview"
    )
    assert reach.search('#eval("x")')
    assert reach.search('#image("/etc/passwd")')
    templates = sorted(template_folder().glob("*.typ"))
    names = [path.name for path in templates]
    known = {
        "annual", "checklist", "common", "estimate", "finding", "firm", "form", "order", "owed",
        "statement",
    }  # fmt: skip
    assert {name.removesuffix(".typ") for name in names} == known
    for path in templates:
        text = path.read_text("utf-8")
        assert not reach.search(text), path.name
        assert set(re.findall(r"#import (\S+):", text)) <= {'"common.typ"'}
        assert text.count("json(") == (path.name == "common.typ")


@pytest.mark.proves("pdf-text-is-inert")
@pytest.mark.parametrize(
    "bad",
    ["\x00", "\x07", "\x1b[2J", "\x9f", "\ud800", "\ue000", "\ufffe", "yes\u202eon", "\u202d"],
)
def test_characters_that_are_no_letters_are_refused_by_number(bad: str) -> None:
    with pytest.raises(InputError, match=r"\[P101\] at advice\[0\]\.lines\[1\]: .*U\+") as caught:
        finding_pdf(finding(), LIBRARY, advice=[Advice("A", ["x", f"Maria {bad} Example"])])
    assert "Maria" not in str(caught.value)


@pytest.mark.parametrize(
    ("foreign", "number"), [("\U0001f600", "U+1F600"), ("हिन्दी", "U+0939"), ("日本", "U+65E5")]
)
def test_letters_that_no_font_has_are_refused_by_number_and_the_text_is_not_repeated(
    foreign: str, number: str
) -> None:
    with pytest.raises(InputError, match=r"\[P102\]") as caught:
        finding_pdf(finding(f"Maria {foreign}"), LIBRARY)
    assert number in str(caught.value)
    assert "Maria" not in str(caught.value)
    assert foreign not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_letters_of_the_languages_that_the_fonts_have() -> None:
    for text in ("Łódź ñ ç œ", "Ελλάδα", "Україна", "বাংলা", "العربية ۱۲۳ گچپ"):
        assert finding_pdf(finding(), LIBRARY, advice=[Advice("A", [text])])


def test_a_very_long_word_stays_on_the_page() -> None:
    word = "x" * 5000
    pieces = str(clean(word)).split("\u200b")
    assert "".join(pieces) == word
    assert max(map(len, pieces)) <= LONGEST_WORD
    assert word in printed_text(finding_pdf(finding(word), LIBRARY, advice=[Advice(word, [word])]))
    assert clean("y" * LONGEST_WORD) == "y" * LONGEST_WORD


def test_lines_and_tabs_are_spaces_and_a_space_that_holds_stays() -> None:
    assert clean({"a": [" one\r\n\ttwo\u2028three\u00a0? "]}) == {"a": ["one two three\u00a0?"]}


@pytest.mark.proves("pdf-text-is-inert")
def test_the_same_arguments_give_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from manumit.assessment import Answer, assess_answers\n"
        "from manumit.instruments import shipped_library\n"
        "from manumit.paper import finding_pdf, form_pdf\n"
        "library = shipped_library()\n"
        "adult = library.instrument('adult_labour')\n"
        "found = assess_answers({'CD01': Answer.YES, 'EX01': Answer.NO}, adult)\n"
        "made = finding_pdf(found, library, 'ar') + form_pdf(adult, library, 'ar')\n"
        "print(hashlib.sha256(made).hexdigest())\n"
    )
    elsewhere = [
        {"TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Lima", "SOURCE_DATE_EPOCH": "2000000000", "PYTHONHASHSEED": "2"},
    ]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | more,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in elsewhere
    }
    assert len(printed) == 1


def test_a_date_that_is_passed_in_changes_the_bytes() -> None:
    dates = [None, dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    assert len({finding_pdf(finding(), LIBRARY, made_on=date) for date in dates}) == 3


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def without(name: str) -> object:
        return None if name == typesetting.FONT_PACKAGES[1] else found(name)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(InputError) as caught:
        form_pdf(ADULT, LIBRARY)
    assert caught.value.problems[0].code == PaperCode.NOT_INSTALLED.code
    assert "pip install 'manumit[pdf]'" in str(caught.value)

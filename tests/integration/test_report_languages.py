"""The report on the demo file in four languages, alone and within another page.

The data are generated: they prove the code, never effectiveness.
"""

import gzip
import re
from functools import cache

import pytest

import report_page
from demo_report import LANGUAGES, fragment, whole
from manumit.assessment.view import REMARKS
from manumit.bulk.charts import PREFIX, Bar, Part, stacked_bars
from manumit.bulk.report import STYLESHEET
from manumit.bulk.report_words import ReportWords, to_html
from manumit.exchange import Statement
from manumit.instruments import shipped_library
from manumit.pictures import Caption
from report_page import Element, read_page

pytestmark = pytest.mark.xdist_group("demo_report")  # what is kept for a process is made once

# Codes of indicators and rules, our own name, a hash, a file: the same in every language.
CODE = re.compile(
    r"\b(?:[A-Z]{2,3}\d{2}|[CPS]\d{1,3}|R-\d\d|SHA-256|manumit|tools/make_demo\.py|x)\b"
)
OTHERS = LANGUAGES[1:]


@cache
def pages(language: str) -> tuple[Element, Element]:
    return read_page(whole(language)), read_page(fragment(language))


def own(element: Element) -> list[str]:
    """All strings of an element that are not marked as of another language, attributes too."""
    if element.get("lang") == "en" or element.tag == "style":
        return []
    found = [element.get(name) for name in ("title", "alt", "aria-label")]
    for child in element.children:
        found += [child] if isinstance(child, str) else own(child)
    return [text for text in found if text.strip()]


def english(element: Element) -> list[str]:
    return [e.text for e in element.walk() if e.get("lang") == "en"]


def test_no_latin_letter_stands_in_an_arabic_report_but_codes() -> None:
    for page in pages("ar"):
        left = [text for text in own(page) if re.search(r"[A-Za-z]", CODE.sub("", text))]
        assert left == []


def test_a_planted_english_word_is_found() -> None:
    planted = read_page(fragment("ar").replace("<caption", "<p>Persons</p><caption", 1))
    assert [t for t in own(planted) if re.search(r"[A-Za-z]", CODE.sub("", t))] == ["Persons"]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_said_in_english_words(language: str) -> None:
    """No string of the English page stands in another one, but words that two languages share."""
    shared = {"Code", "Dimensions", "Exploitation", "Question", "Sources", "Transport", "sector"}
    shared |= {"Belqora", "Coristan", "Dulmark", "Fonteira", "Arvenia", "Esperil", "agriculture"}
    worded = re.compile(r"[a-z]{3}")
    known = {text.strip() for text in own(pages("en")[1]) if worded.search(text)}
    found = {text.strip() for text in own(pages(language)[1])} & known
    assert {text for text in found if not CODE.fullmatch(text)} - shared == set()


@pytest.mark.parametrize("language", OTHERS)
def test_english_is_marked_and_only_names_of_sources_and_of_files(language: str) -> None:
    library = shipped_library()
    titles = {library.source(key).title for key in ("P1", "P3", "P5", "P8", "C29", "S1")}
    technical = {"demo", "*.gz", "manumit assess, mapping demo, threshold 11"}
    for text in english(pages(language)[1]):
        technical_one = re.fullmatch(r"[0-9a-f]{64}|manumit [\d.]+\S*", text) or text in technical
        assert technical_one or any(title in text for title in titles), text


def test_what_rules_and_sources_say_is_translated_to_the_letter() -> None:
    """Each English string under ``report/data_`` stands in a file of rules or sources."""
    library = shipped_library()
    lists = [library.instrument(list_id) for list_id in library.list_ids]
    bases = [item_set.basis for one in lists for item_set in one.item_sets]
    bases += [row.basis for one in lists for row in one.conclusions.rows]
    bases += [one.dimension_rule.basis for one in lists if one.dimension_rule]
    expected = {basis.note for basis in bases} | {one.edition for one in lists}
    expected |= {library.source(key).note for key in ("P3", "S1")}
    texts = library.texts
    ours = {texts.label(x, "en").value for x in texts.ids() if x.startswith(REMARKS)}
    assert ours == expected - {None}


@pytest.mark.parametrize(
    ("language", "thousand", "share"),
    [
        ("en", "3,000", "0.5 %"),
        ("fr", "3\u202f000", "0,5\u00a0%"),
        ("es", "3\u202f000", "0,5\u00a0%"),
        ("ar", "3,000", "0.5%"),
    ],
)
def test_numbers_are_written_as_the_language_does(language: str, thousand: str, share: str) -> None:
    words = ReportWords(shipped_library(), language)
    assert words.whole(3000) == thousand
    assert words.name("report/percent").format(value=words.tenths(0.5)) == share
    assert thousand in fragment(language)


def test_a_statement_without_translation_is_english_as_a_whole() -> None:
    words = ReportWords(shipped_library(), "ar")
    sentence = words.statement(Statement.counting("{n} of {total} call.", 213, 4000), 11)
    assert to_html(sentence) == '<bdi lang="en" dir="ltr">About 210 of 4,000 call.</bdi>'
    translated = ReportWords(shipped_library(), "fr", {"{n} of {total} call.": "{n} sur {total}."})
    sentence = translated.statement(Statement.counting("{n} of {total} call.", 213, 4000), 11)
    assert sentence == "Environ 210 sur 4\u202f000."


def test_what_is_set_apart_cannot_become_markup() -> None:
    words = ReportWords(shipped_library(), "ar")
    evil = '<b onclick="x">\u2069</b>'
    assert "<b " not in to_html(words.apart(evil))
    title = report_page.made(origin=report_page.origin(title=evil), language="ar").html
    assert "<b " not in title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fragment_obeys_a_strict_policy(language: str) -> None:
    """``style-src 'self'; script-src 'none'``: no style, no script, no address."""
    page = pages(language)[1]
    (root,) = [child for child in page.children if isinstance(child, Element)]
    assert (root.tag, root.get("class"), root.get("lang")) == ("div", "report", language)
    for element in page.walk():
        assert element.tag not in {"html", "head", "body", "style", "script", "link", "main", "h1"}
        for name, value in element.attributes.items():
            assert name not in {"style", "src"}, element
            assert not name.startswith("on")
            assert name != "href" or value.startswith(f"#{PREFIX}")
            assert "url(" not in value or value.startswith(f"url(#{PREFIX}"), value
    ids = [e.get("id") for e in page.walk() if e.get("id")]
    assert all(one.startswith(PREFIX) for one in ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_fragment_say_the_same(language: str) -> None:
    page, part = pages(language)
    (body,) = page.all("body")
    assert body.text == part.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fragment_is_small(language: str) -> None:
    assert len(gzip.compress(fragment(language).encode(), 9, mtime=0)) < 45_000


def test_bars_of_an_arabic_picture_begin_on_the_right() -> None:
    first = report_page.pictures(pages("ar")[1])[0]
    assert first.get("direction") == "rtl"
    starts = [e.get("d") for e in first.all("path")]
    assert re.match(r"M(\d+)", starts[0])
    assert "400" in {e.get("x") for e in first.all("text")}


def test_a_picture_says_labels_to_the_letter() -> None:
    """Only tags are rewritten: what a file says may look like anything."""
    label = 'a < b > class="x" fill="ink" 3.14159 <text/> style="y"'
    picture = stacked_bars([Bar(label, "", (Part("yes", 50.0),))], Caption("one", "t", "d"))
    words = " ".join(text.text for text in read_page(picture).all("text"))
    assert words == label
    assert not [e for e in read_page(picture).walk() if e.get("style")]


# The style sheet


def rules() -> str:
    return re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text("utf-8"), flags=re.DOTALL)


def test_the_style_sheet_changes_nothing_outside_of_the_report() -> None:
    for selectors in re.findall(r"([^{};]+)\{", rules()):
        if not selectors.strip().startswith("@"):
            assert re.match(r"(:root\S* |body)?\.report\b", selectors.strip()), selectors


def schemes() -> dict[str, dict[str, str]]:
    """Colours by scheme; the dark ones stand there twice."""
    blocks = re.findall(r"color-scheme: (\w+);((?:\s*--[\w-]+: #\w+;)+)", rules())
    found: dict[str, dict[str, str]] = {}
    for scheme, block in blocks:
        colours = dict(re.findall(r"--([\w-]+): (#\w+);", block))
        assert found.setdefault(scheme, colours) == colours
    assert [scheme for scheme, _ in blocks] == ["light", "dark", "dark"]
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * x for x in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_known() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777", "#fff") < 4.5 < contrast("#767676", "#fff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_can_be_told_from_what_lies_behind(scheme: str) -> None:
    of = schemes()[scheme]
    texts = [(x, y) for x in ("ink", "soft", "link", "deep") for y in ("paper", "pale", "first")]
    texts += [("ours", "paper"), ("on-yes", "yes"), ("ink", "no"), ("ink", "halo")]
    marks = [("outline", "paper"), ("yes", "paper"), ("stripe", "ground"), ("cross", "blank")]
    marks += [("yes", "no"), ("edge", "paper")]
    too_faint = [pair for pair in texts if contrast(of[pair[0]], of[pair[1]]) < 4.5]
    too_faint += [pair for pair in marks if contrast(of[pair[0]], of[pair[1]]) < 3]
    assert too_faint == []

"""The pages of lists, rules, cases, interventions, sources and forms, against the data.

No database is opened here: whoever reads leaves nothing, and pytest-django would refuse it.
"""

import gzip
import html
import logging
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from manumit.assessment import Answer, assess_answers
from manumit.errors import InputError, Place
from manumit.exchange.evidence_file import read_evidence
from manumit.instruments import Instrument, Library
from manumit.instruments.codes import InstrumentCode
from manumit.paper import form_pdf
from manumit.web.public.catalogue import addresses, views
from manumit.web.public.catalogue.forms import EXAMPLE
from manumit.web.public.catalogue.forms import form as form_bytes
from manumit.web.ui.languages import library

LANGUAGES = ("en", "fr", "es", "ar")
MOST_BYTES = 50_000
RULES = (
    *("labour-law", "forced-labour", "eleven-indicators"),
    *("dimensions", "act-means-purpose", "conclusions"),
)
NEVER_ASKED = "how/dimensions/"
RAW = re.compile(r"\b[a-z]+/[a-z_]+\b")
CLIENT = Client(HTTP_HOST="127.0.0.1")


def slug(name: str) -> str:
    return name.replace("_", "-")


def areas() -> list[Mapping[str, Any]]:
    return [area for data in library().of_kind("interventions") for area in data["areas"]]


def paths() -> list[str]:
    """Every address of the room, below ``/<language>/rules/``."""
    lists = [library().instrument(name) for name in library().list_ids]
    return [
        *("", "search/", "cases/", "interventions/", "sources/", "forms/"),
        *(f"how/{rule}/" for rule in RULES),
        *(f"lists/{slug(one.id)}/" for one in lists),
        *(f"lists/{slug(one.id)}/{i.code}/" for one in lists for i in one.indicators),
        *(f"cases/{slug(case['id'])}/" for case in library().of_kind("case")),
        *(f"interventions/{slug(area['id'])}/" for area in areas()),
    ]


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], str]:
    """Every page in every language; none sets a cookie."""
    found = {}
    for language in LANGUAGES:
        for path in paths():
            answer = CLIENT.get(f"/{language}/rules/{path}")
            assert answer.status_code == 200, path
            assert not answer.cookies, path
            found[language, path] = answer.content.decode()
    return found


def text_of(page: str) -> str:
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body")[2])))


def plain(text: str) -> str:
    """Every space alike, no-break spaces too."""
    return " ".join(text.split())


def raw_ids(text: str) -> set[str]:
    """Ids of texts that stand where their words should."""
    known = library().texts.ids()
    return {one for one in RAW.findall(text) if one in known or one.startswith("catalogue/")}


def body(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, Iterable)  # a FileResponse yields bytes
    return b"".join(answer)


# Every page


def test_every_page_in_every_language(pages: dict[tuple[str, str], str]) -> None:
    titles: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for (language, path), page in pages.items():
        assert f'<html lang="{language}"' in page, path
        assert page.count("<h1") == 1, path
        title = page.partition("<title>")[2].partition("</title>")[0].strip()
        assert title not in ("", "manumit"), path
        titles[language].add(title)
    assert len(titles["ar"]) > len(library().list_ids) + len(RULES) + len(areas())


def test_no_id_stands_where_words_should(pages: dict[tuple[str, str], str]) -> None:
    assert raw_ids("<p> catalogue/lost_text row/at_risk and/or told_at </p>") == {
        "catalogue/lost_text",
        "row/at_risk",
    }
    assert {
        key: raw_ids(text_of(page)) for key, page in pages.items() if raw_ids(text_of(page))
    } == {}


def test_every_page_is_small_on_the_wire(pages: dict[tuple[str, str], str]) -> None:
    sizes = {key: len(gzip.compress(page.encode())) for key, page in pages.items()}
    assert max(sizes.values()) < MOST_BYTES, max(sizes, key=lambda key: sizes[key])


def test_no_page_needs_a_script_or_a_style_of_its_own(pages: dict[tuple[str, str], str]) -> None:
    for (_, path), page in pages.items():
        assert " style=" not in page, path
        assert page.count("<script") == 1, path  # the frame's quick exit


@pytest.mark.parametrize(
    "path",
    [
        "lists/nothing/",
        "lists/adult-labour/XX99/",
        "lists/adult-labour/RV02/",  # class special: it has no page
        "how/nothing/",
        "cases/nothing/",
        "interventions/nothing/",
        "forms/nothing/en/",
        "forms/adult-labour/xx/",
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(path: str) -> None:
    assert CLIENT.get(f"/en/rules/{path}").status_code == 404


# Lists and indicators


@pytest.mark.parametrize(
    "list_id", ["adult_labour", "child_labour", "adult_sexual", "child_sexual"]
)
def test_every_indicator_stands_once_in_its_list(
    list_id: str, pages: dict[tuple[str, str], str]
) -> None:
    one = library().instrument(list_id)
    for language in LANGUAGES:
        page = pages[language, f"lists/{slug(list_id)}/"]
        shown = text_of(page)
        codes = re.findall(r'<article class="indicator \w*" id="(\w+)">', page)
        assert codes == [found.code for d in one.dimensions for found in one.in_dimension(d.id)]
        for found in one.indicators:
            for question in library().texts.all_of(found.code, "questions", language):
                assert plain(question.value) in shown


def test_an_officer_finds_a_code_in_two_clicks(pages: dict[tuple[str, str], str]) -> None:
    assert 'href="/en/rules/lists/adult-labour/"' in pages["en", ""]
    shown = pages["en", "lists/adult-labour/"].partition('class="codes')[2].partition("</nav>")[0]
    assert 'href="#CD01">CD01</a>' in shown
    assert "<details" not in shown


def test_the_page_of_an_indicator_says_where_it_counts(pages: dict[tuple[str, str], str]) -> None:
    page = pages["en", "lists/adult-labour/CD01/"]
    for rule, item in (
        ("labour-law", "LL08"),
        ("eleven-indicators", "ILO07"),
        ("forced-labour", "MP05"),
        ("act-means-purpose", "ME02"),
        ("act-means-purpose", "PU02"),
    ):
        assert f'href="/en/rules/how/{rule}/#{item}"' in page
        assert f'id="{item}"' in pages["en", f"how/{rule}/"]
    assert 'href="/en/rules/lists/adult-labour/CR03/">CR03</a>' in page  # before arrival
    assert 'href="/en/rules/lists/child-labour/CD01/"' in page
    assert 'href="/en/rules/cases/farrell/"' in page


def test_a_list_without_grades_says_so(pages: dict[tuple[str, str], str]) -> None:
    notice = library().texts.label("phrase/not_scored", "es").value
    for list_id in library().list_ids:
        scored = library().instrument(list_id).scored
        assert (notice in text_of(pages["es", f"lists/{slug(list_id)}/"])) is not scored


# What no page asks


def test_signs_of_class_special_are_named_once_and_never_asked(
    pages: dict[tuple[str, str], str],
) -> None:
    special = library().registry.special()
    assert sorted(special) == ["DR06", "RV02", "RV14", "VD05"]
    texts = library().texts
    for (language, path), page in pages.items():
        shown = text_of(page)
        for code in special:
            assert f'id="{code}"' not in page, path
            assert f"/{code}/" not in page, path
            assert f">{code}</a>" not in page, path
            assert (f">{code}</code>" in page) is (path == NEVER_ASKED), path
            for question in texts.all_of(code, "questions", language):
                assert plain(question.value) not in shown, path
            assert plain(texts.one(code, "explanation", language).value) not in shown, path
            published = texts.label(code, "en").value
            assert (published in shown) is (path == NEVER_ASKED), path


# Rules


def test_published_and_ours_stand_visibly_apart(pages: dict[tuple[str, str], str]) -> None:
    page = pages["en", "how/conclusions/"]
    for table in library().registry.conclusions.values():
        for row in table.rows:
            found = re.search(rf'<li class="row (\w+)[^"]*" id="{row.id}">', page)
            assert found is not None
            assert found[1] == row.basis.standing
    printed = page.partition('class="rows printed"')[2].partition("</ol>")[0]
    assert printed.count("<li") == len(library().registry.conclusions["adult_labour"].printed)


@pytest.mark.parametrize("rule", ["labour-law", "forced-labour", "eleven-indicators"])
def test_every_item_of_a_rule_has_its_signs(rule: str, pages: dict[tuple[str, str], str]) -> None:
    page = pages["en", f"how/{rule}/"]
    special = library().registry.special()
    for item_set in addresses.RULES[rule]:
        for item in library().registry.item_sets[item_set].items:
            part = page.partition(f'id="{item.id}"')[2].partition('<li class="row')[0]
            shown = re.findall(r">([A-Z]{2,3}\d\d)</(?:a|code)>", part)
            assert shown == [code for code in item.codes if code not in special]


def test_every_clause_of_the_dimension_rule(pages: dict[tuple[str, str], str]) -> None:
    shown = text_of(pages["en", NEVER_ASKED])
    assert "(a) 2 × strong" in shown
    assert "(b) 1 × strong + 1 × medium or 1 × strong + 1 × weak" in shown
    assert "(c) 3 × medium" in shown
    assert "(d) 2 × medium + 1 × weak" in shown


# Cases


@pytest.mark.parametrize("case", library().of_kind("case"), ids=lambda case: str(case["id"]))
def test_a_worked_case(case: Mapping[str, Any], pages: dict[tuple[str, str], str]) -> None:
    one = library().instrument(case["list"])
    finding = assess_answers({a["code"]: Answer(a["answer"]) for a in case["answers"]}, one)
    for language in LANGUAGES:
        shown = text_of(pages[language, f"cases/{slug(case['id'])}/"])
        facts = [*case["facts"], *(answer["fact"] for answer in case["answers"])]
        for text in (*facts, case["official_conclusion"], case["reading"], case["court"]):
            assert plain(text) in shown
        for row in (finding.lower.conclusion, finding.upper.conclusion):
            assert plain(library().texts.label(f"row/{row.id}", language).value) in shown
        assert f'href="/{language}/rules/cases/{slug(case["id"])}/"' in pages[language, "cases/"]


def test_what_a_case_shows_is_what_its_file_expects(pages: dict[tuple[str, str], str]) -> None:
    for case in library().of_kind("case"):
        page = pages["en", f"cases/{slug(case['id'])}/"]
        known, absent = re.findall(r'<dl class="three">(.*?)</dl>', page, re.DOTALL)
        opened, closed = case["expect"]["open"], case["expect"]["closed"]
        for expected in ("conclusion_lower", "conclusion_upper"):
            label = library().texts.label(f"row/{opened[expected]}", "en").value
            assert label in html.unescape(known)
        assert f'class="is-{opened["forced_labour"]}"' in known
        label = library().texts.label(f"row/{closed['conclusion']}", "en").value
        assert label in html.unescape(absent)
        states = re.findall(r'class="is-(\w+)"', absent)
        assert states == [closed["forced_labour"], closed["labour_law"]]


# Interventions and sources


def test_the_fourteen_areas(pages: dict[tuple[str, str], str]) -> None:
    assert len(areas()) == 14
    for language in LANGUAGES:
        index = pages[language, "interventions/"]
        links = re.findall(rf'href="/{language}/rules/interventions/([\w-]+)/"', index)
        assert links == [slug(area["id"]) for area in areas()]
        for area in areas():
            page = pages[language, f"interventions/{slug(area['id'])}/"]
            shown = text_of(page)
            for text in (*area["what_is_done"], area["evidence"]["note"]):
                assert text in shown
            rows = re.findall(r'<li class="row (\w+)"', page)
            assert rows == [lesson["basis"]["standing"] for lesson in area["lessons"]]
            for lesson, served in zip(area["lessons"], area["served_by"], strict=False):
                assert lesson["text"] in shown
                assert served["how"] in shown


def test_every_source_says_how_far_it_was_read(pages: dict[tuple[str, str], str]) -> None:
    for language in LANGUAGES:
        page = pages[language, "sources/"]
        for source in library().registry.sources.values():
            part = page.partition(f'id="source-{source.key}"')[2].partition("</li>")[0]
            how = library().texts.label(f"catalogue/read_{source.read}", language)
            assert how.value in html.unescape(part)
            assert not how.missing


# Search


def found_by(query: str, language: str = "en") -> str:
    answer = CLIENT.post(f"/{language}/rules/search/", {"q": query})
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "query"),
    [("en", "PASSPORT"), ("fr", "passeport"), ("ar", "الجَواز"), ("ar", "CD01")],
)
def test_a_search_finds_and_says_why(language: str, query: str) -> None:
    page = found_by(query, language)
    assert f'href="/{language}/rules/lists/adult-labour/CD01/"' in page
    assert "<mark>" in page


def test_what_was_looked_for_never_stands_in_an_address() -> None:
    page = found_by("passport taken")
    assert 'method="post"' in page
    assert not [href for href in re.findall(r'(?:href|action)="([^"]+)"', page) if "taken" in href]
    assert "<mark>" not in CLIENT.get("/en/rules/search/?q=passport").content.decode()


def test_what_was_looked_for_is_shown_as_text_only() -> None:
    page = found_by('"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_what_was_looked_for_is_in_no_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []  # before any filter of ours takes the content out

    def kept(_logger: logging.Logger, record: logging.LogRecord) -> None:
        logged.append(f"{record.getMessage()} {record.__dict__}")

    monkeypatch.setattr(logging.Logger, "handle", kept)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "django"):
        logging.getLogger("django.request").debug("planted: zanzibar")
        found_by("zanzibar")
        found_by("passport", "fr")
    assert [line for line in logged if "zanzibar" in line] == logged[:1]
    assert not any("passport" in line for line in logged)


# Forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_to_print(language: str) -> None:
    for list_id in library().list_ids:
        answer = CLIENT.get(f"/en/rules/forms/{slug(list_id)}/{language}/")
        name = f"form-{list_id}-{language}.pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Language"] == language
        assert body(answer) == form_pdf(library().instrument(list_id), library(), language)


def test_a_form_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(one: Instrument, found: Library, language: str) -> bytes:
        made.append(f"{one.id} {language}")
        return form_pdf(one, found, language)

    monkeypatch.setattr("manumit.web.public.catalogue.forms.form_pdf", counted)
    form_bytes.cache_clear()
    for _ in range(3):
        assert body(CLIENT.get("/en/rules/forms/adult-labour/fr/")).startswith(b"%PDF")
    assert made == ["adult_labour fr"]


def test_a_form_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_list: str, _tongue: str) -> bytes:
        raise InputError([InstrumentCode.NOTHING_FOUND.problem(Place())])

    monkeypatch.setattr(views, "form_bytes", refused)
    answer = CLIENT.get("/fr/rules/forms/adult-labour/en/")
    assert answer.status_code == 503
    assert InstrumentCode.NOTHING_FOUND.code in answer.content.decode()


def test_the_example_of_keying_in_can_be_read(
    tmp_path: Path, pages: dict[tuple[str, str], str]
) -> None:
    assert EXAMPLE.strip() in html.unescape(pages["ar", "forms/"])
    file = tmp_path / "evidence.yaml"
    file.write_text(EXAMPLE, "utf-8")
    read = read_evidence(file)
    assert [piece.code for piece in read.evidence] == ["CD01", "EX04"]
    assert all(piece.told_at and piece.hearing == "alone" for piece in read.evidence)
    assert read.evidence[0].told_at != read.evidence[0].at

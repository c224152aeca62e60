"""The report on an estimate: one page first, every picture beside its table, four languages."""

import io
import json
import re
import subprocess
import sys
from typing import Any

import pypdf
import pytest

from manumit.errors import InputError
from manumit.instruments import Library
from manumit.paper.estimate import estimate_pdf
from manumit.prevalence.answer.asking import Answer, EstimateRequest, answer, disagreements
from manumit.prevalence.answer.settings import EstimateSettings
from manumit.prevalence.reading import Columns, Sheet, read_sheet
from manumit.prevalence.report.programs import estimate_json
from manumit.prevalence.report.render import estimate_html, estimate_text
from manumit.prevalence.report.view import EstimateView, estimate_view
from manumit.prevalence.report.words import TEXTS, EstimateWords
from manumit.prevalence.results import Estimate, Interval

LANGUAGES = ("en", "fr", "es", "ar")
DRAFT = {"fr": "n’a relu", "es": "ha revisado", "ar": "لم يراجع"}
LIBRARY = Library.load(TEXTS)
ROWS = """\
1,0,0,,north,90
0,1,0,,north,80
0,0,1,other,north,60
1,1,0,,north,24
1,0,1,police,north,9
1,0,1,,north,8
0,1,1,,north,14
1,1,1,,north,6
1,0,0,,south,40
0,1,0,,south,50
0,0,1,,south,30
1,1,0,,south,9
0,1,1,ngo,south,8
1,0,1,none,south,7
0,0,1,police,south,2"""


@pytest.fixture(name="found", scope="module")
def _found() -> Answer:
    """Three lists with strata and with ways: a report that has every section."""
    cells = [line.split(",") for line in ROWS.splitlines()]
    head = ("police", "ngo", "union", "union_referred_by", "place", "count")
    sheet = Sheet("lists.csv", head, list(enumerate(cells, start=2)))
    reading = read_sheet(sheet, Columns(stratum="place"))
    return answer(
        reading,
        EstimateRequest("stepwise", EstimateSettings(bootstrap=200), "2024", "presumed victims"),
    )


def view(found: Answer, language: str) -> EstimateView:
    return estimate_view(found, LIBRARY, language)


def test_the_answer_has_all_that_it_promises(found: Answer) -> None:
    sections = [one.id for one in view(found, "en").sections]
    assert sections == [
        "methods", "overlap", "pairs", "assumptions", "distribution", "robustness", "referral",
        "strata",
    ]  # fmt: skip
    kinds = [one.kind for one in found.sensitivity.variations]
    assert kinds == ["omit"] * 3 + ["merge"] * 3 + ["missed", "false"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_r72_small_numbers_are_warned_of_wherever_people_are_counted(
    found: Answer, language: str
) -> None:
    warning = EstimateWords(LIBRARY, language, found.table.lists).text("overlap_small")
    warned = [one.id for one in view(found, language).sections if warning in one.notes]
    assert warned == ["overlap", "pairs", "referral", "strata"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_in_every_language(found: Answer, language: str) -> None:
    seen = view(found, language)
    for text in (estimate_html(seen), estimate_text(seen)):
        body = text.split("</style>")[-1]
        assert "estimate/" not in body
        assert "{" not in body
        assert "None" not in body
        assert (language in DRAFT) is bool(seen.unreviewed)
        assert DRAFT.get(language, "") in text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in estimate_html(seen)


def test_every_picture_is_told_in_words_and_beside_a_table(found: Answer) -> None:
    page = estimate_html(view(found, "en"))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    sections = re.findall(r'<section class="pictured".*?</section>', page, re.DOTALL)
    assert len(sections) == 6
    for section in sections:
        assert section.count("<svg") == 1
        assert re.search(r'<svg class="picture"[^>]* role="img" aria-labelledby="\S+ \S+"', section)
        assert re.search(r"<desc [^>]*>[^<]{40,}</desc>", section)
        assert "<table" in section
        assert "<caption" in section
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_a_name_of_a_list_that_is_markup_stays_text() -> None:
    rows = [["1", "0", "30"], ["0", "1", "40"], ["1", "1", "12"]]
    head = ("<b>police</b>", "ngo&amp;", "count")
    reading = read_sheet(Sheet("lists.csv", head, list(enumerate(rows, start=2))))
    page = estimate_html(view(answer(reading, EstimateRequest("chapman")), "en"))
    assert "<b>police" not in page
    assert "&lt;b&gt;police" in page
    assert "ngo&amp;amp;" in page


def test_a_variation_below_the_number_observed_is_marked() -> None:
    rows = ["1,0,0,10", "0,1,0,10", "1,1,0,30", "0,0,1,300", "1,0,1,2", "0,1,1,2"]
    cells = [row.split(",") for row in rows]
    sheet = Sheet("lists.csv", ("a", "b", "c", "count"), list(enumerate(cells, start=2)))
    found = answer(read_sheet(sheet), EstimateRequest("closed"))
    (seen,) = [one for one in view(found, "en").sections if one.id == "robustness"]
    assert seen.notes[0].startswith("without c: fewer people than the 354 who are on the lists")
    marked = [
        one["lists"]
        for one in json.loads(estimate_json(found))["sensitivity"]["variations"]
        if one["contradicts_observed"]
    ]
    assert marked == [["c"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_first_page_is_the_one_for_a_minister(found: Answer, language: str) -> None:
    seen = view(found, language)
    made = estimate_pdf(seen, LIBRARY)
    assert made == estimate_pdf(seen, LIBRARY)
    reader = pypdf.PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    first, second = (" ".join(page.extract_text().split()) for page in reader.pages[:2])
    if language != "ar":  # Arabic comes out of a PDF in forms of letters
        for part in (seen.page.known, seen.page.sure, seen.page.surer, seen.page.deflates):
            assert part.title in first
        assert seen.sections[0].title in second


def test_the_document_for_programs_has_ways_totals_and_all_who_were_seen(
    found: Answer,
) -> None:
    document = json.loads(estimate_json(found))
    assert document["format"] == "manumit/estimate/1"
    assert len(document["estimates"][0]["bootstrap_totals"]) == 200
    assert document["referral"] == {
        "recorded": True,
        "between": [
            {"by": "police", "to": "union", "captures": 11},
            {"by": "ngo", "to": "union", "captures": 8},
        ],
        "by_others": 60,
        "not_recorded": 58,
        "not_found_on_the_referring_list": 2,
    }
    assert sum(one["people"] for one in document["histories"]) == document["observed"] == 437


def test_steps_are_told_and_never_go_back() -> None:
    rows = [["1", "0", "30"], ["0", "1", "40"], ["1", "1", "12"]]
    reading = read_sheet(Sheet("a", ("a", "b", "count"), list(enumerate(rows, start=2))))
    seen: list[float] = []
    answer(reading, EstimateRequest(), lambda _step, share: seen.append(share))
    assert seen == sorted(seen)
    assert all(0 <= share <= 1 for share in seen)


def estimate(total: float, lower: float, upper: float, *, minimum: bool = False) -> Estimate:
    limits = Interval(lower, upper, 0.95, "wald")
    return Estimate("chao" if minimum else f"m{total}", 10, total, limits, minimum=minimum)


def test_methods_disagree_where_a_number_lies_outside_the_other_interval() -> None:
    narrow, wide = estimate(100, 90, 110), estimate(150, 80, 300)
    assert disagreements([narrow, wide]) == ((narrow, wide),)
    assert disagreements([wide, estimate(100, 60, 200)]) == ()


def test_a_minimum_disagrees_only_with_an_interval_that_ends_below_its_own() -> None:
    bound = estimate(100, 90, 110, minimum=True)
    assert disagreements([bound, estimate(500, 400, 600)]) == ()
    below = estimate(50, 40, 80)
    assert disagreements([bound, below]) == ((bound, below),)


def test_a_model_that_is_no_model_is_refused_with_its_code() -> None:
    rows = [["1", "0", "30"], ["0", "1", "40"], ["1", "1", "12"]]
    reading = read_sheet(Sheet("a", ("a", "b", "count"), list(enumerate(rows, start=2))))
    with pytest.raises(InputError) as caught:
        answer(reading, EstimateRequest("fixed", EstimateSettings(model="[12]")))
    assert [one.code for one in caught.value.problems] == ["M131"]


def test_the_room_is_light_for_those_who_estimate_nothing() -> None:
    code = (
        "import sys, manumit.prevalence, manumit.cli.estimate\n"
        "heavy = {'numba', 'scipy', 'altair', 'typst'} & set(sys.modules)\n"
        "print(' '.join(sorted(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "\n")

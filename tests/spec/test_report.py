"""The finished page: who can read it, what it asks of a browser, what it says first.

The data are invented: they prove the code, never effectiveness.
"""

import re
from itertools import pairwise

import pytest

import report_page
from manumit.bulk.report_words import ReportWords
from manumit.exchange import Statement
from report_page import page, pictures, read_page, report

pytestmark = pytest.mark.xdist_group("report_page")  # what is kept for a process is made once


def test_ids_are_unique_and_every_link_leads_somewhere() -> None:
    ids = [e.get("id") for e in page().walk() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [e.get("href").removeprefix("#") for e in page().all("a")]
    links += [x for e in page().walk() for x in e.get("aria-labelledby").split()]
    links += re.findall(r"url\(#([^)]+)\)", report().html)
    assert links
    assert set(links) <= set(ids)


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(e.tag[1]) for e in page().walk() if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_and_pictures_are_told_to_those_who_do_not_see_them() -> None:
    for table in page().all("table"):
        assert table.all("caption")[0].text
        assert all(th.get("scope") in ("row", "col") for th in table.all("th"))
    assert len(pictures(page())) > 15
    for picture in pictures(page()):
        title, description = picture.get("aria-labelledby").split()
        named = {e.get("id"): e.text for e in picture.walk() if e.get("id")}
        assert named[title]
        assert named[description]


def test_every_picture_has_its_table_beside_it_and_every_figure_its_definition() -> None:
    figures = [e for e in page().all("section") if e.get("class").startswith("figure")]
    assert len(figures) > 20
    for figure in figures:
        assert len(figure.all("table")) == 1
        assert "#report-data" in [a.get("href") for a in figure.all("a")]


def test_a_page_in_arabic_runs_from_the_right_and_marks_what_nobody_reviewed() -> None:
    html = report_page.made(origin=report_page.origin(attributes=()), language="ar").html
    (root,) = read_page(html).all("html")
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert "مسودة ترجمة لم يراجعها" in root.text
    assert "nobody who speaks the language" not in report().html


def test_a_release_of_another_threshold_says_so() -> None:
    html = report_page.made(origin=report_page.origin(attributes=()), threshold=12).html
    text = read_page(html).text
    assert "12 persons" in text
    assert "Counts of fewer than 12 persons" in text
    assert "By sector" not in text


def test_it_opens_with_what_the_mapping_says_of_the_data() -> None:
    first, *others = [h.text for h in page().all("h2")]
    assert first == "Read this first"
    assert "In short" in others
    assert page().text.index("never effectiveness") < page().text.index("In short")


def test_results_stand_apart_and_our_readings_are_marked() -> None:
    (headlines,) = [ul for ul in page().all("ul") if ul.get("class") == "headlines"]
    assert len(headlines.all("li")) == 3
    badges = {b.text: b.get("class") for b in page().all("span") if "badge" in b.get("class")}
    assert badges == {"published": "badge", "our reading": "badge ours"}


def test_every_figure_can_be_traced_to_its_definition() -> None:
    """R-76: list edition, rule, mapping, threshold, query, version."""
    facts = {dt.text for dt in page().all("dt")}
    wanted = {"Data", "Mapping", "Lists of indicators", "Smallest count shown", "Query", "Made by"}
    assert wanted <= facts
    assert "read in a secondary source" in page().text


def test_those_not_recorded_stay_a_line_of_their_own() -> None:
    """R-70."""
    for attribute in ("sex", "age_group", "sector", "citizenship"):
        (table,) = [
            t for t in page().all("table") if t.get("data-table") == f"{attribute}-labour_law"
        ]
        assert "Not recorded" in [th.text for th in table.all("th")]


@pytest.mark.parametrize(
    ("note", "count", "total", "rounded"),
    [
        (
            "{n} of {total} records say it.",
            38_713,
            47_102,
            "About 39,000 of 47,102 records say it.",
        ),
        ("LT ({n} of {total}) is doubtful.", 211, 47_102, "LT (about 210 of 47,102) is doubtful."),
        ("{n} of {total} records.", 17, 420, "About 30 of 420 records."),
        ("{n} of {total} records.", 3, 420, "Fewer than 11 of 420 records."),
        ("{n} of {total} records.", 418, 420, "More than 409 of 420 records."),
        ("{n} of {total} records.", 0, 420, "0 of 420 records."),
        ("About 40 % of 1990.", 0, 420, "About 40 % of 1990."),
    ],
)
def test_counts_in_statements_are_rounded(note: str, count: int, total: int, rounded: str) -> None:
    """R-72: such counts are not protected together with the tables."""
    words = ReportWords(report_page.library(), "en")
    assert words.statement(Statement.counting(note, count, total), 11) == rounded

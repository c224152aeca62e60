"""One explanation, three renderings: what each must say."""

import datetime as dt
import html.parser
import json

import pytest

from manumit.assessment import Answer, Evidence, Finding, Hearing, Informant, assess, assess_answers
from manumit.assessment.render import to_html, to_json, to_text
from manumit.assessment.view import Words, view
from manumit.instruments import shipped_library

LIBRARY = shipped_library()
ADULT = LIBRARY.instrument("adult_labour")


@pytest.fixture(name="finding")
def _finding() -> Finding:
    moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    pieces = [
        Evidence(id=f"e-{code}", code=code, answer=Answer.YES, informant=Informant.WORKER)
        for code in ("DR08", "EX01", "EX02", "CD03")
    ]
    pieces += [
        Evidence(id="first", code="CD04", answer=Answer.NO, hearing=Hearing.ALONE, told_at=moment),
        Evidence(id="later", code="CD04", answer=Answer.YES, told_at=moment + dt.timedelta(days=4)),
        Evidence(id="coached", code="CD01", answer=Answer.NO, hearing=Hearing.EMPLOYER),
    ]
    return assess(pieces, ADULT)


def test_text_gives_results_reasons_sources_and_what_would_change_it(finding: Finding) -> None:
    text = to_text(finding, LIBRARY)
    for expected in (
        "Signs of forced labour: present",
        "clause (b) met",
        "WCMS_105023",
        "read in a secondary source",
        "our reading",
        'would become "Signs of trafficking for forced labour" if the answer is yes to: DR01',
        "A person at the responsible body decides",
    ):
        assert expected in text


def test_what_was_set_aside_is_shown_with_its_reason(finding: Finding) -> None:
    text = to_text(finding, LIBRARY)
    assert "not counted: the employer could hear" in text
    assert "disclosed after a first no" in text
    assert "first answered No" in text


def test_an_open_conclusion_names_both_ends_and_who_says_them(finding: Finding) -> None:
    text = to_text(finding, LIBRARY)
    assert "Signs of forced labour, recruitment not shown (our reading)" in text
    assert "Signs of trafficking for forced labour (published)" in text


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_an_unreviewed_language_says_so(finding: Finding, language: str) -> None:
    text = to_text(finding, LIBRARY, language)
    notice = LIBRARY.texts.label("phrase/unreviewed", language).value
    assert notice in text
    assert "*" in text


def test_english_needs_no_such_notice(finding: Finding) -> None:
    assert LIBRARY.texts.label("phrase/unreviewed", "en").value not in to_text(finding, LIBRARY)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_page_that_says_once_that_its_language_is_a_draft_goes_without_marks(
    finding: Finding, language: str
) -> None:
    notice = LIBRARY.texts.label("phrase/unreviewed", language).value
    marked = view(finding, LIBRARY, language)
    assert marked.title.endswith("*")
    assert f"{notice}*" in marked.notices
    plain = view(finding, LIBRARY, language, marks=False)
    assert "*" not in repr(plain)
    assert plain.notices == tuple(
        one.removesuffix("*") for one in marked.notices if not one.startswith(notice)
    )


def test_words_without_marks_still_tell_that_something_was_not_reviewed() -> None:
    words = Words(LIBRARY, "fr", marks=False)
    assert not words.unreviewed
    assert not words.say("phrase/title").endswith("*")
    assert words.unreviewed


def test_an_unscored_list_says_that_it_is_not_scored() -> None:
    finding = assess_answers({"CD01": Answer.YES}, LIBRARY.instrument("adult_sexual"))
    assert "not scored" in to_text(finding, LIBRARY)


class Checker(html.parser.HTMLParser):
    """Tags must close in order; no script, no address from elsewhere."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes[tag] = dict(attrs)
        assert not {name for name, _ in attrs} & {"src", "href", "onclick", "style"}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.proves("no-script")
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_html_is_well_formed_without_script_and_in_its_direction(
    finding: Finding, language: str, direction: str
) -> None:
    checker = Checker()
    checker.feed(to_html(finding, LIBRARY, language))
    assert checker.open == []
    assert "script" not in checker.tags
    assert checker.attributes["html"] == {"lang": language, "dir": direction}


@pytest.mark.proves("no-script")
def test_html_escapes_what_evidence_brings() -> None:
    piece = Evidence(id="<b onclick=x>", code="CD01", answer=Answer.YES)
    page = to_html(assess([piece], ADULT), LIBRARY)
    assert "<b onclick" not in page
    assert "&lt;b onclick" in page


def test_json_holds_the_whole_tree_and_no_words(finding: Finding) -> None:
    document = json.loads(to_json(finding))
    assert document["format"] == "manumit/finding/1"
    assert document["conclusion"] == {
        "lower": "forced_labour_without_recruitment",
        "upper": "trafficking_for_forced_labour",
    }
    assert [result["id"] for result in document["results"]] == [
        "set/labour_law",
        "set/forced_labour",
        "set/trafficking",
        "set/eleven",
    ]
    assert '"late_disclosure": true' in to_json(finding)
    assert document["changes"][0]["families"] == [[{"count": 1, "codes": ["DR01"]}]]
    assert {"standing": "ours", "note": document["results"][0]["basis"]["note"]} == document[
        "results"
    ][0]["basis"]

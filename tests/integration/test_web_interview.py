"""The guided interview on pages: whole interviews, and what an old or repeated form does."""

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from manumit.assessment import Hearing, Question, Reply, Sitting, assess
from manumit.exchange.evidence_file import read_evidence
from manumit.web.interviewing.state import InterviewState, Show
from manumit.web.interviewing.words import offered_lists
from manumit.web.public.interview.state import PURPOSE
from manumit.web.public.sessions.services import LARGEST_KEPT, OpenSession
from manumit.web.ui.languages import library, words
from web_interview import Answerer, Visitor, always

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")
# Hard work, honestly announced, that one may leave: labour law, and nothing else.
ONLY_WORK = dict.fromkeys(("EX01", "EX02", "EX03", "EX05", "EX06", "EX07"), "yes")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answerer", "states"),
    [
        (always("yes"), ["yes", "yes", "yes"]),
        (always("no", **ONLY_WORK), ["yes", "no", "no"]),
        (always("refused"), ["undetermined"] * 3),
    ],
    ids=["trafficking", "labour law", "nothing said"],
)
def test_a_whole_interview(language: str, answerer: Answerer, states: list[str]) -> None:
    visitor = Visitor(language)
    visitor.begin()
    visitor.talk(answerer)
    assert visitor.results == states
    spoken = words(language)
    for name, state in zip(("labour_law", "forced_labour", "trafficking"), states, strict=True):
        assert spoken.name(f"interview/{name}_{state}") in visitor.page
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in visitor.page
    assert spoken.name("advice/title") in visitor.page


def test_a_no_to_everything_shows_nothing_and_says_that_this_is_no_proof() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.talk(always("no"))
    assert visitor.results == ["no", "no", "no"]
    assert "does not prove that everything is fine" in visitor.page


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("hearing", ["others", "employer", "employers_interpreter"])
def test_nothing_is_asked_shown_or_saved_while_somebody_may_hear(hearing: str) -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    asked = visitor.question
    visitor.do("hearing", hearing=hearing)
    assert visitor.heading == "Not now"
    for do in ("overview", "finish", "resume", "go_on", "pdf", "finding", "answers"):
        visitor.do(do)
        assert visitor.heading == "Not now"
        assert "Hours and rest" not in visitor.page
    visitor.do("reply", code=asked[0], question=asked[1], reply="no")
    visitor.do("ask_hearing")
    assert visitor.heading == "Who can hear you or see this screen now?"
    visitor.do("hearing", hearing="trusted")
    visitor.do("resume")
    assert visitor.question == asked


@pytest.mark.proves("nothing-overheard")
def test_an_old_page_cannot_make_unsafe_talk_safe() -> None:
    visitor = Visitor()
    visitor.begin("employer")
    visitor.do("hearing", hearing="alone")
    assert visitor.heading == "Not now"


def test_a_reply_sent_twice_is_one_reply() -> None:
    visitor = Visitor()
    visitor.begin()
    code, number = visitor.question
    visitor.do("reply", code=code, question=number, reply="yes")
    after = visitor.question
    visitor.do("reply", code=code, question=number, reply="yes")
    assert visitor.question == after
    visitor.do("overview")
    assert visitor.replies == ["yes"]


def test_an_old_page_answers_its_own_question_and_no_other() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    old = visitor.question
    visitor.reply("no")
    asked = visitor.question
    visitor.do("reply", code=old[0], question=old[1], reply="refused")
    assert visitor.question == asked
    visitor.do("overview")
    assert visitor.replies == ["yes", "refused"]


def test_two_tabs_end_in_the_same_place() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    shown_in_both = visitor.question
    visitor.reply("no")
    visitor.do("finish")
    visitor.do("reply", code=shown_in_both[0], question=shown_in_both[1], reply="no")
    visitor.do("overview")
    assert visitor.replies == ["yes", "no"]


def test_back_sent_twice_goes_back_once_and_the_earlier_reply_is_marked() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    before = visitor.question
    visitor.reply("dont_know")
    code, number = visitor.question
    visitor.do("back", code=code, question=number)
    visitor.do("back", code=code, question=number)
    assert visitor.question == before
    assert 'value="dont_know" class="before"' in visitor.page
    visitor.do("resume")
    assert visitor.question == (code, number)


def test_begin_sent_again_loses_nothing() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    asked = visitor.question
    visitor.do("begin", list="child_labour")
    assert visitor.question == asked


def test_the_language_may_change_in_the_middle() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    asked, english = visitor.question, visitor.heading
    visitor.language = "ar"
    visitor.look()
    assert visitor.question == asked
    assert visitor.heading != english
    visitor.reply("no")
    visitor.do("overview")
    assert visitor.replies == ["yes", "no"]


def test_an_answer_is_changed_from_the_overview_and_leads_back_to_it() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    code, number = visitor.question
    visitor.reply("dont_know")
    visitor.do("overview")
    assert visitor.replies == ["yes", "dont_know"]
    visitor.do("change", code=code, question=number)
    assert visitor.question == (code, number)
    visitor.look()
    visitor.reply("refused")
    assert visitor.replies == ["yes", "refused"]
    visitor.do("resume")
    assert visitor.question not in {(code, number), ("AGE01", "0")}


def test_who_may_be_a_child_is_asked_as_a_child_and_told_so() -> None:
    """R-46"""
    for reply in ("no", "dont_know", "refused"):
        visitor = Visitor()
        visitor.begin()
        old = visitor.question
        visitor.reply(reply)
        assert "From now on we ask the questions for young people" in visitor.page
        visitor.reply("no")
        assert "From now on we ask the questions for young people" not in visitor.page
        visitor.do("change", code=old[0], question=old[1])
        visitor.do("resume")
        visitor.talk(always("yes"))
        assert "child" in visitor.page
        assert visitor.results[0] == "yes"


def test_violence_comes_last_and_is_left_out_with_one_button() -> None:
    visitor = Visitor()
    visitor.begin()
    while "Skip this topic" not in visitor.page:
        assert visitor.question[0] not in ("CD04", "CR01")
        visitor.reply(always("yes")(visitor.question[0]))
    visitor.reply("refused")
    assert visitor.results == ["yes", "yes", "yes"]


def test_after_a_certain_finding_the_rest_is_asked_only_when_wished() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.talk(always("yes"))
    assert "Continue with the questions" in visitor.page
    visitor.do("go_on")
    asked = visitor.question
    visitor.do("go_on")
    assert visitor.question == asked
    visitor.talk(always("yes"))
    assert "Continue with the questions" not in visitor.page


def test_stopping_at_once_says_that_nothing_is_known() -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.do("finish")
    assert visitor.results == ["undetermined"] * 3
    assert visitor.look().count("We cannot tell yet") >= 3
    visitor.do("go_on")
    assert visitor.question == ("AGE01", "0")


@pytest.mark.parametrize("fields", [{}, {"reply": "maybe"}, {"reply": ""}])
def test_nothing_chosen_is_said_and_nothing_is_lost(fields: dict[str, str]) -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    asked = visitor.question
    answer = visitor.send("reply", code=asked[0], question=asked[1], **fields)
    assert answer.status_code == 422
    assert 'role="alert" id="problem"' in visitor.page
    assert 'aria-describedby="problem"' in visitor.page
    assert visitor.question == asked
    visitor.do("overview")
    assert visitor.replies == ["yes"]


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("reply", {"code": "DR06", "question": "0", "reply": "yes"}),
        ("reply", {"code": "XX99", "question": "0", "reply": "yes"}),
        ("reply", {"code": "EX01", "question": "99", "reply": "yes"}),
        ("reply", {"code": "EX01", "question": "-1", "reply": "yes"}),
        ("reply", {"code": "EX01", "question": "٣", "reply": "yes"}),
        ("reply", {"reply": "yes"}),
        ("change", {"code": "EX01", "question": "0"}),
        ("change", {}),
        ("back", {}),
        ("unheard-of", {}),
        ("", {}),
    ],
)
def test_what_no_page_sends_changes_nothing(do: str, fields: dict[str, str]) -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    asked = visitor.question
    visitor.do(do, **fields)
    assert visitor.question == asked
    visitor.do("overview")
    assert visitor.replies == ["yes"]


@pytest.mark.proves("no-information-to-others")
def test_downloads_have_names_that_say_nothing_and_hold_the_finding(tmp_path: Path) -> None:
    visitor = Visitor()
    visitor.begin()
    visitor.talk(always("no", EX01="yes", CD03="dont_know", CD01="refused"))
    states = visitor.results
    names = {"pdf": "document.pdf", "finding": "document.json", "answers": "notes.json"}
    for do, name in names.items():
        answer = visitor.send(do)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"] == "no-store, private"
        (tmp_path / name).write_bytes(answer.content)
    saved = json.loads((tmp_path / "document.json").read_text("utf-8"))
    assert [saved[name] for name in ("labour_law", "forced_labour", "trafficking")] == states
    read = read_evidence(tmp_path / "notes.json")
    again = assess(read.evidence, library().instrument(read.list_id), age=read.age)
    assert [again.labour_law, again.forced_labour, again.trafficking] == states
    assert "CD01" in {piece.code for piece in read.evidence}
    paper = PdfReader(tmp_path / "document.pdf")
    assert "What to do next" in "".join(page.extract_text() for page in paper.pages)


def test_no_more_questions_come_than_were_said_to() -> None:
    for list_id in offered_lists(library()):
        for every in (2, 3, 5):
            sitting = Sitting.begin(list_id).with_hearing(Hearing.ALONE)
            seen = []
            while isinstance(step := sitting.next(library()), Question):
                seen.append(sitting.max_remaining(library()))
                yes = step.ask.code == "AGE01" or len(seen) % every == 0
                reply = Reply.YES if yes else Reply.NO
                sitting = sitting.reply(step.ask.code, step.question, reply, library())
            asked = len(seen)
            assert all(asked - number <= most for number, most in enumerate(seen))
            assert sitting.max_remaining(library()) == 0


def test_the_longest_interview_fits_into_a_cookie() -> None:
    """Every question of both lists that an interview can touch, each answered."""
    longest = 0
    for list_id in offered_lists(library()):
        sitting = Sitting.begin(list_id).go_on().with_hearing(Hearing.EMPLOYERS_INTERPRETER)
        instrument = library().instrument(list_id)
        codes = [code for topic in instrument.topics for code in topic.codes if code != "SAFE01"]
        for code in (*(c for c in codes if c != "AGE01"), "AGE01"):
            for number in range(len(library().texts.all_of(code, "questions", "en"))):
                sitting = sitting.reply(code, number, Reply.NO, library())
        child = sitting.list_in_use(library())
        for code in (code for topic in child.topics for code in topic.codes):
            for number in range(len(library().texts.all_of(code, "questions", "en"))):
                if code not in codes and code != "SAFE01":
                    sitting = sitting.reply(code, number, Reply.NO, library())
        assert len(sitting.replies) > 80
        text = InterviewState(sitting, Show.OVERVIEW).to_text(library())
        word = OpenSession("t" * 43, bytes(32)).seal(text, PURPOSE)
        longest = max(longest, len(word))
    assert longest <= LARGEST_KEPT // 4


def test_a_list_that_is_not_scored_is_not_offered() -> None:
    visitor = Visitor()
    visitor.look()
    assert set(re.findall(r'name="list" value="(\w+)"', visitor.page)) == {
        "adult_labour",
        "child_labour",
    }
    visitor.begin(list="adult_sexual")
    visitor.talk(always("no"))
    assert "Adults, labour exploitation" in visitor.page

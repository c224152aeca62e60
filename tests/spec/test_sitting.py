"""One interview from the first to the last question, as the officer and the worker live it.

Rules: R-34 (nothing on migration status), R-36 (the interview is held alone), R-46 (who may be a
child is one), R-47 (signs; a person decides), R-55 (never through the employer's interpreter).
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from manumit.assessment import (
    Age,
    Answer,
    AskHearing,
    Done,
    Goal,
    Hearing,
    Postpone,
    Question,
    ReasonId,
    Reply,
    Sitting,
    State,
)
from manumit.instruments import Library, shipped_library

LIBRARY = shipped_library()
YES, NO, DONT_KNOW, REFUSED = Reply
SAFE = [Hearing.ALONE, Hearing.TRUSTED]
UNSAFE = [Hearing.OTHERS, Hearing.EMPLOYER, Hearing.EMPLOYERS_INTERPRETER]
STATUS_CODES = {"DR06", "RV02", "RV14", "VD05"}


def with_an_adult(hearing: Hearing = Hearing.ALONE) -> Sitting:
    return Sitting.begin("adult_labour").with_hearing(hearing).reply("AGE01", 0, YES, LIBRARY)


def held(
    sitting: Sitting, says: Callable[[str], Reply], library: Library = LIBRARY
) -> tuple[list[Question], Sitting, Done]:
    """Until the interview is done: what was asked, and how it ended."""
    asked = []
    while isinstance(step := sitting.next(library), Question):
        asked.append(step)
        sitting = sitting.reply(step.ask.code, step.question, says(step.ask.code), library)
    assert isinstance(step, Done)
    return asked, sitting, step


def always(reply: Reply) -> Callable[[str], Reply]:
    return lambda code: YES if code == "AGE01" else reply


# Who can hear


@pytest.mark.proves("nothing-overheard")
def test_first_of_all_who_can_hear() -> None:
    assert Sitting.begin("adult_labour").next(LIBRARY) == AskHearing()


@pytest.mark.parametrize("hearing", SAFE)
def test_alone_or_with_somebody_trusted_the_first_question_is_the_age(hearing: Hearing) -> None:
    step = Sitting.begin("adult_labour").with_hearing(hearing).next(LIBRARY)
    assert isinstance(step, Question)
    assert (step.ask.code, step.ask.reason.id) == ("AGE01", ReasonId.GATE)


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("hearing", UNSAFE)
def test_where_somebody_can_hear_the_interview_is_put_off(hearing: Hearing) -> None:
    assert isinstance(Sitting.begin("adult_labour").with_hearing(hearing).next(LIBRARY), Postpone)


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("hearing", UNSAFE)
def test_when_somebody_comes_in_it_stops_and_goes_on_where_it_stood(hearing: Hearing) -> None:
    sitting = with_an_adult().reply("EX01", 0, YES, LIBRARY)
    interrupted = sitting.with_hearing(hearing)
    assert isinstance(interrupted.next(LIBRARY), Postpone)
    assert interrupted.replies == sitting.replies
    assert interrupted.with_hearing(Hearing.ALONE) == sitting


@pytest.mark.proves("nothing-overheard")
def test_a_no_that_the_employer_heard_is_no_no() -> None:
    sitting = with_an_adult().with_hearing(Hearing.EMPLOYER).reply("CD01", 0, NO, LIBRARY)
    assert sitting.finding(LIBRARY).answer("CD01") is Answer.UNKNOWN
    assert sitting.evidence(LIBRARY)[0].answer is Answer.NO


@pytest.mark.proves("nothing-overheard")
def test_what_was_told_in_safety_cannot_be_taken_back_before_the_employer() -> None:
    sitting = with_an_adult().reply("CD01", 0, YES, LIBRARY)
    denied = sitting.with_hearing(Hearing.EMPLOYER).reply("CD01", 0, NO, LIBRARY)
    assert denied.finding(LIBRARY).answer("CD01") is Answer.YES
    withdrawn = denied.with_hearing(Hearing.ALONE).reply("CD01", 0, NO, LIBRARY)
    assert withdrawn.finding(LIBRARY).answer("CD01") is Answer.NO


@pytest.mark.proves("nothing-overheard")
def test_every_reply_remembers_who_could_hear_it() -> None:
    sitting = with_an_adult(Hearing.TRUSTED).reply("CD01", 0, YES, LIBRARY)
    sitting = sitting.with_hearing(Hearing.ALONE).reply("CD11", 0, NO, LIBRARY)
    assert [(e.code, e.hearing) for e in sitting.evidence(LIBRARY)] == [
        ("CD01", Hearing.TRUSTED),
        ("CD11", Hearing.ALONE),
    ]


# Who is, or may be, under 18: R-46


@pytest.mark.parametrize(
    ("reply", "age"), [(NO, Age.CHILD), (DONT_KNOW, Age.UNSURE), (REFUSED, Age.UNSURE)]
)
def test_who_is_or_may_be_under_18_is_asked_from_the_child_list(reply: Reply, age: Age) -> None:
    sitting = Sitting.begin("adult_labour").with_hearing(Hearing.ALONE)
    assert not sitting.switched
    sitting = sitting.reply("AGE01", 0, reply, LIBRARY)
    assert sitting.switched
    assert sitting.list_in_use(LIBRARY).id == "child_labour"
    assert sitting.finding(LIBRARY).age is age


@pytest.mark.parametrize("hearing", UNSAFE)
def test_who_was_heard_saying_18_may_have_been_told_to(hearing: Hearing) -> None:
    sitting = Sitting.begin("adult_labour").with_hearing(hearing).reply("AGE01", 0, YES, LIBRARY)
    assert sitting.finding(LIBRARY).age is Age.UNSURE
    again = sitting.with_hearing(Hearing.ALONE).reply("AGE01", 0, YES, LIBRARY)
    assert again.finding(LIBRARY).age is Age.ADULT


def test_for_a_child_being_brought_and_exploited_is_enough() -> None:
    sitting = Sitting.begin("adult_labour").with_hearing(Hearing.ALONE)
    sitting = sitting.reply("AGE01", 0, NO, LIBRARY)
    _, sitting, end = held(sitting, lambda c: YES if c in ("AC02", "EX01", "EX02", "EX04") else NO)
    assert end.reason.id is ReasonId.POSITIVE_CERTAIN
    assert sitting.finding(LIBRARY).trafficking is State.YES


# Replies


def test_dont_know_and_rather_not_say_are_kept_apart_and_both_stay_unknown() -> None:
    sitting = with_an_adult().reply("CD01", 0, DONT_KNOW, LIBRARY)
    sitting = sitting.reply("CD11", 0, REFUSED, LIBRARY)
    assert [s.reply for s in sitting.replies] == [YES, DONT_KNOW, REFUSED]
    finding = sitting.finding(LIBRARY)
    assert (finding.answer("CD01"), finding.answer("CD11")) == (Answer.UNKNOWN, Answer.UNKNOWN)


def test_half_a_no_is_no_no() -> None:
    sitting = with_an_adult().reply("EX01", 0, NO, LIBRARY)
    assert sitting.finding(LIBRARY).answer("EX01") is Answer.UNKNOWN
    step = sitting.next(LIBRARY)
    assert isinstance(step, Question)
    assert (step.ask.code, step.question, step.of) == ("EX01", 1, 2)


def test_going_back_shows_what_was_answered_and_loses_nothing() -> None:
    sitting = with_an_adult().reply("CD01", 0, YES, LIBRARY)
    back = sitting.back(LIBRARY)
    step = back.next(LIBRARY)
    assert isinstance(step, Question)
    assert (step.ask.code, step.earlier) == ("CD01", YES)
    assert back.finding(LIBRARY).answer("CD01") is Answer.YES
    assert back.reply("CD01", 0, YES, LIBRARY) == sitting
    corrected = back.reply("CD01", 0, NO, LIBRARY)
    assert corrected.finding(LIBRARY).answer("CD01") is Answer.NO


def test_from_an_overview_any_answer_can_be_opened_again() -> None:
    sitting = with_an_adult().reply("CD01", 0, YES, LIBRARY).reply("CD11", 0, NO, LIBRARY)
    lines = sitting.overview(LIBRARY)
    assert [(one.reply.code, one.topic, one.reply.reply) for one in lines] == [
        ("AGE01", "age", YES),
        ("CD01", "documents", YES),
        ("CD11", "threats", NO),
    ]
    assert lines[1].text(LIBRARY, "en") == LIBRARY.texts.all_of("CD01", "questions", "en")[0]
    step = sitting.reopen("CD01", 0, LIBRARY).next(LIBRARY)
    assert isinstance(step, Question)
    assert (step.ask.code, step.ask.reason.id) == ("CD01", ReasonId.ASKED_AGAIN)


# Violence


@pytest.mark.proves("nothing-overheard")
def test_violence_is_offered_last_also_when_it_is_opened_again() -> None:
    asked, sitting, _ = held(with_an_adult(), always(REFUSED))
    assert [q.ask.code for q in asked if q.ask.offered] == ["CD04"]
    assert asked[-1].ask.code == "CD04"
    again = sitting.reopen("CD04", 0, LIBRARY).next(LIBRARY)
    assert isinstance(again, Question)
    assert again.ask.offered


@pytest.mark.proves("nothing-overheard")
def test_who_declines_to_speak_of_violence_is_not_asked_in_other_words(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "schema: manumit/text-pack/1\nsubject: ours\nlanguage: en\nreview: {status: original}\n"
        "entries:\n  CD04: {questions: ['Did they hit you?', 'Did they do anything like it?']}\n"
    )
    library = Library.load(tmp_path)
    asked, sitting, _ = held(with_an_adult(), always(REFUSED), library)
    assert [(q.ask.code, q.of) for q in asked if q.ask.offered] == [("CD04", 2)]
    assert sitting.finding(library).answer("CD04") is Answer.UNKNOWN


# The end


def test_an_interview_certifies_a_positive_and_may_go_on_if_the_person_wants() -> None:
    asked, sitting, end = held(with_an_adult(), always(YES))
    assert end.reason.id is ReasonId.POSITIVE_CERTAIN
    assert len(asked) < 25
    more, sitting, end = held(sitting.go_on(), always(YES))
    assert more
    assert sitting.goal is Goal.EVERY_DIMENSION
    assert end.reason.id is ReasonId.NOTHING_LEFT


def test_who_says_no_to_everything_is_asked_everything_that_could_matter() -> None:
    asked, sitting, end = held(with_an_adult(), always(NO))
    assert len({q.ask.code for q in asked}) > 60
    assert end.reason.id is ReasonId.NOTHING_LEFT
    assert sitting.finding(LIBRARY).forced_labour is not State.YES


def test_nothing_asked_reveals_migration_status() -> None:
    for list_id in LIBRARY.list_ids:
        start = Sitting.begin(list_id, Goal.EVERY_DIMENSION).with_hearing(Hearing.ALONE)
        asked, _, _ = held(start, always(NO))
        assert STATUS_CODES.isdisjoint(q.ask.code for q in asked)

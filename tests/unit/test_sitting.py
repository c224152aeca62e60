"""One interview as a value: its questions, its errors, its compact text."""

import dataclasses
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
    RecordedReply,
    Reply,
    Sitting,
)
from manumit.errors import InputError
from manumit.instruments import Library, shipped_library
from manumit.instruments.library import shipped_paths

LIBRARY = shipped_library()
YES, NO, DONT_KNOW, REFUSED = Reply
ALONE, TRUSTED, EMPLOYER = Hearing.ALONE, Hearing.TRUSTED, Hearing.EMPLOYER


def begun(*replies: tuple[str, int, Reply], hearing: Hearing = ALONE) -> Sitting:
    """An interview with an adult in which this was said."""
    sitting = Sitting.begin("adult_labour").with_hearing(hearing)
    return replied(sitting, ("AGE01", 0, YES), *replies)


def replied(sitting: Sitting, *replies: tuple[str, int, Reply]) -> Sitting:
    for code, question, reply in replies:
        sitting = sitting.reply(code, question, reply, LIBRARY)
    return sitting


def asked(sitting: Sitting, library: Library = LIBRARY) -> Question:
    step = sitting.next(library)
    assert isinstance(step, Question)
    return step


def place(sitting: Sitting) -> tuple[str, int]:
    step = asked(sitting)
    return step.ask.code, step.question


def settled(sitting: Sitting, code: str) -> tuple[Answer, Hearing] | None:
    found = [e for e in sitting.evidence(LIBRARY) if e.code == code]
    assert len(found) <= 1
    return (found[0].answer, found[0].hearing) if found else None


def problem(error: pytest.ExceptionInfo[InputError]) -> str:
    (one,) = error.value.problems
    return one.code


# Questions


def test_a_question_knows_its_number_its_words_and_its_reason() -> None:
    step = asked(begun(("EX01", 0, NO)))
    assert (step.ask.code, step.question, step.of, step.earlier) == ("EX01", 1, 2, None)
    assert step.ask.reason.id is ReasonId.ALWAYS_ASKED
    assert step.text(LIBRARY, "en") == LIBRARY.texts.all_of("EX01", "questions", "en")[1]
    assert step.text(LIBRARY, "fr") == LIBRARY.texts.all_of("EX01", "questions", "fr")[1]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ((YES,), Answer.YES),
        ((NO, YES), Answer.YES),
        ((REFUSED, YES), Answer.YES),
        ((NO, NO), Answer.NO),
        ((NO, DONT_KNOW), Answer.UNKNOWN),
        ((REFUSED, NO), Answer.UNKNOWN),
        ((DONT_KNOW,), Answer.UNKNOWN),
        ((NO,), None),
    ],
)
def test_what_the_replies_to_the_questions_of_a_code_come_to(
    replies: tuple[Reply, ...], expected: Answer | None
) -> None:
    sitting = begun(*(("EX01", number, reply) for number, reply in enumerate(replies)))
    found = settled(sitting, "EX01")
    assert (None if found is None else found[0]) == expected


def test_a_no_was_heard_by_the_worst_of_those_who_heard_a_part_of_it() -> None:
    sitting = begun(("EX01", 0, NO)).with_hearing(TRUSTED)
    assert settled(replied(sitting, ("EX01", 1, NO)), "EX01") == (Answer.NO, TRUSTED)
    assert settled(replied(sitting, ("EX01", 1, YES)), "EX01") == (Answer.YES, TRUSTED)
    assert settled(
        replied(begun(("EX01", 0, REFUSED)).with_hearing(TRUSTED), ("EX01", 1, NO)), "EX01"
    ) == (
        Answer.UNKNOWN,
        ALONE,
    )


def test_evidence_is_the_workers_and_its_ids_say_nothing() -> None:
    pieces = begun(("CD03", 0, YES), ("EX01", 0, YES)).evidence(LIBRARY)
    assert [(e.id, e.code, e.informant) for e in pieces] == [
        ("1", "CD03", "worker"),
        ("2", "EX01", "worker"),
    ]


def test_the_text_of_a_sitting_in_a_log_holds_nothing_that_was_said() -> None:
    assert "CD04" not in repr(begun(("CD04", 0, YES)))


# Replies that come twice, late, or from elsewhere


def test_the_same_reply_twice_changes_nothing() -> None:
    once = begun(("EX01", 0, NO), ("EX01", 1, NO))
    assert replied(once, ("EX01", 1, NO), ("EX01", 0, NO)) == once


def test_a_reply_takes_the_place_of_the_earlier_one() -> None:
    sitting = begun(("EX01", 0, NO), ("EX01", 1, NO), ("CD01", 0, NO))
    changed = replied(sitting, ("EX01", 1, YES))
    assert [(s.code, s.question) for s in changed.replies] == [
        (s.code, s.question) for s in sitting.replies
    ]
    assert changed.replies[2] == RecordedReply("EX01", 1, YES, ALONE)


def test_a_yes_drops_the_later_questions_of_its_code_and_a_late_reply_to_one_is_no_harm() -> None:
    sitting = begun(("EX01", 0, NO), ("EX01", 1, NO))
    changed = replied(sitting, ("EX01", 0, YES))
    assert changed == begun(("EX01", 0, YES))
    assert replied(changed, ("EX01", 1, NO)) == changed


def test_what_was_said_in_safety_is_not_taken_back_while_somebody_may_hear() -> None:
    sitting = begun(("CD01", 0, YES), ("CD03", 0, NO)).with_hearing(EMPLOYER)
    assert replied(sitting, ("CD01", 0, NO), ("CD01", 0, REFUSED)) == sitting
    assert replied(sitting, ("CD01", 0, YES)) == sitting
    found = replied(sitting, ("CD03", 0, YES))
    assert settled(found, "CD03") == (Answer.YES, EMPLOYER)
    assert replied(found, ("CD03", 0, NO)) == found
    again = replied(found.with_hearing(ALONE), ("CD03", 0, NO), ("CD03", 1, NO))
    assert settled(again, "CD03") == (Answer.NO, ALONE)


def test_the_same_reply_said_again_in_safety_was_said_in_safety() -> None:
    heard = replied(begun().with_hearing(EMPLOYER), ("CD01", 0, NO))
    assert heard.finding(LIBRARY).answer("CD01") is Answer.UNKNOWN
    assert (
        replied(heard.with_hearing(ALONE), ("CD01", 0, NO)).finding(LIBRARY).answer("CD01")
        is Answer.NO
    )


def test_a_correction_that_was_not_taken_is_still_asked_when_it_is_safe() -> None:
    sitting = begun(("CD01", 0, YES)).reopen("CD01", 0, LIBRARY).with_hearing(EMPLOYER)
    sitting = replied(sitting, ("CD01", 0, NO))
    assert isinstance(sitting.next(LIBRARY), Postpone)
    assert place(sitting.with_hearing(ALONE)) == ("CD01", 0)


@pytest.mark.parametrize(
    ("code", "question"),
    [("SAFE01", 0), ("XX99", 0), ("CD01", 1), ("CD01", -1), ("ILO01", 0), ("RV02", 0), ("", 0)],
)
def test_a_question_that_the_list_does_not_have_is_refused(code: str, question: int) -> None:
    sitting = begun()
    with pytest.raises(InputError) as error:
        sitting.reply(code, question, YES, LIBRARY)
    assert problem(error) == "A108"
    assert not code or code not in str(error.value)
    with pytest.raises(InputError) as error:
        sitting.reopen(code, question, LIBRARY)
    assert problem(error) == "A108"


def test_only_what_was_answered_is_opened_again() -> None:
    with pytest.raises(InputError) as error:
        begun().reopen("CD01", 0, LIBRARY)
    assert problem(error) == "A109"


# Back


def test_back_asks_the_question_before_and_the_same_reply_leads_to_where_it_stood() -> None:
    sitting = begun(("EX01", 0, NO), ("EX01", 1, DONT_KNOW), ("CD03", 0, YES))
    once = sitting.back(LIBRARY)
    step = asked(once)
    assert (step.ask.code, step.ask.reason.id) == ("CD03", ReasonId.ASKED_AGAIN)
    assert step.earlier is YES
    assert once.replies == sitting.replies
    twice = once.back(LIBRARY)
    assert (place(twice), asked(twice).earlier) == (("EX01", 1), DONT_KNOW)
    assert replied(once, ("CD03", 0, YES)) == sitting
    assert replied(twice, ("EX01", 1, DONT_KNOW)) == sitting


def test_back_before_the_first_question_asks_who_can_hear() -> None:
    sitting = begun()
    first = sitting.back(LIBRARY)
    assert place(first) == ("AGE01", 0)
    before = first.back(LIBRARY)
    assert before.next(LIBRARY) == AskHearing()
    assert replied(before.with_hearing(ALONE), ("AGE01", 0, YES)) == sitting
    fresh = Sitting.begin("adult_labour").with_hearing(ALONE)
    assert fresh.back(LIBRARY) == Sitting.begin("adult_labour")


def test_a_question_asked_again_that_is_dropped_meanwhile_is_not_asked() -> None:
    sitting = begun(("EX01", 0, NO), ("EX01", 1, NO)).reopen("EX01", 1, LIBRARY)
    assert place(replied(sitting, ("EX01", 0, YES))) == ("CD03", 0)


def test_a_reply_to_another_question_leaves_the_one_that_is_asked_again() -> None:
    sitting = begun(("EX01", 0, YES), ("CD01", 0, NO)).reopen("EX01", 0, LIBRARY)
    assert place(replied(sitting, ("CD01", 0, YES))) == ("EX01", 0)


# Lists


def test_a_code_of_the_adult_list_only_is_kept_and_not_asked_on_the_child_list() -> None:
    sitting = begun(("EX06", 0, YES), ("CD01", 0, YES)).reopen("EX06", 0, LIBRARY)
    child = replied(sitting, ("AGE01", 0, NO))
    assert (child.switched, child.age(LIBRARY)) == (True, Age.CHILD)
    assert child.editing is None
    assert [(t.reply.code, t.askable) for t in child.overview(LIBRARY)] == [
        ("AGE01", True),
        ("EX06", False),
        ("CD01", True),
    ]
    assert [e.code for e in child.evidence(LIBRARY)] == ["CD01"]
    with pytest.raises(InputError) as error:
        child.reopen("EX06", 0, LIBRARY)
    assert problem(error) == "A108"
    assert place(child.back(LIBRARY).back(LIBRARY)) == ("AGE01", 0)
    assert [e.code for e in replied(child, ("AGE01", 0, YES)).evidence(LIBRARY)] == ["EX06", "CD01"]


def test_the_switch_is_told_once_and_a_repeated_reply_does_not_hide_it() -> None:
    sitting = replied(Sitting.begin("adult_labour").with_hearing(ALONE), ("AGE01", 0, REFUSED))
    assert sitting.switched
    assert sitting.age(LIBRARY) is Age.UNSURE
    assert replied(sitting, ("AGE01", 0, REFUSED)).switched
    assert replied(sitting.back(LIBRARY), ("AGE01", 0, REFUSED)) == sitting
    assert not replied(sitting, ("EX01", 0, YES)).switched


def test_an_institutions_own_child_list_is_used(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "schema: manumit/indicator-list/1\nid: our_children\nextends: child_labour\n"
        "edition: Ours\nchecked_on: 2026-11-25\nindicators: []\n"
    )
    library = Library.load(tmp_path)
    sitting = Sitting.begin("adult_labour").with_hearing(ALONE).reply("AGE01", 0, NO, library)
    assert sitting.list_in_use(library).id == "our_children"
    assert sitting.finding(library).age is Age.CHILD
    with pytest.raises(InputError) as error:
        Sitting.from_compact(sitting.to_compact(library), LIBRARY)
    assert problem(error) == "A111"


def test_what_an_own_child_list_has_and_does_not_ask_still_counts(tmp_path: Path) -> None:
    shipped = next(path for path in shipped_paths() if path.name == "interview.yaml")
    plan = shipped.read_text("utf-8").replace("id: default", "id: ours").replace(", EX08", "")
    (tmp_path / "interview.yaml").write_text(plan, "utf-8")
    (tmp_path / "list.yaml").write_text(
        "schema: manumit/indicator-list/1\nid: our_children\nextends: child_labour\n"
        "interview: ours\nedition: Ours\nchecked_on: 2026-11-25\nindicators: []\n"
    )
    library = Library.load(tmp_path)
    sitting = begun(("EX08", 0, YES)).reply("AGE01", 0, NO, library)
    assert sitting.list_in_use(library).id == "our_children"
    assert sitting.finding(library).answer("EX08") is Answer.YES
    assert [line.askable for line in sitting.overview(library)] == [True, False]
    assert isinstance(sitting.next(library), Question)


def test_a_language_with_fewer_questions_shows_the_english_ones(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "schema: manumit/text-pack/1\nsubject: labour\nlanguage: fr\n"
        "review: {status: reviewed, by: A. Reader, on: 2026-11-25}\n"
        "entries:\n  EX01: {questions: ['Une seule ?']}\n"
    )
    text = asked(begun(), Library.load(tmp_path)).text(Library.load(tmp_path), "fr")
    assert (text.language, text.missing, text.needs_notice) == ("en", True, True)


# Its end


def test_after_a_certain_positive_the_interview_may_go_on() -> None:
    sitting = begun()
    while isinstance(step := sitting.next(LIBRARY), Question):
        sitting = replied(sitting, (step.ask.code, step.question, YES))
    assert isinstance(step, Done)
    assert step.reason.id is ReasonId.POSITIVE_CERTAIN
    on = sitting.go_on()
    assert on.goal is Goal.EVERY_DIMENSION
    assert isinstance(on.next(LIBRARY), Question)


# The compact text


def test_a_whole_interview_is_short() -> None:
    sitting = Sitting.begin("adult_labour", Goal.EVERY_DIMENSION).with_hearing(ALONE)
    while isinstance(step := sitting.next(LIBRARY), Question):
        reply = YES if step.ask.code == "AGE01" else NO
        sitting = replied(sitting, (step.ask.code, step.question, reply))
    text = sitting.to_compact(LIBRARY)
    assert len(sitting.replies) > 75
    assert len(text) < 400
    assert text.isascii()
    assert set("&=?/#% ;,").isdisjoint(text)


def _texts() -> list[tuple[str, str]]:
    good = begun(("CD01", 0, YES)).to_compact(LIBRARY)
    version, list_id, mark, digits = good.split(".")
    return [
        ("A110", ""),
        ("A110", "2" + good[1:]),
        ("A110", good + "."),
        ("A110", good[:-1]),
        ("A110", f"{version}.{list_id}.{mark}."),
        ("A110", f"{version}.{list_id}.{mark}.{digits[:-1]}é"),
        ("A110", f"{version}.{list_id}.{mark}.Z{digits[1:]}"),
        ("A110", f"{version}.{list_id}.{mark}.{digits[0]}Z{digits[2:]}"),
        ("A110", f"{version}.{list_id}.{mark}.{digits}{digits[-3:]}"),  # a reply twice
        ("A110", f"{version}.{list_id}.{mark}.{digits}9_A"),  # no such question
        ("A110", f"{version}.{list_id}.{mark}.{digits}AB_"),  # no such reply
        ("A110", f"{version}.{list_id}.{mark}.{digits[:2]}AH{digits[4:]}"),  # not answered
        ("A110", f"{version}.{list_id}.{mark}.B{digits[1:]}"),  # switched to nothing
        ("A111", f"{version}.nothing.{mark}.{digits}"),
        ("A111", f"{version}.child_labour.{mark}.{digits}"),
        ("A111", f"{version}.{list_id}.0000000000.{digits}"),
    ]


@pytest.mark.parametrize(("code", "text"), _texts())
def test_a_text_that_is_no_sitting_of_this_library_is_refused(code: str, text: str) -> None:
    with pytest.raises(InputError) as error:
        Sitting.from_compact(text, LIBRARY)
    assert problem(error) == code
    assert "nothing" not in str(error.value)


def test_a_question_that_may_not_be_opened_again_is_no_sitting() -> None:
    child = replied(begun(("EX06", 0, YES)), ("AGE01", 0, NO))
    forged = dataclasses.replace(child, editing=("EX06", 0))
    with pytest.raises(InputError) as error:
        Sitting.from_compact(forged.to_compact(LIBRARY), LIBRARY)
    assert problem(error) == "A110"

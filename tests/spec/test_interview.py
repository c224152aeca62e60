"""What a guided interview asks, in which order, and when it may end (R-34, R-46, R-55)."""

from collections.abc import Callable, Mapping

import pytest

from manumit.assessment import Age, Answer, State, assess_answers
from manumit.assessment.interview import (
    Ask,
    Done,
    Goal,
    Postpone,
    ReasonId,
    Step,
    SwitchList,
    answers_to_keep,
    interview_plan,
    next_question,
)
from manumit.instruments import Exploitation, Instrument, Population, shipped_library

LIBRARY = shipped_library()
ADULT = LIBRARY.instrument("adult_labour")
CHILD = LIBRARY.instrument("child_labour")
EVERY_LIST = [LIBRARY.instrument(list_id) for list_id in LIBRARY.list_ids]

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
GATES_OPEN = {"SAFE01": YES, "AGE01": YES}
# Written by hand from the issue: asked of everyone, whatever else is known.
ALWAYS = {
    "movement": "CD03",
    "documents": "CD01",
    "threats": "CD11",
    "hours": "EX01",
    "wages": "CD14",
}
VIOLENCE = ["CD04", "CR01"]
# Deceived about the job (DR01) and pay (DR08); hours and pay; papers kept and locked in.
CERTAIN = dict.fromkeys(
    ("DR01", "DR08", "EX01", "EX04", "CD01", "CD03", "EX02", "CD02", "DR02"), YES
)
STATUS_CODES = {"DR06", "RV02", "RV14", "VD05"}


def asked(
    instrument: Instrument,
    reply: Callable[[str], Answer],
    *,
    goal: Goal = Goal.POSITIVE,
    start: Mapping[str, Answer] = GATES_OPEN,
) -> tuple[list[Ask], Step, dict[str, Answer]]:
    """A whole sitting: what was asked, how it ended, and the answers."""
    plan = interview_plan(instrument, goal)
    questions: list[Ask] = []
    answers = dict(start)
    while isinstance(step := plan.next_question(answers), Ask):
        questions.append(step)
        answers[step.code] = reply(step.code)
    return questions, step, answers


class Always:
    """Who says the same to everything."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, _: str) -> Answer:
        return self.answer


def codes(questions: list[Ask]) -> list[str]:
    return [question.code for question in questions]


# Before anything else


def test_first_of_all_may_we_talk_here_then_age() -> None:
    first = next_question(ADULT, {})
    assert isinstance(first, Ask)
    assert (first.code, first.reason.id) == ("SAFE01", ReasonId.GATE)
    second = next_question(ADULT, {"SAFE01": YES})
    assert isinstance(second, Ask)
    assert (second.code, second.reason.id) == ("AGE01", ReasonId.GATE)


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("answer", [NO, UNKNOWN])
def test_nothing_is_asked_where_somebody_may_hear(answer: Answer) -> None:
    assert next_question(ADULT, {"SAFE01": answer}) == Postpone("safety")
    assert next_question(ADULT, {}, passed={"SAFE01"}) == Postpone("safety")


@pytest.mark.parametrize(("answer", "age"), [(NO, Age.CHILD), (UNKNOWN, Age.UNSURE)])
def test_who_is_or_may_be_a_child_is_asked_with_the_child_list(answer: Answer, age: Age) -> None:
    """R-46. The plan says so; it does not change the list by itself."""
    step = next_question(ADULT, {"SAFE01": YES, "AGE01": answer})
    assert step == SwitchList(age, Population.CHILD, Exploitation.LABOUR)


def test_a_refused_age_is_unsure() -> None:
    step = next_question(ADULT, {"SAFE01": YES}, passed={"AGE01"})
    assert step == SwitchList(Age.UNSURE, Population.CHILD, Exploitation.LABOUR)


@pytest.mark.parametrize("answer", [YES, NO, UNKNOWN])
def test_on_the_child_list_an_age_that_is_told_lifts_no_doubt(answer: Answer) -> None:
    """A child may have been told to say 18."""
    assert isinstance(next_question(CHILD, {"SAFE01": YES, "AGE01": answer}), Ask)


# What everyone is asked


@pytest.mark.parametrize("goal", Goal)
def test_everyone_is_asked_of_movement_papers_threats_hours_and_wages(goal: Goal) -> None:
    """Even when the finding is certain before the first question."""
    start = {c: a for c, a in CERTAIN.items() if c not in ALWAYS.values()} | {"CD05": YES}
    start |= {"CD06": YES, "CD09": YES, "EX03": YES}
    assert assess_answers(start, ADULT).trafficking is State.YES
    questions, _, _ = asked(ADULT, lambda _: YES, goal=goal, start=GATES_OPEN | start)
    assert set(codes(questions)) >= set(ALWAYS.values())
    for topic, code in ALWAYS.items():
        question = next(q for q in questions if q.code == code)
        assert (question.topic, question.reason.id) == (topic, ReasonId.ALWAYS_ASKED)


def test_what_everyone_is_asked_comes_before_the_rest() -> None:
    questions, _, _ = asked(ADULT, lambda _: NO)
    assert set(codes(questions)[: len(ALWAYS)]) == set(ALWAYS.values())


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("instrument", EVERY_LIST, ids=lambda i: str(i.id))
@pytest.mark.parametrize("goal", Goal)
@pytest.mark.parametrize("answer", [YES, NO, UNKNOWN])
def test_violence_is_always_offered_and_always_last(
    instrument: Instrument, goal: Goal, answer: Answer
) -> None:
    questions, _, _ = asked(instrument, lambda _: answer, goal=goal)
    assert "CD04" in codes(questions)
    first = codes(questions).index("CD04")
    assert set(codes(questions)[first:]) <= set(VIOLENCE)
    assert all(q.offered and q.reason.id is ReasonId.OFFERED_LAST for q in questions[first:])
    assert not any(q.offered for q in questions[:first])


@pytest.mark.proves("nothing-overheard")
def test_who_declines_to_speak_of_violence_is_not_asked_again_about_it() -> None:
    questions, _, _ = asked(ADULT, lambda code: UNKNOWN if code == "CD04" else NO)
    assert codes(questions)[-1] == "CD04"


# When it may end


def test_a_certain_positive_ends_it_after_the_offer_to_speak_of_violence() -> None:
    questions, end, answers = asked(ADULT, lambda code: CERTAIN.get(code, NO))
    assert isinstance(end, Done)
    assert end.reason.id is ReasonId.POSITIVE_CERTAIN
    assert end.reason.values == {"result": "trafficking"}
    assert codes(questions)[-1] == "CD04"
    assert len(questions) < 20
    stated = {c: a for c, a in answers.items() if c not in GATES_OPEN}
    assert assess_answers(stated, ADULT).trafficking is State.YES


def test_a_negative_never_ends_it_early() -> None:
    """Who says no to everything is asked everything: a no may be fear, and may change."""
    questions, end, _ = asked(ADULT, lambda _: NO)
    assert isinstance(end, Done)
    assert end.reason.id is ReasonId.NOTHING_LEFT
    every = {code for topic in ADULT.topics if topic.gate is None for code in topic.codes}
    moot = every - set(codes(questions))
    # What was left out could change nothing any more: the last one or two of a dimension.
    assert len(moot) <= 6
    full = assess_answers(dict.fromkeys(every, NO), ADULT)
    left_open = dict.fromkeys(every - moot, NO)
    assert assess_answers(left_open, ADULT).trafficking is full.trafficking is State.NO


def test_signs_of_forced_labour_do_not_end_it_while_trafficking_can_still_be_shown() -> None:
    """Papers kept and excessive hours are such signs, two answers; trafficking is still open."""
    signs = {"CD01": YES, "EX01": YES, "CD03": NO, "CD11": NO, "CD14": NO}
    assert assess_answers(signs, ADULT).forced_labour is State.YES
    step = next_question(ADULT, GATES_OPEN | signs)
    assert isinstance(step, Ask)
    assert not step.offered


def test_they_end_it_once_no_answer_can_show_trafficking() -> None:
    """Nobody recruited: deception and coercion at recruitment are certainly not positive."""
    local = GATES_OPEN | {f"DR{n:02}": NO for n in range(1, 11) if n != 6}
    local |= {f"CR{n:02}": NO for n in range(1, 11)}
    questions, end, _ = asked(ADULT, lambda _: YES, start=local)
    assert isinstance(end, Done)
    assert end.reason.values == {"result": "forced_labour"}
    assert set(codes(questions)) == {*ALWAYS.values(), "CD04"}


def test_every_dimension_means_every_result() -> None:
    """It goes on after a certain positive, until nothing that is asked could change a result."""
    questions, end, answers = asked(
        ADULT, lambda code: CERTAIN.get(code, NO), goal=Goal.EVERY_DIMENSION
    )
    assert isinstance(end, Done)
    assert end.reason.id is ReasonId.NOTHING_LEFT
    stated = {c: a for c, a in answers.items() if c not in GATES_OPEN}
    finding = assess_answers(stated, ADULT)
    assert State.UNDETERMINED not in {finding.dimension(d) for d in finding.lower.dimensions}
    assert State.UNDETERMINED not in {finding.forced_labour, finding.labour_law}
    assert finding.conclusion is not None
    assert len(questions) < len(stated) + 1


def test_for_a_child_no_means_is_asked_for_once_act_and_exploitation_are_certain() -> None:
    """R-46; scenario 5."""
    signs = {"EX01": YES, "EX04": YES, "AC03": YES}
    questions, end, _ = asked(CHILD, lambda code: signs.get(code, NO))
    assert isinstance(end, Done)
    assert end.reason.values == {"result": "trafficking"}
    assert not [q.code for q in questions if q.code.startswith("VD")]


# Refusals, late disclosure


def test_a_question_that_was_refused_or_not_known_is_not_repeated() -> None:
    for instrument in EVERY_LIST:
        questions, _, _ = asked(instrument, lambda _: UNKNOWN)
        assert len(codes(questions)) == len(set(codes(questions)))
    first = next_question(ADULT, GATES_OPEN)
    assert isinstance(first, Ask)
    second = next_question(ADULT, GATES_OPEN, passed={first.code})
    assert isinstance(second, Ask)
    assert second.code != first.code


def test_a_refusal_stays_unknown_and_ends_nothing() -> None:
    _, end, answers = asked(ADULT, lambda _: UNKNOWN)
    assert isinstance(end, Done)
    assert end.reason.id is ReasonId.NOTHING_LEFT
    stated = {c: a for c, a in answers.items() if c not in GATES_OPEN}
    assert assess_answers(stated, ADULT).trafficking is State.UNDETERMINED


def test_a_later_sitting_asks_again_what_was_denied_or_refused() -> None:
    """People disclose late. A yes is not asked twice; who can hear is asked anew."""
    before = GATES_OPEN | {"CD01": NO, "CD11": UNKNOWN, "EX01": YES}
    again = answers_to_keep(ADULT, before)
    assert again == {"AGE01": YES, "EX01": YES}
    assert next_question(ADULT, again) == next_question(ADULT, {"AGE01": YES, "EX01": YES})
    questions, _, _ = asked(ADULT, lambda _: YES, start=again)
    assert codes(questions)[0] == "SAFE01"
    assert {"CD01", "CD11"} <= set(codes(questions))
    assert "EX01" not in codes(questions)


# Status


@pytest.mark.proves("no-migration-status")
@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("list_id", LIBRARY.list_ids)
def test_nothing_is_asked_about_status(list_id: str, special: bool) -> None:
    """R-34. Not even where a deployment loads those indicators."""
    instrument = LIBRARY.instrument(list_id, special=special)
    for goal in Goal:
        plan = interview_plan(instrument, goal)
        assert STATUS_CODES.isdisjoint(plan.remaining({}))
        for answer in Answer:
            questions, _, _ = asked(instrument, Always(answer), goal=goal)
            assert STATUS_CODES.isdisjoint(codes(questions))


# Why


def test_each_question_says_why() -> None:
    """With hours already known as excessive, one more sign makes exploitation positive."""
    start = GATES_OPEN | dict.fromkeys(ALWAYS.values(), NO) | {"EX01": YES}
    step = next_question(ADULT, start)
    assert isinstance(step, Ask)
    assert step.code.startswith("EX")
    assert step.reason.id is ReasonId.ONE_MORE_MAKES_DIMENSION_POSITIVE
    assert step.reason.values == {"result": "exploitation"}

"""Laws of an interview as a value, whatever happens in it and in whatever order."""

import string
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.assessment import (
    Answer,
    AskHearing,
    Done,
    Goal,
    Hearing,
    Postpone,
    Question,
    RecordedReply,
    Reply,
    Sitting,
    assess_answers,
)
from manumit.errors import InputError
from manumit.instruments import Population, shipped_library

LIBRARY = shipped_library()
SAFE = {Hearing.ALONE, Hearing.TRUSTED}
COUNTS_FOR_NOTHING = {Hearing.EMPLOYER, Hearing.EMPLOYERS_INTERPRETER}
UNKNOWNS = {Reply.DONT_KNOW, Reply.REFUSED}
VIOLENCE = {"CD04", "CR01"}
PLACES = [
    (code, number)
    for code in [c for t in LIBRARY.instrument("adult_labour").topics for c in t.codes]
    for number in range(len(LIBRARY.texts.all_of(code, "questions", "en")))
    if code != "SAFE01"
]

type Action = Callable[[Sitting], Sitting]


def answer(reply: Reply, sitting: Sitting) -> Sitting:
    """Replies to what is asked now, or finds out that nobody can hear."""
    step = sitting.next(LIBRARY)
    if isinstance(step, Question):
        return sitting.reply(step.ask.code, step.question, reply, LIBRARY)
    return sitting.with_hearing(Hearing.ALONE)


def hear(hearing: Hearing, sitting: Sitting) -> Sitting:
    """Somebody came or went."""
    return sitting.with_hearing(hearing)


def back(_: None, sitting: Sitting) -> Sitting:
    """One question back."""
    return sitting.back(LIBRARY)


def reopen(number: int, sitting: Sitting) -> Sitting:
    """A line of the overview is opened again."""
    lines = [line.reply for line in sitting.overview(LIBRARY) if line.askable]
    if not lines:
        return sitting
    one = lines[number % len(lines)]
    return sitting.reopen(one.code, one.question, LIBRARY)


def send(sent: tuple[tuple[str, int], Reply], sitting: Sitting) -> Sitting:
    """An old page, or a made-up one, is sent."""
    place, reply = sent
    try:
        return sitting.reply(*place, reply, LIBRARY)
    except InputError:
        return sitting


def go_on(_: None, sitting: Sitting) -> Sitting:
    """Asks on after the end."""
    return sitting.go_on()


replies = st.sampled_from(list(Reply))
answering: st.SearchStrategy[Action] = st.builds(partial, st.just(answer), replies)
others: st.SearchStrategy[Action] = st.one_of(
    st.builds(partial, st.just(back), st.none()),
    st.builds(partial, st.just(reopen), st.integers(0, 20)),
    st.builds(partial, st.just(send), st.tuples(st.sampled_from(PLACES), replies)),
    st.builds(partial, st.just(go_on), st.none()),
)
hearing: st.SearchStrategy[Action] = st.builds(
    partial, st.just(hear), st.sampled_from([*Hearing, *SAFE])
)
starts = st.builds(Sitting.begin, st.sampled_from(LIBRARY.list_ids), st.sampled_from(list(Goal)))
courses = st.tuples(starts, st.lists(answering | answering | hearing | others, max_size=25))


def states(course: tuple[Sitting, list[Action]]) -> list[Sitting]:
    sitting, what = course
    found = [sitting]
    for action in what:
        found.append(action(found[-1]))
    return found


def replies_to(sitting: Sitting, code: str) -> dict[int, RecordedReply]:
    return {s.question: s for s in sitting.replies if s.code == code}


def model(sitting: Sitting, code: str) -> Answer:
    """What the replies to a code come to, told anew from the rule in words."""
    replies = replies_to(sitting, code)
    if any(s.reply is Reply.YES for s in replies.values()):
        return Answer.YES
    heard = {s.hearing for s in replies.values()}
    every = set(replies) == {number for one, number in PLACES if one == code}
    if (
        every
        and {s.reply for s in replies.values()} == {Reply.NO}
        and not heard & COUNTS_FOR_NOTHING
    ):
        return Answer.NO
    return Answer.UNKNOWN


@pytest.mark.proves("nothing-overheard")
@settings(max_examples=80)
@given(courses)
def test_nothing_is_asked_while_somebody_may_hear(course: tuple[Sitting, list[Action]]) -> None:
    for sitting in states(course):
        step = sitting.next(LIBRARY)
        if sitting.hearing is Hearing.NOT_RECORDED:
            assert step == AskHearing()
        elif sitting.hearing not in SAFE:
            assert isinstance(step, Postpone)
        else:
            assert isinstance(step, Question | Done)
            assert not (isinstance(step, Question) and step.ask.code == "SAFE01")


@settings(max_examples=80)
@given(courses)
def test_unknown_never_becomes_no_and_a_yes_is_never_lost(
    course: tuple[Sitting, list[Action]],
) -> None:
    sitting = states(course)[-1]
    finding = sitting.finding(LIBRARY)
    for code in {s.code for s in sitting.replies} & finding.instrument.codes:
        assert finding.answer(code) is model(sitting, code)


@settings(max_examples=80)
@given(courses)
def test_nothing_that_was_said_is_lost(course: tuple[Sitting, list[Action]]) -> None:
    before = course[0]
    for sitting in states(course):
        now = {(s.code, s.question): s for s in sitting.replies}
        for old in before.replies:
            new = now.get((old.code, old.question))
            if new is None:  # an earlier question of the code became a yes
                replies = replies_to(sitting, old.code)
                assert any(s.reply is Reply.YES and n < old.question for n, s in replies.items())
            elif old.hearing in SAFE and new.hearing not in SAFE:
                assert new.reply is Reply.YES
            elif old.reply is Reply.YES and new.reply is not Reply.YES:
                assert new.hearing in SAFE
        before = sitting


@settings(max_examples=80)
@given(courses)
def test_a_person_who_may_be_a_child_is_assessed_as_one(
    course: tuple[Sitting, list[Action]],
) -> None:
    for sitting in states(course):
        replies = replies_to(sitting, "AGE01").get(0)
        adult = replies is None or (replies.reply is Reply.YES and replies.hearing in SAFE)
        begun = LIBRARY.instrument(sitting.list_id)
        used = sitting.list_in_use(LIBRARY)
        assert used.population is (begun.population if adult else Population.CHILD)
        assert used.exploitation is begun.exploitation
        assert sitting.finding(LIBRARY).instrument.id == used.id
        assert not sitting.switched or used.id != sitting.list_id


@pytest.mark.proves("nothing-overheard")
@settings(max_examples=60)
@given(courses, st.lists(replies, min_size=1, max_size=4))
def test_violence_comes_last_and_is_not_asked_again_when_declined(
    course: tuple[Sitting, list[Action]], cycle: list[Reply]
) -> None:
    sitting = states(course)[-1].with_hearing(Hearing.ALONE)
    came = False
    for number in range(200):
        step = sitting.next(LIBRARY)
        if isinstance(step, Done):
            return
        assert isinstance(step, Question)
        code = step.ask.code
        if sitting.editing is None:
            assert step.earlier is None
            assert not came or code in VIOLENCE
            came |= code in VIOLENCE
            if code in VIOLENCE:
                own_replies = replies_to(sitting, "CD04").values()
                assert UNKNOWNS.isdisjoint(s.reply for s in own_replies)
        sitting = sitting.reply(code, step.question, cycle[number % len(cycle)], LIBRARY)
    raise AssertionError


@settings(max_examples=60)
@given(starts, st.lists(answering | others, max_size=25))
def test_said_alone_the_finding_is_that_of_the_bare_answers(
    start: Sitting, what: list[Action]
) -> None:
    sitting = states((start.with_hearing(Hearing.ALONE), what))[-1]
    if any(s.hearing is not Hearing.ALONE for s in sitting.replies):
        return  # sent after going back to the question who can hear
    used = sitting.list_in_use(LIBRARY)
    codes = {s.code for s in sitting.replies} & used.codes
    bare = {code: model(sitting, code) for code in codes}
    expected = assess_answers(bare, used, age=sitting.age(LIBRARY))
    found = sitting.finding(LIBRARY)
    assert (found.lower, found.upper, found.age) == (expected.lower, expected.upper, expected.age)


@settings(max_examples=80)
@given(courses)
def test_what_is_sent_twice_changes_nothing(course: tuple[Sitting, list[Action]]) -> None:
    for sitting in states(course):
        step = sitting.next(LIBRARY)
        if isinstance(step, Question):
            for reply in Reply:
                once = sitting.reply(step.ask.code, step.question, reply, LIBRARY)
                assert once.reply(step.ask.code, step.question, reply, LIBRARY) == once


@settings(max_examples=80)
@given(courses, st.integers(1, 4))
def test_back_and_the_same_reply_lead_to_where_it_stood(
    course: tuple[Sitting, list[Action]], times: int
) -> None:
    for sitting in states(course):
        again = sitting
        for _ in range(times):
            again = again.back(LIBRARY)
        assert again.replies == sitting.replies
        if sitting.editing is None and again.editing is not None:
            code, number = again.editing
            old = replies_to(sitting, code)[number]
            back = again.with_hearing(old.hearing).reply(code, number, old.reply, LIBRARY)
            assert back.with_hearing(sitting.hearing) == sitting


@settings(max_examples=80)
@given(courses)
def test_every_sitting_survives_being_a_text(course: tuple[Sitting, list[Action]]) -> None:
    seen: dict[str, Sitting] = {}
    for sitting in states(course):
        text = sitting.to_compact(LIBRARY)
        assert Sitting.from_compact(text, LIBRARY) == sitting
        assert seen.setdefault(text, sitting) == sitting
        assert set(text) <= {*string.ascii_letters, *string.digits, *"-_."}


def use(text: str) -> None:
    """A text gives a sitting with which everything works, or a coded error."""
    try:
        sitting = Sitting.from_compact(text, LIBRARY)
    except InputError:
        with pytest.raises(InputError, match=r"^\[A11[01]\]"):
            Sitting.from_compact(text, LIBRARY)
        return
    assert sitting.to_compact(LIBRARY) == text
    sitting.next(LIBRARY)
    sitting.back(LIBRARY).next(LIBRARY)
    sitting.finding(LIBRARY)
    sitting.overview(LIBRARY)
    for place in PLACES[:3]:
        sitting.reply(*place, Reply.YES, LIBRARY).next(LIBRARY)


@settings(max_examples=200)
@given(st.text())
def test_any_text_gives_a_coded_error(text: str) -> None:
    use(text)


@settings(max_examples=200)
@given(starts, st.text(alphabet=string.ascii_letters + string.digits + "-_", max_size=40))
def test_any_digits_give_a_sitting_or_a_coded_error(start: Sitting, digits: str) -> None:
    head = start.to_compact(LIBRARY).rpartition(".")[0]
    use(f"{head}.{digits}")
    use(f"{head}.CA__{digits[: len(digits) // 3 * 3]}")


@settings(max_examples=150)
@given(courses, st.integers(0, 200), st.sampled_from(string.printable + "é"))
def test_a_text_that_was_changed_gives_a_sitting_or_a_coded_error(
    course: tuple[Sitting, list[Action]], at: int, letter: str
) -> None:
    text = states(course)[-1].to_compact(LIBRARY)
    at %= len(text)
    use(text[:at] + letter + text[at + 1 :])
    use(text[:at])
    use(text[:at] + letter + text[at:])

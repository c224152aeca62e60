"""Laws of the guided interview, on any answers in any list."""

import itertools
from collections.abc import Iterator, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.assessment import Answer, Finding, State, assess_answers, outcome
from manumit.assessment.interview import (
    Ask,
    Done,
    Goal,
    InterviewPlan,
    Reason,
    ReasonId,
    interview_plan,
)
from manumit.assessment.interview_logic import Part, Result, bits
from manumit.assessment.interview_odds import odds_for
from manumit.instruments import Instrument, shipped_library

LIBRARY = shipped_library()
PLANS = {
    (list_id, goal): interview_plan(LIBRARY.instrument(list_id), goal)
    for list_id in LIBRARY.list_ids
    for goal in Goal
}
plans = st.sampled_from(list(PLANS.values()))
GATES = {"SAFE01": Answer.YES, "AGE01": Answer.YES}
MOST_OPEN = 7
# How many of yes, no, unknown.
TENDENCIES = [(0, 1, 0), (0, 1, 1), (1, 12, 0), (1, 1, 0), (1, 1, 1), (4, 1, 1)]


def askable(instrument: Instrument) -> list[str]:
    return [c for t in instrument.topics if t.gate is None for c in t.codes]


def always(instrument: Instrument) -> set[str]:
    return {c for t in instrument.topics if t.always and t.gate is None for c in t.core}


@st.composite
def replies(draw: st.DrawFn, instrument: Instrument) -> dict[str, Answer]:
    """What the person would say to each question; each dimension has its own tendency."""
    answers = {}
    codes = askable(instrument)
    tendency = {}
    for kind in sorted({code[:2] for code in codes}):
        weights = draw(st.sampled_from(TENDENCIES))
        tendency[kind] = [a for a, n in zip(Answer, weights, strict=True) for _ in range(n)]
    for code in codes:
        answers[code] = draw(st.sampled_from(tendency[code[:2]]))
    return answers


@st.composite
def interviews(draw: st.DrawFn) -> tuple[InterviewPlan, dict[str, Answer]]:
    plan = draw(plans)
    return plan, draw(replies(plan.instrument))


@st.composite
def moments(draw: st.DrawFn) -> tuple[InterviewPlan, dict[str, Answer], list[str]]:
    """Somewhere in an interview: the answers so far, and the few codes that are still open."""
    plan, all_answers = draw(interviews())
    core = always(plan.instrument) - {"CD04"}
    codes = draw(st.permutations([c for c in askable(plan.instrument) if c not in core]))
    open_ = codes[: draw(st.integers(1, MOST_OPEN))]
    answers = {c: a for c, a in all_answers.items() if c not in open_}
    # Other evidence may speak to what no interview asks, such as the eleven indicators.
    items = st.sampled_from(sorted(plan.instrument.codes - all_answers.keys()))
    answers |= draw(st.dictionaries(items, st.sampled_from(list(Answer)), max_size=3))
    declined = answers.get("CD04") is Answer.UNKNOWN
    return plan, answers, [c for c in open_ if not (declined and c == "CR01")]


def sit(
    plan: InterviewPlan, given: Mapping[str, Answer]
) -> tuple[list[str], Done, dict[str, Answer]]:
    answers = dict(GATES)
    order = []
    while isinstance(step := plan.next_question(answers), Ask):
        assert step.code not in answers
        order.append(step.code)
        answers[step.code] = given[step.code]
    assert isinstance(step, Done)
    return order, step, {c: a for c, a in answers.items() if c not in GATES}


def subsets(codes: list[str]) -> Iterator[frozenset[str]]:
    for size in range(len(codes) + 1):
        yield from map(frozenset, itertools.combinations(codes, size))


def results(instrument: Instrument, present: frozenset[str]) -> tuple[object, ...]:
    """Everything that a question may be asked for."""
    found = outcome(instrument, present)
    sets = tuple(found.sets[s] for s in ("labour_law", "act", "means", "purpose"))
    return (*found.dimensions.values(), sets, found.forced_labour, found.conclusion.id)


def can_matter(
    plan: InterviewPlan, answers: Mapping[str, Answer], open_: list[str], code: str
) -> bool:
    """Whether an answer could change any result at either bound: tries every case."""
    instrument = plan.instrument
    yes = frozenset(c for c, a in answers.items() if a is Answer.YES)
    spoken = frozenset(c for c, a in answers.items() if a is not Answer.UNKNOWN)
    hidden = (instrument.open_codes | answers.keys()) - spoken - set(open_)
    others = [c for c in open_ if c != code]
    return any(
        results(instrument, base | some) != results(instrument, base | some | {code})
        for base in (yes, yes | hidden)
        for some in subsets(others)
    )


def tipping(
    plan: InterviewPlan, answers: Mapping[str, Answer], open_: list[str], result: str
) -> set[str]:
    """The open codes that may be what makes a result certain: tries every case."""
    yes = frozenset(c for c, a in answers.items() if a is Answer.YES)

    def holds(present: frozenset[str]) -> bool:
        found = outcome(plan.instrument, present)
        return found.conclusion.positive if result == "trafficking" else found.forced_labour

    return {
        code
        for some in subsets(open_)
        if not holds(yes | some)
        for code in set(open_) - some
        if holds(yes | some | {code})
    }


def offered(plan: InterviewPlan) -> Ask:
    topic = next(t for t in plan.instrument.topics if t.last)
    return Ask(
        topic.core[0], topic.id, Reason(ReasonId.OFFERED_LAST, {"topic": topic.id}), offered=True
    )


def states(finding: Finding) -> tuple[object, ...]:
    sets = tuple(finding.item_set(s) for s in ("labour_law", "act", "means", "purpose"))
    rows = (finding.lower.conclusion.id, finding.upper.conclusion.id)
    dimensions = tuple(finding.dimension(d) for d in finding.lower.dimensions)
    return (*dimensions, sets, finding.forced_labour, rows)


@settings(max_examples=120, deadline=None)
@given(moments())
def test_no_question_is_asked_that_cannot_matter_unless_everyone_is_asked_it(
    moment: tuple[InterviewPlan, dict[str, Answer], list[str]],
) -> None:
    plan, answers, open_ = moment
    while isinstance(step := plan.next_question(GATES | answers), Ask):
        if step.code not in always(plan.instrument):
            assert can_matter(plan, answers, open_, step.code)
        answers[step.code] = Answer.NO
        open_ = [code for code in open_ if code not in answers]


@settings(max_examples=150, deadline=None)
@given(moments())
def test_for_a_positive_only_that_is_asked_which_can_make_the_strongest_one_certain(
    moment: tuple[InterviewPlan, dict[str, Answer], list[str]],
) -> None:
    plan, answers, open_ = moment
    plan = PLANS[plan.instrument.id, Goal.POSITIVE]
    step = plan.next_question(GATES | answers)
    if assess_answers(answers, plan.instrument).trafficking is State.YES:
        assert isinstance(step, Done) or step == offered(plan)
        return
    for result in ("trafficking", "forced_labour"):
        can = tipping(plan, answers, open_, result) - {"CD04", "CR01"}
        if can:
            assert isinstance(step, Ask)
            assert step.code in can
            return


@settings(max_examples=120, deadline=None)
@given(moments())
def test_it_ends_with_nothing_left_only_where_no_answer_can_matter(
    moment: tuple[InterviewPlan, dict[str, Answer], list[str]],
) -> None:
    plan, answers, open_ = moment
    while isinstance(step := plan.next_question(GATES | answers), Ask):
        answers[step.code] = Answer.NO
        open_ = [code for code in open_ if code not in answers]
    assert isinstance(step, Done)
    if step.reason.id is ReasonId.NOTHING_LEFT:
        assert not [c for c in open_ if can_matter(plan, answers, open_, c)]


@settings(max_examples=100, deadline=None)
@given(interviews())
def test_it_ends_and_what_it_leaves_out_was_foreseen(
    interview: tuple[InterviewPlan, dict[str, Answer]],
) -> None:
    plan, all_answers = interview
    order, _, answers = sit(plan, all_answers)
    assert len(order) == len(set(order)) <= len(all_answers)
    assert set(order) <= set(plan.remaining(GATES))
    assert set(order) >= always(plan.instrument) & set(all_answers)
    assert plan.remaining(GATES | answers) == ()


@settings(max_examples=100, deadline=None)
@given(interviews(), st.data())
def test_a_certified_positive_stands_whatever_the_other_answers_are(
    interview: tuple[InterviewPlan, dict[str, Answer]], data: st.DataObject
) -> None:
    plan, all_answers = interview
    _, end, answers = sit(plan, all_answers)
    others = data.draw(replies(plan.instrument))
    finding = assess_answers(others | answers, plan.instrument)
    if end.reason.id is ReasonId.POSITIVE_CERTAIN:
        assert getattr(finding, end.reason.values["result"]) is State.YES


@settings(max_examples=100, deadline=None)
@given(interviews())
def test_no_positive_that_all_answers_show_is_missed(
    interview: tuple[InterviewPlan, dict[str, Answer]],
) -> None:
    plan, all_answers = interview
    _, end, answers = sit(plan, all_answers)
    if all_answers["CD04"] is Answer.UNKNOWN:
        all_answers = all_answers | {"CR01": Answer.UNKNOWN}  # the topic was declined
    full = assess_answers(all_answers, plan.instrument)
    found = assess_answers(answers, plan.instrument)
    if full.trafficking is State.YES:
        assert found.trafficking is State.YES
    if end.reason.id is ReasonId.NOTHING_LEFT:
        assert states(found) == states(full)


@settings(max_examples=60, deadline=None)
@given(moments(), st.randoms(use_true_random=False))
def test_the_order_of_earlier_answers_does_not_matter(
    moment: tuple[InterviewPlan, dict[str, Answer], list[str]], chance: object
) -> None:
    plan, answers, _ = moment
    pairs = list((GATES | answers).items())
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert plan.next_question(dict(pairs)) == plan.next_question(GATES | answers)


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[Result, int, int]:
    """A result whose parts share codes, as in the lists without grades."""
    odds = odds_for(None, next(iter(PLANS.values())).instrument.expectation)
    masks = draw(st.lists(st.integers(1, 2**6 - 1), min_size=1, max_size=4))
    parts = [Part(f"part{number}", mask, odds) for number, mask in enumerate(masks)]
    term = st.lists(st.sampled_from(parts), min_size=1, max_size=4, unique=True).map(tuple)
    present = draw(st.integers(0, 2**6 - 1)) & draw(st.integers(0, 2**6 - 1))
    open_ = draw(st.integers(0, 2**6 - 1)) & ~present
    return Result("any", draw(st.lists(term, min_size=1, max_size=3))), present, open_


@settings(max_examples=400, deadline=None)
@given(overlapping())
def test_what_can_tip_a_result_equals_trying_every_case(case: tuple[Result, int, int]) -> None:
    result, present, open_ = case
    tips = 0
    for some in range(2**6):
        if not some & ~open_ and not result.holds(present | some):
            for bit in bits(open_ & ~some):
                tips |= bit if result.holds(present | some | bit) else 0
    assert result.pivotal(present, open_) == tips

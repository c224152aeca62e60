"""The guided interview: which question next, and why; or that it is enough.

A pure function of the instrument, the answers so far and what was passed over, so that a server
without sessions and a tablet without a network ask alike. ``docs/explanation/interview.md``
explains it with an example, ``docs/decisions/0007`` argues it.

* First the gates: may we talk here (else another time and place), is the person 18 or older (else
  the child list, R-46). Then the core of each topic that is asked of everyone. Violence is offered
  last, and may be declined.
* Every other question is asked only while its answer can still matter for the goal.
* Only a positive is certified early. A negative never is: where no positive is left to find, the
  plan goes on until every result is determined.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from manumit.assessment.codes import AssessmentCode
from manumit.assessment.engine import Age
from manumit.assessment.evidence import Answer
from manumit.assessment.interview_logic import Part, Results, bits
from manumit.assessment.interview_odds import Outlook, Tally, any_of, odds_for
from manumit.errors import InputError, Place, Problem
from manumit.instruments import Exploitation, Gate, Instrument, Population, Topic

NOTHING: Tally = (0, 0, 0)
MEDIUM = 1  # what has no grade is expected as often as a medium sign


class Goal(enum.StrEnum):
    """When an interview may end.

    POSITIVE: when the strongest positive that the remaining questions can reach is certain, the
    person is left in peace. That is trafficking (a row of the conclusions table marked positive);
    once no answer can make that certain any more, signs of forced labour. Signs of forced labour
    do not end an interview while trafficking can still be shown: the right to a reflection period
    hangs on it (R-48), and two answers may be enough for them.

    EVERY_DIMENSION: when no question is left that could change a dimension, signs of forced
    labour, signs that labour law was broken, or act, means and purpose. POSITIVE becomes this where
    there is no positive left to certify.
    """

    POSITIVE = "positive"
    EVERY_DIMENSION = "every_dimension"


class ReasonId(enum.StrEnum):
    """Why a question is asked, or why the interview ends. Texts are kept elsewhere.

    The values that go with each: GATE, ALWAYS_ASKED, OFFERED_LAST and ASKED_AGAIN (by a
    ``Sitting`` only) ``topic``; the others ``result``, the id of a dimension or item set.
    ``trafficking`` and ``forced_labour`` are the results of POSITIVE_CERTAIN; NOTHING_LEFT has
    none.
    """

    GATE = "gate"
    ALWAYS_ASKED = "always_asked"
    OFFERED_LAST = "offered_last"
    ASKED_AGAIN = "asked_again"
    ONE_MORE_MAKES_DIMENSION_POSITIVE = "one_more_makes_dimension_positive"
    ONE_YES_IS_ENOUGH = "one_yes_is_enough"
    MOST_LIKELY_TO_SETTLE = "most_likely_to_settle"
    ONLY_A_NO_CAN_SETTLE = "only_a_no_can_settle"
    POSITIVE_CERTAIN = "positive_certain"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason and the ids to fill into its text."""

    id: ReasonId
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this. Every question may be refused.

    Attributes:
        offered: say first that the topic may be left out altogether (violence).
    """

    code: str
    topic: str
    reason: Reason
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Postpone:
    """Somebody may be listening: stop, and offer another time and place."""

    topic: str


@dataclass(frozen=True, slots=True)
class SwitchList:
    """The person is, or may be, under 18: go on with the child list (R-46).

    Attributes:
        age: CHILD or UNSURE, for ``assess``.
        population, exploitation: of the list to go on with (``Library.shipped_for``).
    """

    age: Age
    population: Population
    exploitation: Exploitation


@dataclass(frozen=True, slots=True)
class Done:
    """The interview is complete. What happens now is for a person to decide (R-47)."""

    reason: Reason


type Step = Ask | Postpone | SwitchList | Done


@dataclass(frozen=True, slots=True)
class PlanState:
    """One moment of an interview, as masks of codes.

    Attributes:
        open: what may still be asked; ``hidden``: what stays unknown whatever is asked.
    """

    yes: int
    no: int
    open: int
    hidden: int


class InterviewPlan:
    """How one list is asked; made by :func:`interview_plan`, immutable, cheap to make or keep."""

    def __init__(self, instrument: Instrument, goal: Goal) -> None:
        self.instrument = instrument
        self.goal = goal
        self.gates = tuple(t for t in instrument.topics if t.gate is not None)
        self._topics = tuple(t for t in instrument.topics if t.gate is None)
        asked = [code for topic in self._topics if not topic.last for code in topic.codes]
        asked += [code for topic in self._topics if topic.last for code in topic.codes]
        ordered = dict.fromkeys(asked + sorted(instrument.codes))
        # The lowest bit is the code that the plan's file lists first.
        self._bit = {code: 1 << index for index, code in enumerate(ordered)}
        self._codes = tuple(ordered)
        self._topic_of = {code: topic for topic in self._topics for code in topic.codes}
        self._askable = self._mask(asked)
        self._open = self._mask(instrument.open_codes)
        self._core = self._mask(
            code
            for topic in self._topics
            if topic.always and not topic.last
            for code in topic.core
            if code in topic.codes
        )
        self._last = self._mask(c for topic in self._topics if topic.last for c in topic.codes)
        self._odds = odds_for(instrument.dimension_rule, instrument.expectation)
        self._results = Results(instrument, self._bit, self._odds)

    def next_question(
        self, answers: Mapping[str, Answer], *, passed: AbstractSet[str] = frozenset()
    ) -> Step:
        """Return what to do next.

        Args:
            answers: code to settled answer, the gates' codes among them. UNKNOWN means: asked in
                this sitting and not answered, as for ``passed``.
            passed: codes refused, not known or skipped in this sitting; not asked again in it.

        Raises:
            InputError: A101 or A102 for a code that the list does not have.
        """
        self._check(answers.keys() | passed)
        step = self._gate(answers, passed)
        if step is not None:
            return step
        state = self._state(answers, passed)
        return self._core_question(state) or self._useful_question(state) or self._last_step(state)

    def remaining(
        self, answers: Mapping[str, Answer], *, passed: AbstractSet[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return the codes that may still be asked, in the order of the plan's file."""
        self._check(answers.keys() | passed)
        gates = [c for t in self.gates for c in t.codes if c not in answers and c not in passed]
        state = self._state(answers, passed)
        last_core = self._mask(c for t in self._topics if t.last for c in t.core if c in t.codes)
        mask = state.open & (self._core | last_core)
        for _, candidates in self._stages(state):
            mask |= candidates
        return (*gates, *(self._code(bit) for bit in bits(mask)))

    # Input

    def _check(self, codes: AbstractSet[str]) -> None:
        gates = {code for topic in self.gates for code in topic.codes}
        unknown = codes - self._bit.keys() - gates
        if unknown:
            raise InputError(self._problem(code) for code in sorted(unknown))

    def _problem(self, code: str) -> Problem:
        place = Place(field=f"answer to '{code}'")
        if code in self.instrument.special_codes:
            return AssessmentCode.SPECIAL_CODE.problem(place, code=code)
        return AssessmentCode.UNKNOWN_CODE.problem(place, code=code, instrument=self.instrument.id)

    def _mask(self, codes: Iterable[str]) -> int:
        mask = 0
        for code in codes:
            mask |= self._bit[code]
        return mask

    def _code(self, bit: int) -> str:
        return self._codes[bit.bit_length() - 1]

    def _state(self, answers: Mapping[str, Answer], passed: AbstractSet[str]) -> PlanState:
        yes = self._mask(c for c, a in answers.items() if a is Answer.YES and c in self._bit)
        no = self._mask(c for c, a in answers.items() if a is Answer.NO and c in self._bit)
        left_out = {c for c, a in answers.items() if a is Answer.UNKNOWN} | passed
        quiet = self._mask(c for c in left_out if c in self._bit)
        for topic in self._topics:
            if topic.last and quiet & self._mask(c for c in topic.core if c in topic.codes):
                quiet |= self._mask(topic.codes)  # declined as a whole
        open_ = self._askable & ~(yes | no | quiet)
        hidden = (self._open | quiet) & ~(yes | no | open_)
        return PlanState(yes, no, open_, hidden)

    # The parts of an interview, in their order

    def _gate(self, answers: Mapping[str, Answer], passed: AbstractSet[str]) -> Step | None:
        for topic in self.gates:
            for code in topic.codes:
                if code not in answers and code not in passed:
                    return Ask(code, topic.id, Reason(ReasonId.GATE, {"topic": topic.id}))
                step = self._closed(topic, answers.get(code, Answer.UNKNOWN))
                if step is not None:
                    return step
        return None

    def _closed(self, topic: Topic, answer: Answer) -> Step | None:
        """Return the step that follows a gate that stays closed."""
        if answer is Answer.YES:
            return None
        if topic.gate is Gate.SAFETY:
            return Postpone(topic.id)
        if self.instrument.population is Population.CHILD:
            return None  # a child may have been coached to say 18: only a person decides
        age = Age.CHILD if answer is Answer.NO else Age.UNSURE
        return SwitchList(age, Population.CHILD, self.instrument.exploitation)

    def _core_question(self, state: PlanState) -> Ask | None:
        core = state.open & self._core
        if not core:
            return None
        useful = self._best(state, core)
        code = self._code(core & -core) if useful is None else useful.code
        topic = self._topic_of[code].id
        return Ask(code, topic, Reason(ReasonId.ALWAYS_ASKED, {"topic": topic}))

    def _useful_question(self, state: PlanState) -> Ask | None:
        return self._best(state, state.open & ~self._last)

    def _last_step(self, state: PlanState) -> Step:
        for topic in self._topics:
            if topic.last:
                core = state.open & self._mask(c for c in topic.core if c in topic.codes)
                useful = self._best(state, state.open & self._mask(topic.codes))
                code = self._code(core & -core) if core else useful.code if useful else None
                if code is not None:
                    reason = Reason(ReasonId.OFFERED_LAST, {"topic": topic.id})
                    return Ask(code, topic.id, reason, offered=True)
        return Done(self._ending(state))

    def _ending(self, state: PlanState) -> Reason:
        if self.goal is Goal.POSITIVE:
            for result in (self._results.positive, self._results.forced_labour):
                if result.holds(state.yes):
                    return Reason(ReasonId.POSITIVE_CERTAIN, {"result": result.id})
        return Reason(ReasonId.NOTHING_LEFT)

    # The choice

    def _stages(self, state: PlanState) -> Iterator[tuple[tuple[Part, ...], int]]:
        """Yield the goals, best first: parts of a result and the answers that can matter."""
        results = self._results
        for result in (results.positive, results.forced_labour):
            if self.goal is Goal.POSITIVE and result.holds(state.yes):
                return
            yield result.parts, result.pivotal(state.yes, state.open)
        parts = (*results.dimensions, *results.forced_labour.parts, *(p for _, p in results.sets))
        yield parts, results.open_for_any(state.yes, state.hidden, state.open)

    def _best(self, state: PlanState, allowed: int) -> Ask | None:
        """Return the question, among those allowed, that leads to a certain positive soonest."""
        for parts, candidates in self._stages(state):
            if candidates & allowed:
                return self._choose(state, parts, candidates & allowed)
        return None

    def _choose(self, state: PlanState, parts: Iterable[Part], candidates: int) -> Ask:
        """Return the best question of the part with the best chance per question of certainty."""
        useful = [p for p in parts if p.mask & candidates and not p.holds(state.yes)]
        if not useful:  # they matter at the upper bound only
            useful = [p for p in parts if p.mask & candidates]
        best = max(useful, key=lambda part: _pace(self._outlook(state, part)))
        if best.grades is None:
            bit = self._likeliest(state, useful, best.mask & candidates)
        else:
            bit = self._quickest(state, best, candidates)
        code = self._code(bit)
        return Ask(code, self._topic_of[code].id, self._why(state, best, bit))

    def _outlook(self, state: PlanState, part: Part) -> Outlook:
        if part.grades is None:
            if part.holds(state.yes):
                return Outlook(0.0, 0.0, 0.0)
            return any_of(self._chance(state, bit) for bit in bits(part.mask & state.open))
        return self._odds.outlook(
            part.tally(state.yes), part.tally(state.no), part.tally(state.open)
        )

    def _chance(self, state: PlanState, bit: int) -> float:
        """Return the chance of a "yes" to one code."""
        for group in self._results.groups.values():
            if group.mask & bit and group.grades is not None:
                chances = self._odds.chances(group.tally(state.yes), group.tally(state.no))
                return next(c for c, m in zip(chances, group.grades, strict=True) if m & bit)
        return self._odds.chances(NOTHING, NOTHING)[MEDIUM]

    def _likeliest(self, state: PlanState, parts: list[Part], candidates: int) -> int:
        """Return the code with the best chance, counted for each part that it would settle."""

        def worth(bit: int) -> float:
            served = sum(1 for part in parts if part.grades is None and part.mask & bit)
            return served * self._chance(state, bit)

        return max(bits(candidates), key=worth)

    def _quickest(self, state: PlanState, part: Part, candidates: int) -> int:
        """Return the code of the grade after which the dimension is certain soonest."""
        assert part.grades is not None  # noqa: S101 - a dimension
        yes, no, open_ = (part.tally(codes) for codes in (state.yes, state.no, state.open))
        stage_positive = self.goal is Goal.POSITIVE and part in self._results.positive.parts

        def effort(grade: int) -> float:
            after = self._odds.after(yes, no, open_, grade)
            return after.sure if stage_positive else after.decided

        masks = [mask & candidates for mask in part.grades]
        grade = min((g for g, mask in enumerate(masks) if mask), key=effort)
        return masks[grade] & -masks[grade]

    def _why(self, state: PlanState, part: Part, bit: int) -> Reason:
        values = {"result": part.id}
        if part.holds(state.yes) or not part.holds(state.yes | state.open):
            return Reason(ReasonId.ONLY_A_NO_CAN_SETTLE, values)
        if part.grades is None:
            return Reason(ReasonId.ONE_YES_IS_ENOUGH, values)
        if part.holds(state.yes | bit):
            return Reason(ReasonId.ONE_MORE_MAKES_DIMENSION_POSITIVE, values)
        return Reason(ReasonId.MOST_LIKELY_TO_SETTLE, values)


def _pace(outlook: Outlook) -> float:
    """Return the chance per question to become certainly positive."""
    return outlook.chance / outlook.decided if outlook.decided else 0.0


def interview_plan(instrument: Instrument, goal: Goal = Goal.POSITIVE) -> InterviewPlan:
    """Return the plan by which a list is asked until a goal is reached.

    Args:
        instrument: from ``Library.instrument``; its topics say what is asked always, first, last.
        goal: when the interview may end.
    """
    return InterviewPlan(instrument, goal)


def next_question(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    *,
    passed: AbstractSet[str] = frozenset(),
    goal: Goal = Goal.POSITIVE,
) -> Step:
    """Return what to do next, from nothing but its arguments; see :class:`InterviewPlan`."""
    return interview_plan(instrument, goal).next_question(answers, passed=passed)


def answers_to_keep(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers to keep for another sitting: those that were yes.

    People disclose late, so an earlier "no" or refusal may be asked again, and who can hear is
    always asked anew.
    """
    anew = {c for topic in instrument.topics if topic.gate is Gate.SAFETY for c in topic.codes}
    return {c: a for c, a in answers.items() if a is Answer.YES and c not in anew}

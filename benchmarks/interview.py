"""How many questions until a positive is certain, and until every dimension is.

    .venv/bin/python benchmarks/interview.py

The adaptive plan is compared with the best fixed orders that a search finds on training people,
with and without skipping what can no longer matter, and with the order of the list. All obey the
same rules: gates, then the core that everyone is asked, violence last, stop when certain. What each
interview certifies is compared with the finding on all answers; a difference is an error.
"""

import dataclasses
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manumit.assessment import Answer, Finding, State, assess_answers
from manumit.assessment.interview import (
    Ask,
    Goal,
    InterviewPlan,
    PlanState,
    Reason,
    ReasonId,
    answers_to_keep,
    next_question,
)
from manumit.assessment.interview_logic import Part, Results
from manumit.assessment.interview_odds import odds_for
from manumit.instruments import (
    Instrument,
    Strength,
    Topic,
    shipped_library,
)

SEED = 20_081
WORLDS, TRAIN, TEST = 5, 500, 80  # worlds per list; people in each
SEARCH_STEPS = {"no_skip": 3000, "skip": 800, "every": 400}
LISTS = ("adult_labour", "child_labour")
BEHAVIOURS = ("frank", "late disclosure", "refusals", "fear")
FEARED = ("threats", "violence")
DENIED, REFUSED, FEAR_DENIED, FEAR_REFUSED = 0.4, 0.15, 0.4, 0.4

TWO, THREE = 2, 3  # signs that are enough with a strong one among them, and without

type Answers = dict[str, Answer]
type Matrix = NDArray[np.bool_]
type Sitting = Callable[[Answers, Mapping[str, Answer]], tuple[int, Answers]]


# People


@dataclass(frozen=True, slots=True)
class World:
    """A list, what its plan may ask, and how common each sign is in this generated world."""

    instrument: Instrument
    codes: tuple[str, ...]
    core: tuple[str, ...]
    last: tuple[str, ...]
    offset: NDArray[np.float64]
    group: NDArray[np.int64]

    @property
    def free(self) -> tuple[str, ...]:
        """What a fixed order may arrange: all but gates, core and violence."""
        return tuple(c for c in self.codes if c not in self.core and c not in self.last)


def world(instrument: Instrument, rng: np.random.Generator) -> World:
    """A world in which each sign is rarer or more common by chance, unknown to the plan."""
    topics = [topic for topic in instrument.topics if topic.gate is None]
    codes = [code for topic in topics for code in topic.codes]
    usual = {Strength.STRONG: -0.9, Strength.MEDIUM: -0.7, Strength.WEAK: -1.0}
    means, groups = [], []
    names = [d.id for d in instrument.dimensions]
    for code in codes:
        found = instrument.by_code.get(code)
        means.append(-0.7 if found is None or found.strength is None else usual[found.strength])
        groups.append(len(names) if found is None else names.index(found.dimension))
    return World(
        instrument,
        tuple(codes),
        tuple(c for t in topics if t.always and not t.last for c in t.core if c in t.codes),
        tuple(code for topic in topics if topic.last for code in topic.codes),
        np.array(means) + rng.normal(0, 0.7, len(codes)),
        np.array(groups),
    )


def people(one: World, number: int, rng: np.random.Generator) -> Matrix:
    """True signs, people x codes: a severity per person, and one more per dimension."""
    severity = rng.normal(0, 1.2, (number, 1))
    by_dimension = rng.normal(0, 0.9, (number, int(one.group.max()) + 1))
    logit = severity + by_dimension[:, one.group] + one.offset
    return np.asarray(rng.random(logit.shape) < 1 / (1 + np.exp(-logit)))


def sayings(
    one: World, true: Matrix, behaviour: str, rng: np.random.Generator
) -> list[list[Answers]]:
    """For each person, what is said in each sitting to every question of the list."""
    seen = []
    feared = {c for t in one.instrument.topics if t.id in FEARED for c in t.codes}
    for row in true:
        truth = {c: Answer.YES if y else Answer.NO for c, y in zip(one.codes, row, strict=True)}
        chance = rng.random((2, len(one.codes)))
        said_now = {
            code: _said(behaviour, answer, *chance[:, index], feared=code in feared)
            for index, (code, answer) in enumerate(truth.items())
        }
        if said_now[one.last[0]] is Answer.UNKNOWN:  # violence is declined as a whole
            said_now |= dict.fromkeys(one.last, Answer.UNKNOWN)
        seen.append([said_now, truth] if behaviour == "late disclosure" else [said_now])
    return seen


def _said(behaviour: str, answer: Answer, a: float, b: float, *, feared: bool) -> Answer:
    if behaviour == "refusals" and a < REFUSED:
        return Answer.UNKNOWN
    if answer is Answer.YES and behaviour == "late disclosure" and a < DENIED:
        return Answer.NO
    if answer is Answer.YES and behaviour == "fear" and feared:
        if a < FEAR_DENIED:
            return Answer.NO
        return Answer.UNKNOWN if b < FEAR_REFUSED else answer
    return answer


def compiled(instrument: Instrument) -> tuple[dict[str, int], Results]:
    """The bit of each code, and the results over them."""
    bit = {code: 1 << i for i, code in enumerate(sorted(instrument.codes))}
    odds = odds_for(instrument.dimension_rule, instrument.expectation)
    return bit, Results(instrument, bit, odds)


# Ways to ask


class InOrder(InterviewPlan):
    """A fixed order (that of the instrument's topics) that skips what can no longer matter."""

    def _best(self, state: PlanState, allowed: int) -> Ask | None:
        every = 0
        for _, candidates in self._stages(state):
            if not every or self.goal is Goal.EVERY_DIMENSION:
                every |= candidates & allowed
        if not every:
            return None
        code = self._code(every & -every)
        return Ask(code, self._topic_of[code].id, Reason(ReasonId.MOST_LIKELY_TO_SETTLE))


def ordered(one: World, order: Sequence[str]) -> Instrument:
    """The instrument with its free questions in another order."""
    gates = tuple(t for t in one.instrument.topics if t.gate is not None)
    core = Topic("core", one.core, always=True, core=one.core)
    last = tuple(t for t in one.instrument.topics if t.last)
    return dataclasses.replace(
        one.instrument,
        topics=(*gates, core, Topic("free", tuple(order)), *last),
    )


def by_plan(plan: InterviewPlan) -> Sitting:
    """A sitting led by a plan."""

    def sit(start: Answers, true_answers: Mapping[str, Answer]) -> tuple[int, Answers]:
        answers, asked = dict(start), 0
        while isinstance(step := plan.next_question(answers), Ask):
            asked += 1
            answers[step.code] = true_answers.get(step.code, Answer.YES)  # gates open
        return asked, answers

    return sit


def by_list(one: World, order: Sequence[str], goal: Goal) -> Sitting:
    """A sitting in a fixed order that asks every question until it is certain."""
    instrument = one.instrument
    bit, results = compiled(instrument)
    unknown = sum(bit[code] for code in instrument.open_codes)

    def certain(yes: int, no: int, open_: int) -> bool:
        if goal is Goal.POSITIVE:
            no_more = not results.positive.holds(yes | open_)
            return results.positive.holds(yes) or (no_more and results.forced_labour.holds(yes))
        return not results.open_for_any(yes, unknown & ~(yes | no | open_), open_)

    def sit(start: Answers, true_answers: Mapping[str, Answer]) -> tuple[int, Answers]:
        answers = dict(start)
        gates = [c for t in instrument.topics if t.gate is not None for c in t.codes]
        left = [c for c in (*one.core, *order, *one.last) if c not in answers]
        asked = sum(gate not in answers for gate in gates)
        answers |= dict.fromkeys(gates, Answer.YES)
        yes, no = (
            sum(bit[c] for c, a in answers.items() if a is kind and c in bit)
            for kind in (Answer.YES, Answer.NO)
        )
        open_ = sum(bit[code] for code in left)
        for code in left:
            always = code in one.core or code == one.last[0]
            if not always and certain(yes, no, open_):
                continue
            asked += 1
            answers[code] = true_answers[code]
            open_ ^= bit[code]
            yes |= bit[code] if true_answers[code] is Answer.YES else 0
            no |= bit[code] if true_answers[code] is Answer.NO else 0
        return asked, answers

    return sit


# The best fixed orders


@dataclass(frozen=True, slots=True)
class Column:
    """One dimension (or "any of") of a positive finding, for the search over orders."""

    indices: NDArray[np.int64]
    grade: NDArray[np.int64]
    is_any: bool


def columns(one: World, *, every: bool) -> list[Column]:
    """The parts that an order must settle: those of a positive, or all dimensions."""
    bit, results = compiled(one.instrument)
    parts: Sequence[Part] = results.dimensions if every else results.positive.parts
    made = []
    for part in parts:
        codes = [i for i, c in enumerate(one.codes) if part.mask & bit[c] and c not in one.last]
        grades = part.grades or (part.mask, 0, 0)
        grade = [[bool(m & bit[one.codes[i]]) for m in grades].index(True) for i in codes]
        made.append(Column(np.array(codes), np.array(grade), is_any=part.grades is None))
    return made


def counted(part: Column, true: Matrix) -> NDArray[np.int64]:
    """How many of each grade are present after each question of the part (people x n x 3)."""
    one_hot = true[:, part.indices][:, :, None] & (part.grade[:, None] == np.arange(3))
    return np.asarray(one_hot.cumsum(axis=1), dtype=np.int64)


def positive_in(column: Column, counts: NDArray[np.int64]) -> Matrix:
    """Whether counts (.. x 3) are enough; the closed form of the rule that the tests prove."""
    total = counts.sum(axis=-1)
    if column.is_any:
        return np.asarray(total >= 1)
    strong, medium = counts[..., 0], counts[..., 1]
    weighed = 2 * strong + medium  # at least a strong one, or two medium
    enough = np.where(strong > 0, TWO, THREE)
    return np.asarray((weighed >= TWO) & (total >= enough))


def combined(times: list[NDArray[np.int64]], *, child: bool) -> NDArray[np.int64]:
    """When the positive row is certain: all of it, and the earlier of deception and coercion."""
    if child:
        return np.maximum(times[0], times[1])
    recruited = np.minimum(times[2], times[3])
    return np.maximum(np.maximum(times[0], times[1]), recruited)


class Search:
    """Looks for the order with the fewest questions on training people."""

    def __init__(self, one: World, true: Matrix, rng: random.Random) -> None:
        self.one = one
        self.rng = rng
        self.index = {code: i for i, code in enumerate(one.codes)}
        self.child = one.instrument.population.value == "child"
        self.parts = columns(one, every=False)
        self.all_parts = columns(one, every=True)
        never = [~positive_in(p, counted(p, true)[:, -1]) for p in self.parts]
        self.positives = true[combined([n.astype(int) for n in never], child=self.child) == 0]
        self.everyone = true

    def frequency_order(self) -> list[str]:
        """Most common in training positives first."""
        share = self.positives.mean(axis=0)
        return sorted(self.one.free, key=lambda code: -share[self.index[code]])

    def block_order(self) -> list[str]:
        """Dimension after dimension of a positive, the most common sign first in each."""
        blocks = [set(part.indices.tolist()) for part in self.parts]
        order = self.frequency_order()
        return sorted(order, key=lambda code: [self.index[code] not in block for block in blocks])

    def best(self, name: str) -> list[str]:
        """Local search by moving single questions, from the best of three starts."""
        cost = {"no_skip": self.no_skip, "skip": self.skip, "every": self.every}[name]
        starts = (self.frequency_order(), self.block_order(), list(list_order(self.one)))
        least, order = min((cost(start), start) for start in starts)
        for _ in range(SEARCH_STEPS[name]):
            moved = list(order)
            taken = moved.pop(self.rng.randrange(len(order)))
            moved.insert(self.rng.randrange(len(order)), taken)
            if (now := cost(moved)) <= least:
                order, least = moved, now
        return order

    def no_skip(self, order: Sequence[str]) -> float:
        """Mean number of free questions until the positive is certain, asking all of them."""
        place = np.zeros(len(self.one.codes), dtype=np.int64)
        place[[self.index[code] for code in order]] = np.arange(1, len(order) + 1)
        times = []
        for part in self.parts:
            arranged = np.argsort(place[part.indices], kind="stable")
            sorted_part = Column(part.indices[arranged], part.grade[arranged], part.is_any)
            met = positive_in(part, counted(sorted_part, self.positives))
            first = np.where(met.any(axis=1), met.argmax(axis=1), -1)
            when = place[sorted_part.indices][first]
            times.append(np.where(first < 0, len(order), when))
        return float(combined(times, child=self.child).mean())

    def skip(self, order: Sequence[str]) -> float:
        """The same where a question is left out once its dimension is settled or not needed."""
        return self._walk(order, self.positives, self.parts, every=False)

    def every(self, order: Sequence[str]) -> float:
        """Mean number of free questions until every dimension is certain either way."""
        return self._walk(order, self.everyone, self.all_parts, every=True)

    def _walk(
        self, order: Sequence[str], true: Matrix, parts: Sequence[Column], *, every: bool
    ) -> float:
        have = [np.zeros((len(true), 3), dtype=np.int64) for _ in parts]
        left = [np.bincount(part.grade, minlength=3) for part in parts]
        done = [np.zeros(len(true), dtype=bool) for _ in parts]
        where: dict[int, list[tuple[int, int]]] = {}
        for p, part in enumerate(parts):
            for i, grade in zip(part.indices, part.grade, strict=True):
                where.setdefault(int(i), []).append((p, int(grade)))
        asked = np.zeros(len(true), dtype=np.int64)
        for number, code in enumerate([*self.one.core, *order]):
            index = self.index[code]
            for p, grade in where.get(index, ()):
                wanted = ~done[p] & positive_in(parts[p], have[p] + left[p])
                if not every:
                    wanted &= ~self._moot(p, done)
                if number >= len(self.one.core):
                    asked += wanted
                    have[p][:, grade] += wanted & true[:, index]
                else:
                    have[p][:, grade] += true[:, index]
                left[p][grade] -= 1
                done[p] |= positive_in(parts[p], have[p])
        return float(asked.mean())

    def _moot(self, p: int, done: list[Matrix]) -> Matrix:
        certain = combined([(~d).astype(int) for d in done], child=self.child) == 0
        other = {2: 3, 3: 2}.get(p)  # of deception and coercion one is enough
        return np.asarray(certain if self.child or other is None else certain | done[other])


def list_order(one: World) -> tuple[str, ...]:
    """The order in which the list prints its indicators, other questions after them."""
    printed = [i.code for i in one.instrument.indicators]
    return tuple(sorted(one.free, key=lambda c: printed.index(c) if c in printed else len(printed)))


# Measuring


def policies(one: World, search: Search, goal: Goal) -> dict[str, Sitting]:
    """The ways to ask that are compared, for one goal."""
    skip = search.best("skip" if goal is Goal.POSITIVE else "every")
    no_skip = search.best("no_skip") if goal is Goal.POSITIVE else skip
    learned = ordered(one, search.frequency_order())
    return {
        "plan as shipped": by_plan(InterviewPlan(one.instrument, goal)),
        "plan, order from training": by_plan(InterviewPlan(learned, goal)),
        "best fixed order, skipping": by_plan(InOrder(ordered(one, skip), goal)),
        "best fixed order": by_list(one, no_skip, goal),
        "list order, skipping": by_plan(InOrder(ordered(one, list_order(one)), goal)),
        "list order": by_list(one, list_order(one), goal),
    }


def interview(one: World, sit: Sitting, sittings: list[Answers], goal: Goal) -> tuple[int, Finding]:
    """All sittings with one person: questions asked, and the finding on the answers given."""
    total = 0
    answers: Answers = {}
    for now in sittings:
        asked, answers = sit(answers_to_keep(one.instrument, answers), now)
        total += asked
        finding = finding_on(one, answers)
        if goal is Goal.POSITIVE and finding.trafficking is State.YES:
            break
    return total, finding


def finding_on(one: World, answers: Mapping[str, Answer]) -> Finding:
    """The finding on answers, without those to the gates."""
    codes = one.instrument.codes
    return assess_answers({c: a for c, a in answers.items() if c in codes}, one.instrument)


def results_of(finding: Finding) -> dict[str, str]:
    """What must be the same as on all answers when every dimension is to be certain."""
    found: dict[str, str] = {d: finding.dimension(d) for d in finding.lower.dimensions}
    found |= {s: finding.item_set(s) for s in ("labour_law", "act", "means", "purpose")}
    found["forced_labour"] = finding.forced_labour
    found["conclusion"] = f"{finding.lower.conclusion.id} {finding.upper.conclusion.id}"
    return found


def measure(one: World, sit: Sitting, answers_of: list[list[Answers]], goal: Goal) -> list[int]:
    """Questions per person; for POSITIVE of those only whose answers make a positive certain."""
    asked = []
    for person in answers_of:
        full = finding_on(one, person[-1])  # what was said last is all that was ever said
        if goal is Goal.POSITIVE and full.trafficking is not State.YES:
            continue
        number, finding = interview(one, sit, person, goal)
        if goal is Goal.POSITIVE and finding.trafficking is not State.YES:
            sys.exit("A positive was not found: the plan is wrong.")
        if goal is Goal.EVERY_DIMENSION and results_of(finding) != results_of(full):
            sys.exit("The finding differs from that on all answers: the plan is wrong.")
        asked.append(number)
    return asked


def show(title: str, measured: Mapping[str, list[int]]) -> None:
    """One table: the distribution for each way to ask, and its mean relative to the plan's."""
    number = len(next(iter(measured.values())))
    print(f"\n{title} ({number} people)")
    print("| way to ask | mean | q1 | median | q3 | p90 | × plan |")
    print("|---|---|---|---|---|---|---|")
    base = float(np.mean(next(iter(measured.values()))))
    for name, asked in measured.items():
        q1, median, q3, p90 = np.percentile(asked, [25, 50, 75, 90])
        mean = float(np.mean(asked))
        print(
            f"| {name} | {mean:.1f} | {q1:.0f} | {median:.0f} | {q3:.0f} | {p90:.0f} "
            f"| {mean / base:.2f} |"
        )


type Measured = dict[tuple[str, str], dict[str, list[int]]]


def measure_world(list_id: str, number: int, into: Measured) -> None:
    """One world: finds its fixed orders, and adds the questions asked in every way."""
    rng = np.random.default_rng([SEED, LISTS.index(list_id), number])
    one = world(shipped_library().instrument(list_id), rng)
    search = Search(one, people(one, TRAIN, rng), random.Random(SEED + number))
    true = people(one, TEST, rng)
    by_behaviour = {behaviour: sayings(one, true, behaviour, rng) for behaviour in BEHAVIOURS}
    for goal in Goal:
        for way, sit in policies(one, search, goal).items():
            for behaviour in BEHAVIOURS:
                asked = measure(one, sit, by_behaviour[behaviour], goal)
                into.setdefault((goal, behaviour), {}).setdefault(way, []).extend(asked)


def pace(list_id: str) -> float:
    """Mean milliseconds for a next question, the plan made anew each time as on a server."""
    instrument = shipped_library().instrument(list_id)
    rng = np.random.default_rng(SEED)
    one = world(instrument, rng)
    start, asked = time.perf_counter(), 0
    for person in sayings(one, people(one, 20, rng), "refusals", rng):
        answers: Answers = {}
        while isinstance(step := next_question(instrument, answers), Ask):
            answers[step.code] = person[0].get(step.code, Answer.YES)
            asked += 1
    return (time.perf_counter() - start) / asked * 1000


def main() -> None:
    start = time.perf_counter()
    print(
        "Simulated interviews: generated people, which prove the code and say nothing of its\n"
        "effectiveness. The shipped real file cannot measure this: it holds almost no 'no'.\n"
        f"Seed {SEED}; {WORLDS} worlds a list; in each, fixed orders found on {TRAIN} people and\n"
        f"all ways measured on {TEST} others. Questions include two gates, the core of five\n"
        "topics and the offer of the violence topic; with late disclosure, those of both sittings."
    )
    for list_id in LISTS:
        measured: Measured = {}
        for number in range(WORLDS):
            measure_world(list_id, number, measured)
        print(f"\n## {list_id}: {pace(list_id):.2f} ms for a next question, no plan kept")
        for (goal, behaviour), ways in measured.items():
            show(f"{list_id}, {goal}, {behaviour}", ways)
    seconds = time.perf_counter() - start
    print(f"\nThe same finding as on all answers in every interview. {seconds:.0f} s")


if __name__ == "__main__":
    main()

"""One interview as a value: who can hear, what was said, which question is asked again.

Nothing is kept anywhere else: a terminal holds a :class:`Sitting` in a variable, a page in a sealed
text (:meth:`Sitting.to_compact`). What comes next follows from the value and the library. Which
question that is, :class:`~manumit.assessment.interview.InterviewPlan` decides.

* While somebody may hear, or nobody has said who can, nothing is asked.
* A code may have several questions. A yes to any of them is a yes; otherwise a refusal or a "don't
  know" to any of them leaves it unknown; it is a no only when every one was answered with no.
* What was said in safety is taken back only in safety (a yes always counts, however it was told).
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from manumit.assessment.codes import AssessmentCode
from manumit.assessment.engine import Age, Finding, assess
from manumit.assessment.evidence import Answer, Evidence, Hearing, Informant, settle
from manumit.assessment.interview import (
    Ask,
    Done,
    Goal,
    InterviewPlan,
    Postpone,
    Reason,
    ReasonId,
    SwitchList,
    interview_plan,
)
from manumit.assessment.replies import (
    SAFE,
    Reply,
    Said,
    outcome_of,
    question_text,
    questions_of,
    recorded,
)
from manumit.assessment.sitting_compact import VERSION, Kept, fingerprint, read, written
from manumit.errors import Place
from manumit.instruments import Gate, Instrument, Library, Population, Text, Topic

SEPARATORS = 3


@dataclass(frozen=True, slots=True)
class AskHearing:
    """Find out who can hear, and say it with :meth:`Sitting.heard_by`. Before anything else."""


@dataclass(frozen=True, slots=True)
class Question:
    """Ask this, in the person's language. It may be refused.

    Attributes:
        ask: the code, its topic, why it is asked, whether the topic is offered.
        question: which of the code's questions, from 0; ``of``: how many it has.
        earlier: what was replied to it before, where it is asked again.
    """

    ask: Ask
    question: int
    of: int
    earlier: Reply | None = None

    def text(self, library: Library, language: str) -> Text:
        """Its words."""
        return question_text(self.ask.code, self.question, library, language)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an overview.

    Attributes:
        said: the reply; ``topic`` and ``of`` as for a question.
        askable: False where the list in use does not ask it (the child list came after it): it is
            kept, and cannot be opened again.
    """

    said: Said
    topic: str
    of: int
    askable: bool

    def text(self, library: Library, language: str) -> Text:
        """The words of the question."""
        return question_text(self.said.code, self.said.question, library, language)


type SittingStep = AskHearing | Question | Postpone | Done


@dataclass(frozen=True, slots=True)
class Sitting:
    """One interview. Immutable: whatever happens in it gives another sitting.

    Attributes:
        list_id: the list that it was begun with; :meth:`list_in_use` may be the child list.
        goal: when it may end.
        hearing: who can hear now.
        said: what was said, in the order in which it was first said.
        editing: code and question that is asked again, or None.
        switched: the latest reply brought the child list into use; to be told to the officer.
    """

    list_id: str
    goal: Goal = Goal.POSITIVE
    hearing: Hearing = Hearing.NOT_RECORDED
    said: tuple[Said, ...] = field(default=(), repr=False)
    editing: tuple[str, int] | None = field(default=None, repr=False)
    switched: bool = field(default=False, repr=False)

    @classmethod
    def begin(cls, list_id: str, goal: Goal = Goal.POSITIVE) -> "Sitting":
        """Nothing said yet, and not known who can hear."""
        return cls(list_id, goal)

    # What comes next

    def next(self, library: Library) -> SittingStep:
        """What to do now.

        Raises:
            InputError: I114 if the library has no such list.
        """
        if self.hearing is Hearing.NOT_RECORDED:
            return AskHearing()
        course = _Course(self, library)
        step = course.plan.next_question(course.answers())
        if isinstance(step, Postpone):
            return step
        if self.editing is not None:
            return course.again(*self.editing)
        if isinstance(step, Ask):
            return course.ask(step)
        assert isinstance(step, Done)  # noqa: S101 - the list was switched already
        return step

    def list_in_use(self, library: Library) -> Instrument:
        """The list that it was begun with, or the child list since the age is known (R-46)."""
        return _Course(self, library).instrument

    def age(self, library: Library) -> Age | None:
        """CHILD or UNSURE where that brought the child list into use; None: as the list says."""
        return _Course(self, library).age

    def overview(self, library: Library) -> tuple[Told, ...]:
        """Everything that was said, in order."""
        return tuple(_Course(self, library).overview())

    # What may happen

    def heard_by(self, hearing: Hearing) -> "Sitting":
        """From now on, these can hear; what was said before stays as it was heard."""
        return dataclasses.replace(self, hearing=hearing)

    def reply(self, code: str, question: int, reply: Reply, library: Library) -> "Sitting":
        """A reply to a question, whether it is the one asked now or another.

        It takes the place of an earlier reply to the same question; the same reply once more
        changes nothing. Nothing but a yes said while somebody may hear replaces what was said in
        safety. A yes drops the later questions of its code.

        Raises:
            InputError: A108 if the list in use has no such question.
        """
        course = _Course(self, library)
        course.check(code, question)
        said = recorded(self.said, Said(code, question, reply, self.hearing))
        editing = self.editing
        if editing == (code, question) and not _holds_another(said, code, question, reply):
            editing = None
        if said == self.said:
            return dataclasses.replace(self, editing=editing)
        after = dataclasses.replace(self, said=said, editing=None)
        later = _Course(after, library)
        switched = later.instrument.id not in (course.instrument.id, self.list_id)
        if editing is not None and not (later.asks(*editing) and editing in later.replies):
            editing = None
        return dataclasses.replace(after, editing=editing, switched=switched)

    def back(self, library: Library) -> "Sitting":
        """Asks the question before this one again; before the first, who can hear.

        A reply to it leads to where the interview stood.
        """
        course = _Course(self, library)
        places = [place for place in course.replies if course.asks(*place)]
        here = len(places) if self.editing is None else places.index(self.editing)
        if here == 0:
            return self.heard_by(Hearing.NOT_RECORDED)
        return dataclasses.replace(self, editing=places[here - 1])

    def reopen(self, code: str, question: int, library: Library) -> "Sitting":
        """Asks a question again that was answered.

        Raises:
            InputError: A108 if the list in use has no such question; A109 if it was not answered.
        """
        course = _Course(self, library)
        course.check(code, question)
        if (code, question) not in course.replies:
            raise AssessmentCode.NOT_ANSWERED.error(Place(field="question"))
        return dataclasses.replace(self, editing=(code, question))

    def go_on(self) -> "Sitting":
        """Asks on after a positive is certain, until every dimension is."""
        return dataclasses.replace(self, goal=Goal.EVERY_DIMENSION)

    # What it comes to

    def evidence(self, library: Library) -> tuple[Evidence, ...]:
        """One piece per code that the list in use has; ids are numbers without meaning."""
        return tuple(_Course(self, library).evidence())

    def finding(self, library: Library) -> Finding:
        """What was said so far shows."""
        course = _Course(self, library)
        return assess(course.evidence(), course.instrument, age=course.age)

    def most_left(self, library: Library) -> int:
        """How many questions may still come, at the most, with the list in use."""
        course = _Course(self, library)
        codes = course.plan.remaining(course.answers())
        asked = sum(1 for said in self.said if said.code in codes)
        return sum(questions_of(code, library) for code in codes) - asked

    # As a text

    def to_compact(self, library: Library) -> str:
        """A short text of letters, digits and ``-_.``, for a page's own keeping between two steps.

        It is what a person said, readable by whoever has the lists: seal it, and put it in no
        address. Two sittings that differ have different texts.
        """
        lists = _Lists(self.list_id, library)
        kept = Kept(self.goal, self.hearing, self.said, self.editing, self.switched)
        digits = written(kept, lists.places())
        return f"{VERSION}.{self.list_id}.{lists.fingerprint()}.{digits}"

    @classmethod
    def from_compact(cls, text: str, library: Library) -> "Sitting":
        """The sitting that :meth:`to_compact` wrote.

        Raises:
            InputError: A110 if it is not one; A111 if the lists or questions are others now.
        """
        version, list_id, known, digits = (*text.split("."), "", "", "", "")[:4]
        if version != VERSION or text.count(".") != SEPARATORS:
            raise AssessmentCode.NOT_A_SITTING.error(Place())
        if list_id not in library.list_ids:
            raise AssessmentCode.OTHER_QUESTIONS.error(Place())
        lists = _Lists(list_id, library)
        if known != lists.fingerprint():
            raise AssessmentCode.OTHER_QUESTIONS.error(Place())
        try:
            kept = read(digits, lists.places())
        except (IndexError, ValueError) as error:
            raise AssessmentCode.NOT_A_SITTING.error(Place()) from error
        sitting = Sitting(list_id, kept.goal, kept.hearing, kept.said, kept.editing, kept.switched)
        if not _possible(sitting, library):
            raise AssessmentCode.NOT_A_SITTING.error(Place())
        return sitting


def _holds_another(said: tuple[Said, ...], code: str, question: int, reply: Reply) -> bool:
    """Whether another reply than this one stands for the question."""
    return any((s.code, s.question) == (code, question) and s.reply is not reply for s in said)


# The lists


class _Lists:
    """The list that a sitting was begun with, and the child list that may follow it."""

    def __init__(self, list_id: str, library: Library) -> None:
        self.library = library
        self.begun = library.instrument(list_id)

    def child(self) -> Instrument:
        """The child list for the same exploitation: an institution's own, loaded last, if any."""
        fitting = [
            list_id
            for list_id, data in self.library.registry.lists.items()
            if (data["population"], data["exploitation"])
            == (Population.CHILD, self.begun.exploitation)
        ]
        return self.library.instrument(fitting[-1])

    def places(self) -> list[tuple[str, int]]:
        """Every question that a sitting may ask, numbered by its position."""
        codes = dict.fromkeys(
            code
            for instrument in (self.begun, self.child())
            for topic in _asked(instrument)
            for code in topic.codes
        )
        return [(code, n) for code in codes for n in range(questions_of(code, self.library))]

    def fingerprint(self) -> str:
        """Of the lists and questions that a compact text goes with."""
        child = self.child()
        return fingerprint((self.begun.edition, child.id, child.edition), self.places())


def _asked(instrument: Instrument) -> Iterator[Topic]:
    """The topics that a sitting asks about; that it is safe to talk is never a yes or no."""
    return (topic for topic in instrument.topics if topic.gate is not Gate.SAFETY)


class _Course(_Lists):
    """A sitting read with its library: the list in use, and what was said to each code."""

    def __init__(self, sitting: Sitting, library: Library) -> None:
        super().__init__(sitting.list_id, library)
        self.sitting = sitting
        self.replies = {(said.code, said.question): said for said in sitting.said}
        self.instrument = self.begun
        self.age: Age | None = None
        self.plan = self._plan()
        step = self.plan.next_question(self._gates(safe=Answer.YES))
        if isinstance(step, SwitchList):
            self.age = step.age
            self.instrument = self.child()
            self.plan = self._plan()
        self.topics = {code: topic for topic in _asked(self.instrument) for code in topic.codes}

    def _plan(self) -> InterviewPlan:
        return interview_plan(self.instrument, self.sitting.goal)

    # Questions

    def asks(self, code: str, question: int) -> bool:
        """Whether the list in use has this question."""
        return code in self.topics and 0 <= question < questions_of(code, self.library)

    def check(self, code: str, question: int) -> None:
        """Refuses what the list in use does not ask; what was sent is not repeated."""
        if not self.asks(code, question):
            raise AssessmentCode.NOT_ASKED.error(
                Place(field="question"), instrument=self.instrument.id
            )

    def ask(self, step: Ask) -> Question:
        """The first question of a code that was not answered."""
        of = questions_of(step.code, self.library)
        open_ = (n for n in range(of) if (step.code, n) not in self.replies)
        return Question(step, next(open_), of)

    def again(self, code: str, question: int) -> Question:
        """A question that was answered."""
        topic = self.topics[code]
        reason = Reason(ReasonId.ASKED_AGAIN, {"topic": topic.id})
        return Question(
            Ask(code, topic.id, reason, offered=topic.last),
            question,
            questions_of(code, self.library),
            self.replies[code, question].reply,
        )

    def overview(self) -> Iterator[Told]:
        """What was said, one line each."""
        begun = {code: topic for topic in _asked(self.begun) for code in topic.codes}
        for said in self.sitting.said:
            topic = self.topics.get(said.code) or begun[said.code]
            of = questions_of(said.code, self.library)
            yield Told(said, topic.id, of, self.asks(said.code, said.question))

    # Answers

    def answers(self) -> Mapping[str, Answer]:
        """What the plan is told: every code whose questions are done with."""
        settled = settle(self.evidence(), self.instrument)
        done = {code: one.answer for code, one in settled.items() if not self._unfinished(code)}
        safe = Answer.YES if self.sitting.hearing in SAFE else Answer.NO
        return {**self._gates(safe=safe), **done}

    def _gates(self, *, safe: Answer) -> dict[str, Answer]:
        gates = {}
        for topic in self.instrument.topics:
            for code in topic.codes if topic.gate is not None else ():
                answer = safe if topic.gate is Gate.SAFETY else self._age(code)
                if answer is not None:
                    gates[code] = answer
        return gates

    def _age(self, code: str) -> Answer | None:
        """A child may have been told to say 18: a yes counts only if nobody could hear it."""
        outcome = self._outcome(code)
        if outcome is None:
            return None
        answer, hearing = outcome
        return Answer.UNKNOWN if answer is Answer.YES and hearing not in SAFE else answer

    def evidence(self) -> Iterator[Evidence]:
        """What was said to the codes of the list in use."""
        codes = dict.fromkeys(said.code for said in self.sitting.said)
        found = ((c, self._outcome(c)) for c in codes if c in self.instrument.codes)
        settled = ((code, outcome) for code, outcome in found if outcome is not None)
        for number, (code, (answer, hearing)) in enumerate(settled, start=1):
            yield Evidence(
                id=str(number),
                code=code,
                answer=answer,
                informant=Informant.WORKER,
                hearing=hearing,
            )

    def _outcome(self, code: str) -> tuple[Answer, Hearing] | None:
        return outcome_of(list(self._said_to(code)), questions_of(code, self.library))

    def _unfinished(self, code: str) -> bool:
        """Whether a question of the code is still to be asked. What may be declined is, at once."""
        said = list(self._said_to(code))
        replies = {one.reply for one in said}
        topic = self.topics.get(code)
        declined = topic is not None and topic.last and bool(replies - {Reply.YES, Reply.NO})
        complete = len(said) == questions_of(code, self.library)
        return not (complete or declined or Reply.YES in replies)

    def _said_to(self, code: str) -> Iterator[Said]:
        places = ((code, number) for number in range(questions_of(code, self.library)))
        return (self.replies[place] for place in places if place in self.replies)


def _possible(sitting: Sitting, library: Library) -> bool:
    """Whether an interview can have led there, as far as later steps rely on it."""
    course = _Course(sitting, library)
    if len(course.replies) != len(sitting.said):
        return False
    if sitting.switched and course.instrument.id == sitting.list_id:
        return False
    if sitting.editing is not None:
        return sitting.editing in course.replies and course.asks(*sitting.editing)
    return True

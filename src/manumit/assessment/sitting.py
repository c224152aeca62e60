"""One interview as an immutable value: who can hear, the replies, the reopened question.

No state is kept anywhere else: a terminal holds a :class:`Sitting` in a variable, a page in an
encrypted text (:meth:`Sitting.to_compact`). The next step follows from the value and the
library; :class:`~manumit.assessment.interview.InterviewPlan` chooses the question.

* Nothing is asked while somebody may be listening, or while it is unknown who can hear.
* A code may have several questions. A yes to any of them is a yes; otherwise a refusal or a "don't
  know" to any of them leaves it unknown; it is a no only when every one was answered with no.
* A reply given in safety is replaced only in safety; a yes always counts.
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
    RecordedReply,
    Reply,
    outcome_of,
    question_text,
    questions_of,
    record_reply,
)
from manumit.assessment.sitting_compact import VERSION, SittingState, decode, encode, fingerprint
from manumit.errors import Place
from manumit.instruments import Gate, Instrument, Library, Population, Text, Topic

SEPARATORS = 3


@dataclass(frozen=True, slots=True)
class AskHearing:
    """Ask who can hear, before anything else; record it with :meth:`Sitting.with_hearing`."""


@dataclass(frozen=True, slots=True)
class Question:
    """Ask this, in the person's language. It may be refused.

    Attributes:
        ask: the code, its topic, why it is asked, whether the topic is offered.
        question: which of the code's questions, from 0; ``of``: how many it has.
        earlier: the earlier reply, where the question is asked again.
    """

    ask: Ask
    question: int
    of: int
    earlier: Reply | None = None

    def text(self, library: Library, language: str) -> Text:
        """Return the text of the question."""
        return question_text(self.ask.code, self.question, library, language)


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One line of an overview.

    Attributes:
        reply: the recorded reply; ``topic`` and ``of`` as for a question.
        askable: False where the list in use does not ask it (the child list came after it): it is
            kept, and cannot be opened again.
    """

    reply: RecordedReply
    topic: str
    of: int
    askable: bool

    def text(self, library: Library, language: str) -> Text:
        """Return the text of the question."""
        return question_text(self.reply.code, self.reply.question, library, language)


type SittingStep = AskHearing | Question | Postpone | Done


@dataclass(frozen=True, slots=True)
class Sitting:
    """One interview. Immutable: every step returns another sitting.

    Attributes:
        list_id: the list that it was begun with; :meth:`list_in_use` may be the child list.
        goal: when it may end.
        hearing: who can hear now.
        replies: in the order in which they were first given.
        editing: code and question that is asked again, or None.
        switched: the latest reply switched to the child list; the officer must be informed.
    """

    list_id: str
    goal: Goal = Goal.POSITIVE
    hearing: Hearing = Hearing.NOT_RECORDED
    replies: tuple[RecordedReply, ...] = field(default=(), repr=False)
    editing: tuple[str, int] | None = field(default=None, repr=False)
    switched: bool = field(default=False, repr=False)

    @classmethod
    def begin(cls, list_id: str, goal: Goal = Goal.POSITIVE) -> "Sitting":
        """Return a new interview, without replies and without knowing who can hear."""
        return cls(list_id, goal)

    # What comes next

    def next(self, library: Library) -> SittingStep:
        """Return the next step.

        Raises:
            InputError: I114 if the library has no such list.
        """
        if self.hearing is Hearing.NOT_RECORDED:
            return AskHearing()
        context = _SittingContext(self, library)
        step = context.plan.next_question(context.answers())
        if isinstance(step, Postpone):
            return step
        if self.editing is not None:
            return context.again(*self.editing)
        if isinstance(step, Ask):
            return context.ask(step)
        assert isinstance(step, Done)  # noqa: S101 - the list was switched already
        return step

    def list_in_use(self, library: Library) -> Instrument:
        """Return the original list, or the child list once the age requires it (R-46)."""
        return _SittingContext(self, library).instrument

    def age(self, library: Library) -> Age | None:
        """CHILD or UNSURE if that led to the child list; None if the list's own age applies."""
        return _SittingContext(self, library).age

    def overview(self, library: Library) -> tuple[OverviewLine, ...]:
        """Return all replies, in order."""
        return tuple(_SittingContext(self, library).overview())

    # What may happen

    def with_hearing(self, hearing: Hearing) -> "Sitting":
        """Return the sitting with a new hearing; earlier replies keep theirs."""
        return dataclasses.replace(self, hearing=hearing)

    def reply(self, code: str, question: int, reply: Reply, library: Library) -> "Sitting":
        """Record a reply to any question of the list in use.

        It replaces an earlier reply to the same question. A reply given while somebody may hear
        replaces one given in safety only if it is a yes. A yes drops the later questions of its
        code.

        Raises:
            InputError: A108 if the list in use has no such question.
        """
        context = _SittingContext(self, library)
        context.check(code, question)
        replies = record_reply(self.replies, RecordedReply(code, question, reply, self.hearing))
        editing = self.editing
        if editing == (code, question) and not _has_other_reply(replies, code, question, reply):
            editing = None
        if replies == self.replies:
            return dataclasses.replace(self, editing=editing)
        after = dataclasses.replace(self, replies=replies, editing=None)
        later = _SittingContext(after, library)
        switched = later.instrument.id not in (context.instrument.id, self.list_id)
        if editing is not None and not (later.asks(*editing) and editing in later.by_question):
            editing = None
        return dataclasses.replace(after, editing=editing, switched=switched)

    def back(self, library: Library) -> "Sitting":
        """Reopen the previous question; before the first one, ask who can hear.

        After the reply, the interview continues where it was.
        """
        context = _SittingContext(self, library)
        places = [place for place in context.by_question if context.asks(*place)]
        here = len(places) if self.editing is None else places.index(self.editing)
        if here == 0:
            return self.with_hearing(Hearing.NOT_RECORDED)
        return dataclasses.replace(self, editing=places[here - 1])

    def reopen(self, code: str, question: int, library: Library) -> "Sitting":
        """Ask a question again that was answered.

        Raises:
            InputError: A108 if the list in use has no such question; A109 if it was not answered.
        """
        context = _SittingContext(self, library)
        context.check(code, question)
        if (code, question) not in context.by_question:
            raise AssessmentCode.NOT_ANSWERED.error(Place(field="question"))
        return dataclasses.replace(self, editing=(code, question))

    def go_on(self) -> "Sitting":
        """Continue after a certain positive until every dimension is certain."""
        return dataclasses.replace(self, goal=Goal.EVERY_DIMENSION)

    # What it comes to

    def evidence(self, library: Library) -> tuple[Evidence, ...]:
        """Return one piece of evidence per code; ids are numbers without meaning."""
        return tuple(_SittingContext(self, library).evidence())

    def finding(self, library: Library) -> Finding:
        """Return the finding from the replies so far."""
        context = _SittingContext(self, library)
        return assess(context.evidence(), context.instrument, age=context.age)

    def max_remaining(self, library: Library) -> int:
        """Return the maximum number of questions still to come with the list in use."""
        context = _SittingContext(self, library)
        codes = context.plan.remaining(context.answers())
        asked = sum(1 for reply in self.replies if reply.code in codes)
        return sum(questions_of(code, library) for code in codes) - asked

    # As a text

    def to_compact(self, library: Library) -> str:
        """Return the sitting as a short text of letters, digits and ``-_.``.

        It contains the replies, readable by anybody who has the lists: encrypt it, and never put it
        into an address. Two sittings that differ have different texts.
        """
        lists = _SittingLists(self.list_id, library)
        state = SittingState(self.goal, self.hearing, self.replies, self.editing, self.switched)
        digits = encode(state, lists.places())
        return f"{VERSION}.{self.list_id}.{lists.fingerprint()}.{digits}"

    @classmethod
    def from_compact(cls, text: str, library: Library) -> "Sitting":
        """Return the sitting that :meth:`to_compact` wrote.

        Raises:
            InputError: A110 if it is not one; A111 if the lists or questions are others now.
        """
        version, list_id, known, digits = (*text.split("."), "", "", "", "")[:4]
        if version != VERSION or text.count(".") != SEPARATORS:
            raise AssessmentCode.NOT_A_SITTING.error(Place())
        if list_id not in library.list_ids:
            raise AssessmentCode.OTHER_QUESTIONS.error(Place())
        lists = _SittingLists(list_id, library)
        if known != lists.fingerprint():
            raise AssessmentCode.OTHER_QUESTIONS.error(Place())
        try:
            state = decode(digits, lists.places())
        except (IndexError, ValueError) as error:
            raise AssessmentCode.NOT_A_SITTING.error(Place()) from error
        sitting = Sitting(
            list_id, state.goal, state.hearing, state.replies, state.editing, state.switched
        )
        if not _is_possible(sitting, library):
            raise AssessmentCode.NOT_A_SITTING.error(Place())
        return sitting


def _has_other_reply(
    replies: tuple[RecordedReply, ...], code: str, question: int, reply: Reply
) -> bool:
    """Return whether a different reply is recorded for the question."""
    return any((s.code, s.question) == (code, question) and s.reply is not reply for s in replies)


# The lists


class _SittingLists:
    """The list that a sitting was begun with, and the child list that may follow it."""

    def __init__(self, list_id: str, library: Library) -> None:
        self.library = library
        self.begun = library.instrument(list_id)

    def child(self) -> Instrument:
        """Return the child list for the same exploitation; the one loaded last wins."""
        fitting = [
            list_id
            for list_id, data in self.library.registry.lists.items()
            if (data["population"], data["exploitation"])
            == (Population.CHILD, self.begun.exploitation)
        ]
        return self.library.instrument(fitting[-1])

    def places(self) -> list[tuple[str, int]]:
        """Return every question that a sitting may ask, numbered by its position."""
        codes = dict.fromkeys(
            code
            for instrument in (self.begun, self.child())
            for topic in _asked(instrument)
            for code in topic.codes
        )
        return [(code, n) for code in codes for n in range(questions_of(code, self.library))]

    def fingerprint(self) -> str:
        """Return a digest of the lists and questions that a compact text refers to."""
        child = self.child()
        return fingerprint((self.begun.edition, child.id, child.edition), self.places())


def _asked(instrument: Instrument) -> Iterator[Topic]:
    """Return the topics that a sitting asks about, without the safety gate."""
    return (topic for topic in instrument.topics if topic.gate is not Gate.SAFETY)


class _SittingContext(_SittingLists):
    """A sitting together with its library: the list in use, and the replies to each code."""

    def __init__(self, sitting: Sitting, library: Library) -> None:
        super().__init__(sitting.list_id, library)
        self.sitting = sitting
        self.by_question = {(reply.code, reply.question): reply for reply in sitting.replies}
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
        """Return whether the list in use has this question."""
        return code in self.topics and 0 <= question < questions_of(code, self.library)

    def check(self, code: str, question: int) -> None:
        """Refuse a question that the list does not have; the error does not repeat the input."""
        if not self.asks(code, question):
            raise AssessmentCode.NOT_ASKED.error(
                Place(field="question"), instrument=self.instrument.id
            )

    def ask(self, step: Ask) -> Question:
        """Return the first unanswered question of a code."""
        of = questions_of(step.code, self.library)
        open_ = (n for n in range(of) if (step.code, n) not in self.by_question)
        return Question(step, next(open_), of)

    def again(self, code: str, question: int) -> Question:
        """Return an answered question, to be asked again."""
        topic = self.topics[code]
        reason = Reason(ReasonId.ASKED_AGAIN, {"topic": topic.id})
        return Question(
            Ask(code, topic.id, reason, offered=topic.last),
            question,
            questions_of(code, self.library),
            self.by_question[code, question].reply,
        )

    def overview(self) -> Iterator[OverviewLine]:
        """Yield one line per reply."""
        begun = {code: topic for topic in _asked(self.begun) for code in topic.codes}
        for reply in self.sitting.replies:
            topic = self.topics.get(reply.code) or begun[reply.code]
            of = questions_of(reply.code, self.library)
            yield OverviewLine(reply, topic.id, of, self.asks(reply.code, reply.question))

    # Answers

    def answers(self) -> Mapping[str, Answer]:
        """Return the answers for the plan: codes without open questions."""
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
        """Return the answer to the age question; a yes counts only if nobody could hear it."""
        outcome = self._outcome(code)
        if outcome is None:
            return None
        answer, hearing = outcome
        return Answer.UNKNOWN if answer is Answer.YES and hearing not in SAFE else answer

    def evidence(self) -> Iterator[Evidence]:
        """Yield evidence for the codes of the list in use."""
        codes = dict.fromkeys(reply.code for reply in self.sitting.replies)
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
        return outcome_of(list(self._replies_to(code)), questions_of(code, self.library))

    def _unfinished(self, code: str) -> bool:
        """Return whether the code still has open questions; a declined topic has none."""
        given = list(self._replies_to(code))
        replies = {one.reply for one in given}
        topic = self.topics.get(code)
        declined = topic is not None and topic.last and bool(replies - {Reply.YES, Reply.NO})
        complete = len(given) == questions_of(code, self.library)
        return not (complete or declined or Reply.YES in replies)

    def _replies_to(self, code: str) -> Iterator[RecordedReply]:
        places = ((code, number) for number in range(questions_of(code, self.library)))
        return (self.by_question[place] for place in places if place in self.by_question)


def _is_possible(sitting: Sitting, library: Library) -> bool:
    """Return whether a decoded sitting is consistent enough for later steps."""
    context = _SittingContext(sitting, library)
    if len(context.by_question) != len(sitting.replies):
        return False
    if sitting.switched and context.instrument.id == sitting.list_id:
        return False
    if sitting.editing is not None:
        return sitting.editing in context.by_question and context.asks(*sitting.editing)
    return True

"""The declared questions: their lists, and which of them are asked for some answers."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml
from manumit.terms import Law
from manumit.terms.law.rules import MinimumWage
from manumit.web.public.wage_check.conversation.answers import Answers

FIRST = "kind"
COVERED_WORK = "covered_work"
"""The fact of laws that hold for some work only."""
ENDED = "ended"
"""The question how the work ended, and when it is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the conversation.

    Attributes:
        id: also the last part of the id of its text.
        kind: how it is answered.
        answers: values that can be chosen.
        instead: answers in place of what the page asks for.
        when: a condition for asking it; empty where it is always asked.
        of: the question whose answers it shares, in other words; often its own id.
    """

    id: str
    kind: str
    answers: tuple[str, ...]
    instead: tuple[str, ...]
    when: str
    of: str


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """All questions; ``lists`` names those of each list in their order."""

    by_id: Mapping[str, Question]
    lists: Mapping[str, tuple[str, ...]]
    other_list: str
    more: tuple[str, ...]


@functools.cache
def questions() -> QuestionTable:
    """Return the shipped questions."""
    data = _data("questions.yaml")
    found = {
        name: Question(
            id=name,
            kind=one["kind"],
            answers=tuple(one.get("answers", ())),
            instead=tuple(one.get("instead", ())),
            when=one.get("when", ""),
            of=one.get("of", name),
        )
        for name, one in data["questions"].items()
    }
    lists = {name: tuple(ids) for name, ids in data["lists"].items()}
    return QuestionTable(found, lists, data["other_list"], tuple(data["more"]))


@functools.cache
def law_facts() -> Mapping[str, Any]:
    """Return for each law the facts that follow from answers."""
    return _data("law_facts.yaml")


def _data(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = packaged_yaml(__package__, name)
    return loaded


def list_of(answers: Answers) -> str:
    """Return the list that the kind of work leads to."""
    kind = answers.get(FIRST)
    return kind if kind in questions().lists else questions().other_list


def is_home(answers: Answers) -> bool:
    """Return whether the work is in somebody's home."""
    return list_of(answers) == "home"


def asked(answers: Answers, law: Law | None) -> tuple[Question, ...]:
    """Return the questions of this conversation, in their order."""
    every = questions()
    ids = (*every.lists[list_of(answers)], *(one for one in every.more if answers.state_of(one)))
    found = (every.by_id[one] for one in ids)
    return tuple(one for one in found if _applies(one, answers, law))


def next_question(answers: Answers, law: Law | None) -> Question | None:
    """Return the first question without an answer; None when all were asked."""
    return next((one for one in asked(answers, law) if not answers.state_of(one.of)), None)


def question_of(wanted: str, answers: Answers, law: Law | None) -> Question | None:
    """Return a question of this conversation by its id or by what it asks for."""
    every = questions()
    found = (*asked(answers, law), *(every.by_id[one] for one in every.more))
    return next((one for one in found if wanted in (one.id, one.of)), None)


def before(question: Question, answers: Answers, law: Law | None) -> Question | None:
    """Return the question before one; None before the first."""
    order = [one for one in asked(answers, law) if one.id not in questions().more]
    at = order.index(question) if question in order else len(order)
    return order[at - 1] if at else None


def _applies(question: Question, answers: Answers, law: Law | None) -> bool:
    if question.when == "age":
        return law is not None and age_matters(law)
    if question.when == "covered":
        return law is not None and asks_covered(answers, law)
    if question.when == ENDED:
        ended = answers.get("still") == "no"
        return ended and law is not None and ENDED in law_facts().get(law.id, {})
    if question.when == "taken":
        return bool(answers.several("taken"))
    # No shipped law has a rule on stand-by, so that the answer would change nothing.
    return question.when != "stand_by"


def asks_covered(answers: Answers, law: Law) -> bool:
    """Return whether a law holds for some work only, and the kind of work leaves open for which."""
    facts = law_facts().get(law.id, {})
    if "covered" not in facts:
        return False
    by_kind = facts.get(FIRST, {}).get(COVERED_WORK, {})
    return answers.get(FIRST) not in by_kind


def age_matters(law: Law) -> bool:
    """Return whether the minimum wage of a law depends on the age and an answer says which."""
    by_age = any(isinstance(one, MinimumWage) and "age" in one.where for one in law.rules)
    return by_age and "adult" in law_facts().get(law.id, {})

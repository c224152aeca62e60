"""The form actions of an interview, each harmless if sent twice, late or from another tab.

A form names its question, so that an old page changes only that question. While somebody may hear,
nothing is recorded.
"""

import dataclasses
from collections.abc import Callable, Mapping

from manumit.assessment import Done, Goal, Hearing, Question, Reply, Sitting
from manumit.assessment.replies import SAFE
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.interviewing.state import InterviewState, Show

type Form = Mapping[str, str]
type Change = Callable[[InterviewState, Form, Library], InterviewState]


class NoAnswerError(Exception):
    """The form was sent without an answer."""


def hearing(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Record who can hear. An old page cannot turn an unsafe state into a safe one."""
    del library
    try:
        given = Hearing(form.get("hearing", ""))
    except ValueError as error:
        raise NoAnswerError from error
    asked = state.sitting.hearing is Hearing.NOT_RECORDED
    if asked or given not in SAFE or state.sitting.hearing in SAFE:
        return dataclasses.replace(state, sitting=state.sitting.with_hearing(given))
    return state


def ask_hearing(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Ask again who can hear."""
    del form, library
    return dataclasses.replace(state, sitting=state.sitting.with_hearing(Hearing.NOT_RECORDED))


def reply(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Record the reply to the question that the form names."""
    place = _question_in(form)
    if place is None or state.sitting.hearing not in SAFE:
        return state
    try:
        given = Reply(form.get("reply", ""))
    except ValueError as error:
        raise NoAnswerError from error
    try:
        sitting = state.sitting.reply(*place, given, library)
    except InputError:
        return state  # a page of before the list was switched
    show = Show.OVERVIEW if state.show is Show.OVERVIEW else Show.QUESTION
    return InterviewState(sitting, show)


def back(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Go back to the question before the one on the form."""
    step = state.sitting.next(library)
    if isinstance(step, Question) and _question_in(form) == (step.ask.code, step.question):
        return InterviewState(state.sitting.back(library))
    return state


def change(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Reopen an answered question; afterwards the earlier page is shown again."""
    place = _question_in(form)
    if place is None:
        return state
    try:
        return dataclasses.replace(state, sitting=state.sitting.reopen(*place, library))
    except InputError:
        return state


def overview(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Show the answers so far."""
    del form, library
    return InterviewState(_stop_editing(state.sitting), Show.OVERVIEW)


def finish(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Show the finding."""
    del form, library
    return InterviewState(_stop_editing(state.sitting), Show.FINDING)


def resume(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Return to the current question."""
    del form, library
    return InterviewState(_stop_editing(state.sitting))


def go_on(state: InterviewState, form: Form, library: Library) -> InterviewState:
    """Continue with the next question; after a certain positive, with the remaining ones."""
    after = resume(state, form, library)
    done = isinstance(after.sitting.next(library), Done)
    if done and after.sitting.goal is Goal.POSITIVE:
        return InterviewState(after.sitting.go_on())
    return after


CHANGES: Mapping[str, Change] = {
    one.__name__: one
    for one in (hearing, ask_hearing, reply, back, change, overview, finish, resume, go_on)
}


def _stop_editing(sitting: Sitting) -> Sitting:
    """Stop reopening a question; its earlier reply stays."""
    return dataclasses.replace(sitting, editing=None)


def _question_in(form: Form) -> tuple[str, int] | None:
    """Code and number of the question that a form names."""
    number = form.get("question", "")
    if not (number.isascii() and number.isdigit() and len(number) <= len("99")):
        return None
    return form.get("code", ""), int(number)

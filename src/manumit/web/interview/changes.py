"""What a form may do to an interview. Each is harmless if sent twice, late, or from another tab.

A form names the question that it was shown with, so that an old page changes what was on it and
nothing else. Where somebody may hear, nothing is recorded.
"""

import dataclasses
from collections.abc import Callable, Mapping

from manumit.assessment import Done, Goal, Hearing, Question, Reply, Sitting
from manumit.assessment.replies import SAFE
from manumit.errors import InputError
from manumit.instruments import Library
from manumit.web.interview.state import Show, State

type Form = Mapping[str, str]
type Change = Callable[[State, Form, Library], State]


class NothingChosenError(Exception):
    """The form was sent without an answer in it."""


def hearing(state: State, form: Form, library: Library) -> State:
    """Who can hear now. An old page can't make unsafe talk safe; whatever stops it is believed."""
    del library
    try:
        said = Hearing(form.get("hearing", ""))
    except ValueError as error:
        raise NothingChosenError from error
    asked = state.sitting.hearing is Hearing.NOT_RECORDED
    if asked or said not in SAFE or state.sitting.hearing in SAFE:
        return dataclasses.replace(state, sitting=state.sitting.heard_by(said))
    return state


def ask_hearing(state: State, form: Form, library: Library) -> State:
    """Asks anew who can hear."""
    del form, library
    return dataclasses.replace(state, sitting=state.sitting.heard_by(Hearing.NOT_RECORDED))


def reply(state: State, form: Form, library: Library) -> State:
    """A reply to the question that the form names, whether it is the present one or not."""
    place = _place(form)
    if place is None or state.sitting.hearing not in SAFE:
        return state
    try:
        said = Reply(form.get("reply", ""))
    except ValueError as error:
        raise NothingChosenError from error
    try:
        sitting = state.sitting.reply(*place, said, library)
    except InputError:
        return state  # a page of before the list was switched
    show = Show.OVERVIEW if state.show is Show.OVERVIEW else Show.QUESTION
    return State(sitting, show)


def back(state: State, form: Form, library: Library) -> State:
    """The question before the one that the form was shown with."""
    step = state.sitting.next(library)
    if isinstance(step, Question) and _place(form) == (step.ask.code, step.question):
        return State(state.sitting.back(library))
    return state


def change(state: State, form: Form, library: Library) -> State:
    """Opens an answered question again; after it comes what was shown before."""
    place = _place(form)
    if place is None:
        return state
    try:
        return dataclasses.replace(state, sitting=state.sitting.reopen(*place, library))
    except InputError:
        return state


def overview(state: State, form: Form, library: Library) -> State:
    """Shows what was said."""
    del form, library
    return State(_settled(state.sitting), Show.OVERVIEW)


def finish(state: State, form: Form, library: Library) -> State:
    """Shows what is known."""
    del form, library
    return State(_settled(state.sitting), Show.FINDING)


def resume(state: State, form: Form, library: Library) -> State:
    """Back to where the questions stood."""
    del form, library
    return State(_settled(state.sitting))


def go_on(state: State, form: Form, library: Library) -> State:
    """The next question; after a certain positive, those that are left."""
    after = resume(state, form, library)
    done = isinstance(after.sitting.next(library), Done)
    if done and after.sitting.goal is Goal.POSITIVE:
        return State(after.sitting.go_on())
    return after


CHANGES: Mapping[str, Change] = {
    one.__name__: one
    for one in (hearing, ask_hearing, reply, back, change, overview, finish, resume, go_on)
}


def _settled(sitting: Sitting) -> Sitting:
    """Without a question that is asked again: what was said to it stays."""
    return dataclasses.replace(sitting, editing=None)


def _place(form: Form) -> tuple[str, int] | None:
    """Code and number of the question that a form names."""
    number = form.get("question", "")
    if not (number.isascii() and number.isdigit() and len(number) <= len("99")):
        return None
    return form.get("code", ""), int(number)

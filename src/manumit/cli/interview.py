"""``manumit interview``: the guided interview in a terminal. Nothing is stored."""

from collections.abc import Iterator
from pathlib import Path

import click

from manumit.assessment import (
    Age,
    Answer,
    Ask,
    Finding,
    Goal,
    Postpone,
    Reason,
    SwitchList,
    assess_answers,
    interview_plan,
)
from manumit.assessment.render import to_text
from manumit.assessment.view import Words
from manumit.cli.options import instruments_option, language_option, library_with
from manumit.cli.output import explained
from manumit.instruments import Instrument, Library

KEYS = {"y": Answer.YES, "n": Answer.NO, "d": Answer.UNKNOWN, "r": Answer.UNKNOWN}
STOP = "s"


@click.command()
@click.argument("list_id", metavar="LIST", default="adult_labour")
@click.option(
    "--goal",
    type=click.Choice([str(goal) for goal in Goal]),
    default=str(Goal.POSITIVE),
    show_default=True,
    help="End when a positive is certain, or only when every dimension is.",
)
@language_option
@instruments_option
@explained
def interview(list_id: str, goal: str, language: str, own: tuple[Path, ...]) -> None:
    """Ask the questions of a LIST one at a time, say why, and show the finding at the end.

    Any question can be refused and the interview stopped at any time. Nothing is stored.
    """
    library = library_with(own, language)
    words = Words(library, language)
    click.echo(words.say("step/how"))
    found = _Sitting(library, words, Goal(goal)).run(library.instrument(list_id))
    if found is not None:
        click.echo("")
        click.echo(to_text(found, library, language))


class _Sitting:
    """One interview: the answers so far, and what was passed over."""

    def __init__(self, library: Library, words: Words, goal: Goal) -> None:
        self.library = library
        self.words = words
        self.goal = goal
        self.answers: dict[str, Answer] = {}
        self.age: Age | None = None

    def run(self, instrument: Instrument) -> Finding | None:
        """Asks until the plan is done or the person stops; None if it was not safe to talk."""
        step = interview_plan(instrument, self.goal).next_question(self.answers)
        while isinstance(step, Ask):
            answer = self._ask(step)
            if answer is None:
                return self._finding(instrument)
            self.answers[step.code] = answer
            step = interview_plan(instrument, self.goal).next_question(self.answers)
        if isinstance(step, Postpone):
            click.echo(self.words.say("step/postpone"))
            return None
        if isinstance(step, SwitchList):
            click.echo(self.words.say("step/switch_list"))
            self.age = step.age
            return self.run(self.library.shipped_for(step.population, step.exploitation))
        click.echo(self._reason(step.reason))
        return self._finding(instrument)

    def _finding(self, instrument: Instrument) -> Finding:
        spoken = {code: a for code, a in self.answers.items() if code in instrument.codes}
        return assess_answers(spoken, instrument, age=self.age)

    def _ask(self, step: Ask) -> Answer | None:
        """The answer to a code: yes if any of its questions is; None to stop."""
        click.echo(f"\n{self._reason(step.reason)}")
        told: list[Answer] = []
        for question in self._questions(step.code):
            key = click.prompt(
                question, type=click.Choice([*KEYS, STOP]), prompt_suffix=" ", show_choices=True
            )
            if key == STOP:
                return None
            told.append(KEYS[key])
            if told[-1] is Answer.YES:
                return Answer.YES
        return Answer.UNKNOWN if Answer.UNKNOWN in told else Answer.NO

    def _questions(self, code: str) -> Iterator[str]:
        for text in self.library.texts.all_of(code, "questions", self.words.language):
            yield self.words.marked(text)

    def _reason(self, reason: Reason) -> str:
        values = {name: self._named(name, value) for name, value in reason.values.items()}
        return self.words.say(f"reason/{reason.id}", **values)

    def _named(self, name: str, value: str) -> str:
        if name == "topic":
            return self.words.name(f"topic/{value}")
        known = self.library.texts.ids()
        kind = "dimension" if f"dimension/{value}" in known else "set"
        return self.words.name(f"{kind}/{value}")

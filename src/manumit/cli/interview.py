"""``manumit interview``: the guided interview in a terminal. Nothing is stored."""

from pathlib import Path

import click

from manumit.assessment import (
    AskHearing,
    Done,
    Goal,
    Hearing,
    Postpone,
    Question,
    Reason,
    Reply,
    Sitting,
)
from manumit.assessment.render import to_text
from manumit.assessment.view import Words
from manumit.cli.options import instruments_option, language_option, library_with
from manumit.cli.output import explained

KEYS = {"y": Reply.YES, "n": Reply.NO, "d": Reply.DONT_KNOW, "r": Reply.REFUSED}
BACK, HEARING, STOP = "b", "h", "s"
HEARINGS = {
    str(number): hearing
    for number, hearing in enumerate((h for h in Hearing if h is not Hearing.NOT_RECORDED), start=1)
}


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
    """Ask the questions of a LIST one at a time with the reason, and show the finding at the end.

    First it asks who can hear, and nothing else while somebody may. Any question can be refused or
    asked again, and the interview stopped at any time. Nothing is stored.
    """
    words = Words(library_with(own, language), language)
    click.echo(words.say("step/how"))
    sitting = _held(Sitting.begin(list_id, Goal(goal)), words)
    if sitting is not None:
        click.echo("")
        click.echo(to_text(sitting.finding(words.library), words.library, language))


def _held(sitting: Sitting, words: Words) -> Sitting | None:
    """Return the interview when it is done or stopped; None if it is not safe to talk."""
    while True:
        step = sitting.next(words.library)
        if isinstance(step, Done):
            click.echo(f"\n{_reason(step.reason, words)}")
            return sitting
        if isinstance(step, Question):
            key = _ask(step, words)
            if key == STOP:
                return sitting
            sitting = _after(key, step, sitting, words)
            continue
        hearing = _hearing(step, words)
        if hearing is None:
            return None
        sitting = sitting.with_hearing(hearing)


def _ask(step: Question, words: Words) -> str:
    click.echo(f"\n{_reason(step.ask.reason, words)}")
    if step.earlier is not None:
        click.echo(words.say("step/earlier", answer=words.name(f"answer/{step.earlier}")))
    return _key(
        words.marked(step.text(words.library, words.language)), [*KEYS, BACK, HEARING, STOP]
    )


def _after(key: str, step: Question, sitting: Sitting, words: Words) -> Sitting:
    if key == BACK:
        return sitting.back(words.library)
    if key == HEARING:
        return sitting.with_hearing(Hearing.NOT_RECORDED)
    later = sitting.reply(step.ask.code, step.question, KEYS[key], words.library)
    if later.switched and not sitting.switched:
        click.echo(words.say("step/switch_list"))
    return later


def _hearing(step: AskHearing | Postpone, words: Words) -> Hearing | None:
    """Ask who can hear now and return the answer; None to stop."""
    click.echo("")
    if isinstance(step, Postpone):
        click.clear()  # a person who can hear may see the screen too
        click.echo(words.say("step/postpone"))
    for number, hearing in HEARINGS.items():
        click.echo(f"  {number}  {words.say(f'hearing/{hearing}')}")
    key = _key(words.say("step/hearing"), [*HEARINGS, STOP])
    return None if key == STOP else HEARINGS[key]


def _key(prompt: str, keys: list[str]) -> str:
    key: str = click.prompt(prompt, type=click.Choice(keys), prompt_suffix=" ", show_choices=True)
    return key


def _reason(reason: Reason, words: Words) -> str:
    values = {name: _named(name, value, words) for name, value in reason.values.items()}
    return words.say(f"reason/{reason.id}", **values)


def _named(name: str, value: str, words: Words) -> str:
    if name == "topic":
        return words.name(f"topic/{value}")
    known = words.library.texts.ids()
    kind = "dimension" if f"dimension/{value}" in known else "set"
    return words.name(f"{kind}/{value}")

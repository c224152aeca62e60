"""Invented rounds of letters; the people who might look at them are of ``registers_world``."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import payroll_files
import registers_world
from cases_world import request
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.rounds import letters, payrolls, verbs
from manumit.web.rounds.models import LetterPayroll, Round, RoundLetter
from manumit.web.rounds.payrolls import PayrollInput
from manumit.web.rounds.verbs import RoundInput
from registers_world import World, world

__all__ = [
    "World",
    "firms",
    "planned",
    "planned_on",
    "round_input",
    "sent",
    "under_way",
    "world",
]


def planned_on() -> dt.date:
    """Return the day on which a round was planned."""
    return today() - dt.timedelta(days=40)


def round_input() -> RoundInput:
    """Return what a round is planned with whose last day was yesterday."""
    return RoundInput(
        area="office",
        records=("pay_book", "those_who_left"),
        first_day=today() - dt.timedelta(days=200),
        last_day=today() - dt.timedelta(days=50),
        letters_on=today() - dt.timedelta(days=30),
        answer_by=today() - dt.timedelta(days=1),
        language="en",
        second_language="ar",
    )


def firms(who: Actor, number: int) -> None:
    """So many workplaces of the register, all of one sector."""
    for one in range(number):
        registers_world.place(who, name=f"Firm {one:02}zq")


def planned(who: Actor, entered: RoundInput | None = None) -> Round:
    """A round that was planned 40 days ago, when its days were still to come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "today", planned_on)
        return verbs.plan_round(who, entered or round_input(), request=request())


def under_way(who: Actor) -> Round:
    """The same, sent; a worker has still to make its letters."""
    row = planned(who)
    return verbs.move_round(who, row.pk, "send", seen=1, request=request())


def sent(who: Actor) -> Round:
    """The same with all its letters."""
    row = under_way(who)
    letters.make_letters(row.pk)
    return row


def taken(who: Actor | None, letter: RoundLetter, records: bytes, **more: Any) -> LetterPayroll:
    """The payroll that answers a request, under the rules of an invented country."""
    entered = PayrollInput(
        called="pay of somebody.csv",
        records=records,
        mapping=payroll_files.MAPPING.encode(),
        law="xx",
        asked_on=today(),
        answered_on=today(),
    )
    return payrolls.take_payroll(
        who, letter.round_id, letter.pk, replace(entered, **more), request=request()
    )

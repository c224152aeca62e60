"""Invented rounds of letters; the people who might look at them are of ``registers_world``."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

import payroll_files
import registers_world
from cases_world import request
from manumit.web.kernel.access.actors import Actor
from manumit.web.rounds import letters, payrolls, verbs
from manumit.web.rounds.models import LetterPayroll, Round, RoundLetter
from manumit.web.rounds.payrolls import PayrollInput
from manumit.web.rounds.verbs import RoundInput
from registers_world import World, world

TODAY = timezone.now().date()
PLANNED_ON = TODAY - dt.timedelta(days=40)
ROUND = RoundInput(
    area="office",
    records=("pay_book", "those_who_left"),
    first_day=TODAY - dt.timedelta(days=200),
    last_day=TODAY - dt.timedelta(days=50),
    letters_on=TODAY - dt.timedelta(days=30),
    answer_by=TODAY - dt.timedelta(days=1),
    language="en",
    second_language="ar",
)

__all__ = [
    "PLANNED_ON",
    "ROUND",
    "TODAY",
    "World",
    "firms",
    "planned",
    "sent",
    "under_way",
    "world",
]


def firms(who: Actor, number: int) -> None:
    """So many workplaces of the register, all of one sector."""
    for one in range(number):
        registers_world.place(who, name=f"Firm {one:02}zq")


def planned(who: Actor, entered: RoundInput = ROUND) -> Round:
    """A round that was planned 40 days ago, when its days were still to come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "today", lambda: PLANNED_ON)
        return verbs.plan_round(who, entered, request=request())


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
        asked_on=TODAY,
        answered_on=TODAY,
    )
    return payrolls.take_payroll(
        who, letter.round_id, letter.pk, replace(entered, **more), request=request()
    )

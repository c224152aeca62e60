"""Rounds that are planned for days to come; ``rounds_world`` has those of the past."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

import rounds_world as rw
from cases_world import request
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.rounds import verbs
from manumit.web.rounds.models import Round

FIRMS = 10


def planned_ahead(who: Actor, days: int = 9, *, ago: int = 1, sector: str = "") -> Round:
    """A round that was planned some days ago; its letters go out some days from now."""
    entered = replace(
        rw.round_input(),
        sector=sector,
        letters_on=today() + dt.timedelta(days=days),
        answer_by=today() + dt.timedelta(days=days + 20),
    )
    then = timezone.now() - dt.timedelta(days=ago)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: then)
        return verbs.plan_round(who, entered, request=request())

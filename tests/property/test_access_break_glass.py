"""Whatever is asked, confirmed and ended, in any order: nothing opens outside file and time."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access_files import PersonPolicy, StatementPolicy, file_held_by, files
from manumit.errors import InputError
from manumit.web.kernel.access import break_glass as glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.openings import open_at
from manumit.web.kernel.access.verdicts import Refused
from persons import Persons, persons

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

REASONS = ("danger_to_life", "child_in_danger", "holder_absent")
WHO = ("owner", "colleague", "other_office", "other_institution")


@dataclass(frozen=True)
class Step:
    what: str
    who: str
    file: int
    reason: str
    hours: float
    minutes_before: float


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(["ask", "ask", "confirm", "revoke"]),
        who=st.sampled_from(WHO),
        file=st.integers(0, 1),
        reason=st.sampled_from(REASONS),
        hours=st.floats(0.25, 24),
        minutes_before=st.floats(0, 200),
    ),
    max_size=8,
)


@dataclass
class Asked:
    """What the test itself knows of an opening."""

    who: str
    file: int
    at_once: bool
    at: dt.datetime
    until: dt.datetime
    confirmed: bool = False
    ended: bool = False

    def is_open(self, now: dt.datetime) -> bool:
        if self.ended or not self.at <= now < self.until:
            return False
        waits = self.at_once and now < self.at + dt.timedelta(hours=1)
        return self.confirmed or waits


def take(step: Step, five: Persons, held: list[BreakGlass], asked: dict[uuid.UUID, Asked]) -> None:
    who: Actor = getattr(five, step.who)
    if step.what == "ask":
        made = glass.ask(who, files, held[step.file], reason=step.reason, hours=step.hours)
        at_once = step.reason != "holder_absent"
        asked[made.pk] = Asked(step.who, step.file, at_once, made.asked_at, made.ends_at)
    elif asked:
        key, known = list(asked.items())[step.file % len(asked)]
        if step.what == "confirm":
            glass.confirm(who, key)
            assert step.who not in (known.who, "other_institution")
            known.confirmed = True
        else:
            glass.revoke(who, key)
            known.ended = True


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_opens_outside_its_file_its_person_and_its_time(
    steps: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now()
    with transaction.atomic(), monkeypatch.context() as patched:
        five = persons("support", "advice")
        five = Persons(
            _lasting(five.owner),
            _lasting(five.colleague),
            _lasting(five.other_office),
            _lasting(five.other_institution),
        )
        held = [file_held_by(five.owner), file_held_by(five.owner)]
        asked: dict[uuid.UUID, Asked] = {}
        now = start
        for step in steps:
            now += dt.timedelta(minutes=step.minutes_before)
            patched.setattr(timezone, "now", lambda now=now: now)
            try:
                with transaction.atomic():
                    take(step, five, held, asked)
            except (Refused, InputError):
                pass
            for one in WHO:
                compare(one, five, held, asked, now)
        transaction.set_rollback(True)


def _lasting(who: Actor) -> Actor:
    return replace(who, until=who.until + dt.timedelta(9))


def compare(
    one: str, five: Persons, held: list[BreakGlass], asked: dict[uuid.UUID, Asked], now: dt.datetime
) -> None:
    who: Actor = getattr(five, one)
    for number, file in enumerate(held):
        mine = [a for a in asked.values() if (a.who, a.file) == (one, number)]
        expected = any(a.is_open(now) for a in mine)
        assert (Relation.BROKEN_GLASS in files.relations_to(who, file)) is expected
        assert bool(PersonPolicy().can(who, "see", file)) is (expected or one == "owner")
        assert bool(StatementPolicy().can(who, "see", file)) is (one == "owner")
        assert bool(files.can(who, "change", file)) is (one == "owner")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.integers(-3600, 26 * 3600), confirmed=st.booleans(), at_once=st.booleans())
def test_no_opening_is_open_before_it_was_asked_for_or_a_day_after(
    seconds: int, confirmed: bool, at_once: bool
) -> None:
    with transaction.atomic():
        five = persons("support")
        reason = "danger_to_life" if at_once else "holder_absent"
        asked = glass.ask(five.colleague, files, file_held_by(five.owner), reason=reason, hours=24)
        if confirmed:
            asked = glass.confirm(five.owner, asked.pk)
        moment = asked.asked_at + dt.timedelta(seconds=seconds)
        found = BreakGlass.objects.filter(open_at(moment), pk=asked.pk).exists()
        if found:
            assert 0 <= seconds < 24 * 3600
            assert confirmed or (at_once and seconds < 3600)
        transaction.set_rollback(True)

"""An assignment that is carried out by two at once, or by one that is killed; what the ledger has.

What is written here stays in the database of the tests: a process of its own reads it.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from cases_world import World, at_once, key_ring, leaves, request, world
from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.reassignment import running
from manumit.web.reassignment.models import Assignment
from reassignment_world import (
    Team,
    approved,
    carried_out,
    files_of,
    holders,
    outcomes,
    proposed,
    state,
)

pytestmark = pytest.mark.usefixtures("committing")
DRIVER = """
import os, signal, sys, uuid
import django
django.setup()
from manumit.web.reassignment import running
one, done = running._process_file, []
def dying(key, line):
    found = one(key, line)
    done.append(line)
    if len(done) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
running._process_file = dying
running.carry_out(uuid.UUID(sys.argv[1]))
"""


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="team")
def _team(w: World) -> Team:
    return Team.of(w)


@pytest.mark.proves("reassignment")
def test_the_ledger_has_what_a_single_hand_over_leaves_and_agrees(w: World, team: Team) -> None:
    one, many = files_of(w.owner, 2)
    cases.hand_over_file(w.owner, one.pk, w.colleague.person)
    row = proposed(w.owner, w.owner, w.colleague)
    approved(team.third, row)
    carried_out(row)

    def events_of(file: CaseFile) -> list[tuple[Any, ...]]:
        events = Event.objects.filter(resource=file.pk, act="assign").order_by("number")
        return list(events.values_list("actor", "role", "purpose", "reason", "outcome"))

    assert events_of(one) == events_of(many) != []
    assert holders(one) == holders(many) == {w.colleague.person}
    (gone,) = files_of(w.owner, 1)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    cases.hand_over_file(w.owner, gone.pk, team.fourth.person)
    assert carried_out(row) == ["not_held"]
    (left,) = files_of(w.owner, 1)
    leaves(w.owner)
    approved(team.third, row := proposed(team.fourth, w.owner, w.colleague))
    assert carried_out(row) == ["handed_over"]
    assert holders(left) == {w.colleague.person}
    with transaction.atomic():
        assert list(disagreements({}, w.inspectorate.institution.pk)) == []


@pytest.mark.proves("reassignment")
def test_two_workers_at_once_do_it_once(w: World, team: Team) -> None:
    files = files_of(w.owner, 6)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    run = lambda: running.carry_out(row.pk)  # noqa: E731
    at_once(run, run)
    assert outcomes(row) == ["handed_over"] * 6
    assert state(row) == "done"
    for file in files:
        assert holders(file) == {w.colleague.person}
        assert Event.objects.filter(resource=file.pk, act="assign").count() == 2


def test_beside_somebody_who_takes_the_same_files_over_nobody_waits_for_each_other(
    w: World, team: Team
) -> None:
    files = files_of(w.owner, 5)
    leaves(w.owner)
    approved(team.fourth, row := proposed(w.colleague, w.owner, team.third))

    def take_over() -> None:
        for file in files:
            with contextlib.suppress(InputError):  # the platform was faster
                cases.take_over_file(w.colleague, file.pk, reason="holder_left", request=request())

    found = at_once(lambda: running.carry_out(row.pk), take_over)
    assert found == [5, None]
    assert state(row) == "done"
    got = {"handed_over": team.third.person, "not_held": w.colleague.person}
    assert [holders(file) for file in files] == [{got[one]} for one in outcomes(row)]


def test_beside_a_holder_who_gives_the_same_files_away_each_is_held_by_one(
    w: World, team: Team
) -> None:
    files = files_of(w.owner, 5)
    approved(team.fourth, row := proposed(w.owner, w.owner, team.third))

    def give() -> None:
        for file in files:
            with contextlib.suppress(Refused):  # the platform was faster
                cases.hand_over_file(w.owner, file.pk, w.colleague.person)

    assert at_once(lambda: running.carry_out(row.pk), give) == [5, None]
    got = {"handed_over": team.third.person, "not_held": w.colleague.person}
    assert [holders(file) for file in files] == [{got[one]} for one in outcomes(row)]


def test_one_form_that_arrives_twice_at_once_proposes_once(w: World, team: Team) -> None:
    files_of(w.owner, 3)
    form = request()
    found = at_once(*[lambda: proposed(w.owner, w.owner, team.third, form=form)] * 3)
    (made,) = Assignment.objects.filter(request=form)
    assert found == [made] * 3
    assert outcomes(made) == [""] * 3


@pytest.mark.proves("reassignment")
def test_a_worker_that_is_killed_is_gone_on_with(w: World, team: Team, settings: Settings) -> None:
    files = files_of(w.owner, 7)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    found = connection.settings_dict
    address = (
        f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}"
        f"?host={found['HOST']}&port={found['PORT'] or 5432}"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
        "DATABASE_URL": address,
        "MANUMIT_KEY_RING": str(settings.MANUMIT_KEY_RING),
    }
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DRIVER, str(row.pk)],
        env=environment, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert Counter(outcomes(row)) == {"handed_over": 3, "": 4}
    assert sum(holders(file) == {w.colleague.person} for file in files) == 3
    assert carried_out(row) == ["handed_over"] * 7
    assert state(row) == "done"
    for file in files:
        assert holders(file) == {w.colleague.person}
        assert Event.objects.filter(resource=file.pk, act="assign").count() == 2
    with transaction.atomic():
        assert list(disagreements({}, w.inspectorate.institution.pk)) == []

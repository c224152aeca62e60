"""Carrying out assignments: once, never by halves, and beside all other work of the platform.

Who may propose and approve, and what is left alone: ``test_reassignment``.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from cases_world import World, key_ring, request, world
from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseHolder
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.reassignment import jobs, queue, running, selectors, services
from manumit.web.reassignment.models import AssignedFile, Assignment
from reassignment_world import (
    Team,
    approved,
    carried_out,
    files_of,
    holders,
    outcomes,
    proposed,
    state,
    stepped,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="team")
def _team(w: World) -> Team:
    return Team.of(w)


def held_back(word: str, act: Callable[[], object]) -> None:
    """A guard stands in the way."""
    with pytest.raises(InputError, match=word):
        act()


# Once, and never by halves


@pytest.mark.proves("reassignment")
def test_carried_out_again_nothing_changes(w: World, team: Team) -> None:
    files = files_of(w.owner, 3)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    carried_out(row)

    def all_of_it() -> tuple[object, ...]:
        rows = CaseHolder.objects.order_by("pk").values_list("pk", "member", "until")
        return (list(rows), Event.objects.count(), outcomes(row), state(row))

    before = all_of_it()
    assert running.carry_out(row.pk) == 0
    # Who gives a file back later is not overruled by a job that runs again.
    assert all_of_it() == before
    cases.hand_over_file(w.colleague, files[0].pk, w.owner.person)
    before = all_of_it()
    running.carry_out(row.pk)
    assert all_of_it() == before


def test_nothing_happens_before_it_is_approved_or_after_it_was_refused(
    w: World, team: Team
) -> None:
    (file,) = files_of(w.owner, 1)
    row = proposed(w.owner, w.owner, w.colleague)
    assert running.carry_out(row.pk) == 0
    stepped(team.third, row, "refuse", "wrong_people")
    assert running.carry_out(row.pk) == 0
    other = proposed(w.owner, w.owner, w.colleague)
    stepped(w.owner, other, "withdraw")
    assert running.carry_out(other.pk) == 0
    held_back("T103", lambda: approved(team.third, other))
    assert outcomes(row) == outcomes(other) == [""]
    assert holders(file) == {w.owner.person}


def test_only_who_proposed_it_takes_it_back_and_a_reason_is_needed(w: World, team: Team) -> None:
    files_of(w.owner, 1)
    row = proposed(w.owner, w.owner, w.colleague)
    with pytest.raises(Refused):
        stepped(team.third, row, "withdraw")
    held_back("T105", lambda: stepped(team.third, row, "refuse"))
    held_back("T106", lambda: stepped(team.third, row, "refuse", "holder_left"))
    assert state(row) == "proposed"


@pytest.mark.proves("reassignment")
def test_who_stops_it_keeps_what_was_done(
    w: World, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(w.owner, 4)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    one = running._process_file

    def stopping(key: uuid.UUID, line: uuid.UUID) -> bool:
        done = one(key, line)
        if done and outcomes(row).count("handed_over") == 2:
            stepped(w.owner, row, "stop", "wrong_files")
        return done

    monkeypatch.setattr(running, "_process_file", stopping)
    running.carry_out(row.pk)
    monkeypatch.undo()
    assert running.carry_out(row.pk) == 0
    assert outcomes(row) == ["handed_over", "handed_over", "", ""]
    assert state(row) == "stopped"
    assert [holders(file) == {w.colleague.person} for file in files] == [True, True, False, False]
    seen = selectors.assignment(w.owner, row.pk)
    assert (seen.handed_over, seen.waiting, seen.ending) == (2, 2, "wrong_files")


def test_who_stops_it_is_not_turned_away_since_the_platform_has_begun(w: World, team: Team) -> None:
    files_of(w.owner, 3)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    seen = Assignment.objects.get(pk=row.pk).version  # the page is open, and nothing has begun
    asked = iter([False, True])
    assert running.carry_out(row.pk, stop=lambda: next(asked)) == 1
    assert Assignment.objects.get(pk=row.pk).version > seen
    stop = partial(services.take_step, w.owner, row.pk, "stop", seen=seen, reason="wrong_files")
    form = request()
    for _ in range(2):  # sent again it is done once
        assert stop(request=form).state == "stopped"
    assert outcomes(row) == ["handed_over", "", ""]
    held_back("T101", lambda: stop(request=request()))


@pytest.mark.proves("reassignment")
def test_a_file_that_breaks_in_the_middle_is_not_half_done(
    w: World, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine goes dark between letting the one hold a file and letting the other go."""
    files = files_of(w.owner, 3)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    share = cases.files.share_file

    def dark(actor: Actor | None, file: uuid.UUID, member: uuid.UUID) -> None:
        share(actor, file, member)
        if file == files[1].pk:
            raise SystemExit

    monkeypatch.setattr(cases.files, "share_file", dark)
    with pytest.raises(SystemExit):
        running.carry_out(row.pk)
    assert [holders(file) for file in files] == [
        {w.colleague.person}, {w.owner.person}, {w.owner.person},
    ]  # fmt: skip
    assert outcomes(row) == ["handed_over", "", ""]
    assert state(row) == "running"
    monkeypatch.undo()
    assert row.pk in running.unfinished()
    assert carried_out(row) == ["handed_over"] * 3
    assert row.pk not in running.unfinished()


# The queue


def _jobs(row: Assignment) -> list[dict[str, Any]]:
    rows = ProcrastinateJob.objects.filter(args__assignment=str(row.pk), status="todo")
    return list(rows.values_list("args", flat=True))


def test_approving_puts_it_into_the_queue_once_and_the_clock_puts_it_there_again(
    w: World, team: Team
) -> None:
    files_of(w.owner, 1)
    row = proposed(w.owner, w.owner, w.colleague)
    jobs.resume(0)
    assert _jobs(row) == []
    approved(team.third, row)
    jobs.resume(0)
    assert _jobs(row) == [{"assignment": str(row.pk)}]  # an id, and nothing of anybody
    carried_out(row)
    assert row.pk not in running.unfinished()


def test_a_worker_that_ends_stops_between_two_files(w: World, team: Team) -> None:
    files_of(w.owner, 3)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    asked = iter([False, True])
    assert running.carry_out(row.pk, stop=lambda: next(asked)) == 1
    assert state(row) == "running"
    assert carried_out(row) == ["handed_over"] * 3


@pytest.mark.proves("reassignment")
def test_what_became_of_a_file_is_said_once(w: World, team: Team) -> None:
    files_of(w.owner, 1)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    carried_out(row)
    with pytest.raises(IntegrityError, match="recorded once"), transaction.atomic():
        AssignedFile.objects.filter(assignment=row).update(outcome="closed")


def test_a_job_does_some_files_and_orders_the_rest_behind_what_waits(
    w: World, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(w.owner, 5)
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    context: Any = SimpleNamespace(should_abort=lambda: False)
    for done, ordered in ((2, 1), (4, 1), (5, 0)):
        _worked_on(row, "doing")
        jobs.carry_out.func(context, assignment=str(row.pk))
        assert outcomes(row).count("handed_over") == done
        assert len(_jobs(row)) == ordered
        _worked_on(row, "succeeded")
    assert state(row) == "done"
    assert {frozenset(holders(one)) for one in files} == {frozenset({w.colleague.person})}
    jobs.carry_out.func(context, assignment=str(row.pk))  # again: nothing is lost or done twice
    assert _jobs(row) == []


def test_the_clock_queues_no_copy_beside_a_worker_that_lives(w: World, team: Team) -> None:
    files_of(w.owner, 1)
    approved(team.third, row := proposed(w.owner, w.owner, w.colleague))
    _worked_on(row, "doing")
    jobs.resume(0)
    assert _jobs(row) == []
    silent = timezone.now() - queue.SILENCE
    _query("UPDATE procrastinate_workers SET last_heartbeat = %s", silent)
    jobs.resume(0)  # the worker has died, and its job says for ever that it is being done
    assert len(_jobs(row)) == 1


def _query(text: str, *values: str | dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _worked_on(row: Assignment, status: str) -> None:
    """A worker that lives takes the job that waits, or ends it."""
    _query("INSERT INTO procrastinate_workers DEFAULT VALUES")
    _query(
        "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status,"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
        " WHERE args->>'assignment' = %s AND status = %s::procrastinate_job_status",
        status, str(row.pk), "todo" if status == "doing" else "doing",
    )  # fmt: skip

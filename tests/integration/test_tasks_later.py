"""Later: a member puts off a line of work for a coded reason; nobody else's view changes.

The page against everybody: ``test_tasks_pages``.
"""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import cases_world
from cases_world import World, agreed, file_of, finding_of, key_ring, referred, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.tasks import FILES
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.tasks import selectors
from manumit.web.tasks.later import MOST_DAYS, days_offered, postpone
from manumit.web.tasks.models import Postponement, Task
from manumit.web.tasks.services import NewTask, write_task
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
DAY = dt.timedelta(days=1)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return cases_world.world()


def task_for(w: World) -> Task:
    file = file_of(w.owner)
    wish = NewTask("call", today(), w.owner.person)
    return write_task(w.owner, FILES, file.pk, wish, request=request())


def kinds(who: Actor, turn: str) -> list[tuple[str, uuid.UUID]]:
    found = selectors.my_work(who, horizon="year", turn=turn, number=1).lines
    return [(one.kind, one.row) for one in found]


def put_off(
    who: Actor, kind: str, row: uuid.UUID, days: int = 1, reason: str = "day_agreed"
) -> str:
    """Return the code of the error; empty where there is none."""
    try:
        postpone(who, kind, row, until=today() + days * DAY, reason=reason, request=request())
    except InputError as wrong:
        return str(wrong.problems[0].code)
    return ""


def test_a_line_is_away_until_its_day_for_its_member_alone(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "task_open", task_for(w).pk
    assert kinds(w.owner, "to_do") == [line]
    assert put_off(w.owner, *line) == ""
    assert kinds(w.owner, "to_do") == []
    assert kinds(w.owner, "later") == [line]
    assert kinds(w.owner, "all") == [line]
    assert kinds(w.colleague, "office") == [line], "a colleague sees it as before"
    monkeypatch.setattr("manumit.web.tasks.sources.today", lambda: today() + DAY)
    assert kinds(w.owner, "to_do") == [line]


@pytest.mark.parametrize("days", [-1, 0, MOST_DAYS + 1])
def test_it_is_back_within_a_month(w: World, days: int) -> None:
    assert put_off(w.owner, "task_open", task_for(w).pk, days) == "Y508"
    assert not Postponement.objects.exists()


def test_only_ones_own_turn_and_only_a_listed_reason(w: World) -> None:
    row = task_for(w).pk
    assert put_off(w.owner, "task_open", row, reason="the_person_is_ill") == "Y507"
    for who in (w.colleague, w.other_office, w.shelter.first):
        assert put_off(who, "task_open", row) == "Y507"
    assert put_off(w.owner, "task_returned", row) == "Y507"
    assert put_off(w.owner, "task_open", uuid.uuid4()) == "Y507"
    assert not Postponement.objects.exists()


def test_another_step_of_the_same_row_is_not_put_off_with_it(w: World) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    line = "referral_receive", row.pk
    assert line in kinds(w.shelter.first, "to_do")
    assert put_off(w.shelter.first, *line) == ""
    assert line not in kinds(w.shelter.first, "to_do")
    assert line in kinds(w.shelter.second, "to_do"), "whose turn it is too"
    services.confirm_receipt(w.shelter.first, row.pk)
    assert ("referral_accept", row.pk) in kinds(w.shelter.first, "to_do")


def test_what_cannot_wait_is_not_put_off(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-46: a child's referral that was not accepted in time is called about at once."""
    file = file_of(w.owner, Age.CHILD)
    wish = NewTask("call", today(), w.owner.person)
    task = write_task(w.owner, FILES, file.pk, wish, request=request())
    monkeypatch.setattr(
        "manumit.web.tasks.later.due_items",
        lambda *_, **__: [_first(w.owner, task.pk)],
    )
    assert put_off(w.owner, "task_open", task.pk) == "Y507"


def _first(who: Actor, row: uuid.UUID) -> object:
    from dataclasses import replace  # noqa: PLC0415

    from manumit.web.tasks.sources import due_items  # noqa: PLC0415

    (item,) = [one for one in due_items(who, today(), 10) if one.row == row]
    return replace(item, first=True)


def browser(who: Actor) -> Client:
    return signed_in(who)


def test_two_presses_put_a_line_off_and_a_wrong_day_is_named(w: World) -> None:
    row, client = task_for(w).pk, browser(w.owner)
    path = f"/en/office/work/later/task_open/{row}/"
    assert path in client.get("/en/office/work/").content.decode()
    page = client.get(path).content.decode()
    tomorrow, monday = days_offered()
    assert monday > tomorrow
    assert monday.weekday() == 0
    assert tomorrow.isoformat() in page
    assert page.count('name="reason"') == 5
    sent = {"request": str(request()), "reason": "day_agreed"}
    assert client.post(path, sent).status_code == 422, "no day"
    late = sent | {"other": (today() + 40 * DAY).isoformat()}
    assert "from tomorrow to a month from now" in client.post(path, late).content.decode()
    done = client.post(path, sent | {"day": tomorrow.isoformat()})
    assert done.status_code == 303
    assert path not in client.get("/en/office/work/").content.decode()
    assert path in client.get("/en/office/work/?turn=later").content.decode()

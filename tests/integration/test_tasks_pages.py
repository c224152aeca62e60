"""What is due, for whom; tasks about files; the sweeps that anybody may run again.

By hand, from domain.md, section 2, and tests/spec/access_expectations.txt ("task"): whoever holds a
file writes a task about it for somebody of the office who may open the file; the two read what is
to be done. Nobody sees a line of a row that they may not see, and no line has a name.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import justice_world
import protection_world
import remedies_world
from cases_world import (
    SECRETS,
    World,
    agreed,
    file_of,
    finding_of,
    key_ring,
    person,
    referred,
    reported,
    request,
    world,
)
from erasing import erase
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors as cases
from manumit.web.cases import services as files
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.services import consents
from manumit.web.cases.tasks import FILES
from manumit.web.cases.timeline import access_log
from manumit.web.justice import services as justice
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.verdicts import ConsentVerdict
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.protection import due as follow_ups
from manumit.web.protection.models import FollowUpDue
from manumit.web.remedies import due as payments
from manumit.web.tasks import jobs, selectors, services, sources, sweeps
from manumit.web.tasks.models import Postponement, Reminder, Task
from manumit.web.tasks.sources import DUE, DueItem, DueSource
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NOTE = "ring-the-shelter-at-noon-zq"
WHO = ("owner", "colleague", "third", "other_office", "shelter", "prosecution", "admin", "stranger")
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name   owner coll third oth  shel  pros admin stranger
    "mine":  (200, 200, 200, 200, 200, 200, 404, 303),
    "about": (200, 200, 200, 404, 404, 404, 404, 303),
    "new":   (200, 403, 403, 404, 404, 404, 404, 303),
    "task":  (200, 200, 200, 404, 404, 404, 404, 303),
    # Whoever wrote it may open the page of a step; that somebody else has to do it is said there.
    "step":  (200, 200, 403, 404, 404, 404, 404, 303),
    # Only the member whose turn it is puts a line off (test_tasks_later).
    "later": (404, 200, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "new":   (303, 403, 403, 404, 404, 404, 404, 303),
    "step":  (422, 303, 403, 404, 404, 404, 404, 303),
    "later": (404, 303, 404, 404, 404, 404, 404, 303),
    # Only whoever waits for the colleague reminds them (test_tasks_reminders).
    "remind": (303, 409, 409, 409, 409, 409, 404, 303),
}  # fmt: skip
ROUTES = routes("tasks")


@dataclass(frozen=True, slots=True)
class Rows:
    """What the addresses lead to: a file of ``owner``, and a task for ``colleague``."""

    file: CaseFile
    task: Task
    third: Actor

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        route = ROUTES[name]
        if name in ("later", "remind"):
            route = f"work/{name}/task_open/{self.task.pk}/"
        for key, value in (
            ("<slug:kind>", "case_file"),
            ("<uuid:row>", self.file.pk),
            ("<uuid:task>", self.task.pk),
            ("<slug:name>", "finish"),
        ):
            route = route.replace(key, str(value))
        return f"/en/office/{route}"


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def written(by: Actor, file: CaseFile, to: Actor, days: int = 3, note: str = NOTE) -> Task:
    wish = services.NewTask(note, in_days(days), to.person)
    return services.write_task(by, FILES, file.pk, wish, request=request())


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="rows")
def _rows(w: World) -> Rows:
    file = file_of(w.owner)
    return Rows(file, written(w.owner, file, w.colleague), person(w.inspectorate.office, "inspect"))


def actor(w: World, rows: Rows, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "third": rows.third,
        "other_office": w.other_office,
        "shelter": w.shelter.first,
        "prosecution": w.prosecution.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None) -> Client:
    return signed_in(found)


def sent(w: World, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    if name == "step":
        return {"request": uuid.uuid4(), "seen": 1}
    if name == "remind":
        return {"request": uuid.uuid4()}
    if name == "later":
        return {"request": uuid.uuid4(), "day": f"{in_days(1)}", "reason": "day_agreed"}
    to = w.colleague.person
    return {"request": uuid.uuid4(), "note": "x", "due_on": f"{in_days(2)}", "member": to}


def standing() -> list[object]:
    found = Task.objects.order_by("pk").values_list("pk", "state", "version")
    return [*found, Postponement.objects.count(), Reminder.objects.count()]


def lines(who: Actor, horizon: str = "year") -> list[DueItem]:
    return list(selectors.my_work(who, horizon=horizon, turn="all", number=1).lines)


def due_lines(who: Actor, horizon: str = "year") -> set[tuple[str, int]]:
    """What is due for somebody, and in how many days."""
    return {(one.kind, (one.due - today()).days) for one in lines(who, horizon)}


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys() | DOES.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


def test_what_every_page_shows_and_does_for_everybody(w: World, rows: Rows) -> None:
    before = standing()
    for index, who in enumerate(WHO):
        client = browser(actor(w, rows, who))
        shown = {name: client.get(rows.address(name)).status_code for name in SHOWS}
        assert shown == {name: row[index] for name, row in SHOWS.items()}, who
        for name, answers in DOES.items():
            with transaction.atomic():  # undone: everybody finds it was
                answer = client.post(rows.address(name), sent(w, name))
                assert answer.status_code == answers[index], (who, name)
                assert (standing() != before) is (answer.status_code == 303 and who != "stranger")
                transaction.set_rollback(True)


@pytest.mark.proves("task-lists")
def test_two_people_read_what_is_to_be_done_and_nobody_else(w: World, rows: Rows) -> None:
    found = {}
    for who in WHO:
        client = browser(actor(w, rows, who))
        text = " ".join(client.get(rows.address(name)).content.decode() for name in SHOWS)
        found[who] = NOTE in text
        assert [one for one in SECRETS if one in text] == []
    assert [who for who in WHO if found[who]] == ["owner", "colleague"]


@pytest.mark.proves("task-lists")
def test_what_is_to_be_done_stands_nowhere_in_clear(w: World, rows: Rows) -> None:
    services.move_task(
        w.colleague, rows.task.pk, "give_back", seen=1, request=request(), reason="not_safe_now"
    )
    with connection.cursor() as cursor:
        for table in ("tasks_task", "tasks_taskevent", "process_move", "ledger_event"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ''), '') FROM {table} t")  # noqa: S608 - names of tables
            (found,) = cursor.fetchone()
            assert found
            assert NOTE not in found, table


def test_a_task_is_for_somebody_of_the_office_who_may_open_the_file(w: World, rows: Rows) -> None:
    for stranger in (w.other_office, w.admin, w.shelter.first):
        with pytest.raises(InputError, match="Y502"):
            written(w.owner, rows.file, stranger)
    assert written(w.owner, rows.file, w.owner).given_to == w.owner.person


def test_of_two_copies_of_a_form_the_second_waits_before_it_looks_for_the_first(
    w: World, rows: Rows
) -> None:
    with CaptureQueriesContext(connection) as caught:
        written(w.owner, rows.file, w.owner)
    asked = [one["sql"] for one in caught]
    (lock,) = (n for n, one in enumerate(asked) if one.endswith("FOR UPDATE"))
    (look,) = (n for n, one in enumerate(asked) if '"tasks_task"."request" =' in one)
    assert lock < look


@pytest.mark.proves("task-lists")
def test_who_read_what_is_to_be_done_stands_at_the_file(w: World, rows: Rows) -> None:
    selectors.task(w.colleague, rows.task.pk)
    selectors.tasks_of(w.colleague, FILES, rows.file.pk)
    other = written(w.owner, file_of(w.owner), w.colleague)
    found = [one for one in access_log(w.owner, rows.file.pk) if one.kind == "task"]
    assert [(one.act, one.person) for one in found] == [
        ("assign", w.owner.person),
        ("read_statement", w.colleague.person),
        ("list_files", w.colleague.person),
    ]
    told_of_other = [one for one in access_log(w.owner, other.row) if one.kind == "task"]
    assert [one.act for one in told_of_other] == ["assign"]
    shown = browser(w.owner).get(f"/en/office/files/{rows.file.pk}/seen/").content.decode()
    assert "a task" in shown


@pytest.mark.parametrize(
    ("code", "note", "days"), [("Y503", "  ", 1), ("Y504", "x" * 501, 1), ("Y505", "x", -1)]
)
def test_bad_input_keeps_nothing(w: World, code: str, note: str, days: int) -> None:
    file = file_of(w.owner)
    with pytest.raises(InputError, match=code):
        written(w.owner, file, w.colleague, days, note)
    assert not Task.objects.exists()


def test_a_task_is_done_or_given_back_with_a_reason_and_taken_back(w: World, rows: Rows) -> None:
    key = rows.task.pk
    assert due_lines(w.colleague) == {("task_open", 3)}
    services.move_task(
        w.colleague, key, "give_back", seen=1, request=request(), reason="not_safe_now"
    )
    assert due_lines(w.owner) == {("task_returned", 3)}
    assert selectors.task(w.owner, key).reason == "not_safe_now"
    with pytest.raises(InputError, match="T107"):
        services.move_task(w.colleague, key, "withdraw", seen=2, request=request())
    services.move_task(w.owner, key, "withdraw", seen=2, request=request())
    assert due_lines(w.owner) == set()


def test_whoever_cannot_open_the_file_any_more_learns_of_no_task(w: World, rows: Rows) -> None:
    erase(rows.file.subject_id, "time_is_over", None)
    assert due_lines(w.owner) == due_lines(w.colleague) == set()


# Nobody sees a line of a row that they may not see


class Lax(Policy[CaseFile]):
    """A policy that somebody wrote carelessly: every file is a colleague's."""

    resource = "case_file"
    model = CaseFile

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        del actor
        return {Relation.COLLEAGUE: Q(pk__isnull=False)}


def unopened(who: Actor, found: Collection[DueItem]) -> list[DueItem]:
    """Lines that lead somebody to a page which is not for them: what the attack looks for."""
    client = browser(who)
    return [one for one in found if client.get(one.address("en")).status_code != 200]


@pytest.fixture(name="leak")
def _leak() -> Iterator[None]:
    sources.register_sources(
        DueSource(
            "leak", Lax(), lambda rows, _: rows.annotate(**{DUE: F("opened_at__date")}),
            tells=((CaseFile, "pseudonym"),), view="cases:file", argument="file",
            called="pseudonym",
        )
    )  # fmt: skip
    yield
    del sources._sources["leak"]


def everybody_of_all_rooms(w: World) -> list[Actor]:
    """With something due in each of their rooms."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    for body, purpose in ((w.shelter, "referral"), (w.ident, "identification")):
        agreed(w.owner, file, body, purpose)
        referred(w.owner, file, body, purpose)
    written(w.owner, file, w.colleague)
    return [
        w.owner, w.colleague, w.other_office, w.shelter.first, w.shelter.second, w.ident.first,
        w.prosecution.first,
    ]  # fmt: skip


@pytest.mark.proves("task-lists")
def test_the_attack_finds_a_planted_leak(w: World, leak: None) -> None:
    del leak
    everybody_of_all_rooms(w)
    assert {one.kind for one in unopened(w.other_office, lines(w.other_office))} == {"leak"}


@pytest.mark.proves("task-lists")
def test_every_line_leads_to_a_page_that_is_for_whoever_sees_it(w: World) -> None:
    seen = set()
    for who in everybody_of_all_rooms(w):
        found = lines(who)
        seen |= {one.kind for one in found}
        assert unopened(who, found) == []
    assert seen == {"task_open", "consent", "referral_receive"}


@pytest.mark.proves("task-lists")
def test_who_may_not_see_what_a_line_tells_sees_no_line() -> None:
    def shown(column: str) -> frozenset[Relation]:
        source = sources.due_sources()["task"]
        narrow = DueSource(
            "x", source.policy, source.waiting, ((Task, column),), source.view, source.argument
        )
        return sources._visible_relations("inspect", narrow)

    assert shown("due_on") == {Relation.OWN, Relation.COLLEAGUE}
    assert shown("note") == {Relation.OWN}


def test_the_page_has_no_name_and_asks_as_often_whatever_there_is(w: World) -> None:
    who = everybody_of_all_rooms(w)[0]

    def asked() -> tuple[int, str]:
        client = browser(who)
        client.get("/en/office/work/")
        with CaptureQueriesContext(connection) as caught:
            text = client.get("/en/office/work/").content.decode()
        return len(caught), text

    few, text = asked()
    assert [one for one in (*SECRETS, NOTE) if one in text] == []
    for _ in range(4):
        file = file_of(w.owner)
        written(w.owner, file, w.colleague)
        written(w.owner, file, w.owner, 1)
    many, text = asked()
    # Four lines of the reader's own: what is to be done, a button that opens it, and one more.
    assert text.count("/office/work/tasks/") == 3 * 4
    assert many == few


# Every room


def test_the_clock_of_a_referral_is_that_of_its_page(w: World) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    first = w.shelter.first

    def clock() -> tuple[str, dt.date]:
        (shown,) = cases.inbox(first)
        waits = next(one for one in shown.clocks if one.done is None)
        return f"referral_{waits.step}", waits.due.date()

    def due() -> tuple[str, dt.date]:
        (line,) = (one for one in lines(first) if one.kind.startswith("referral"))
        return line.kind, line.due

    assert due() == clock()
    assert due()[0] == "referral_receive"
    reported(w, row)
    assert due() == clock()
    assert due()[0] == "referral_outcome"


def test_people_to_be_asked_and_time_to_reflect(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)
    w = protection_world.world()
    file = protection_world.file_of(w.owner)
    protection_world.running(w.owner, file)
    protection_world.presumed(w)
    follow_ups.sweep()
    days = {
        f"follow_up_{one.months}": (one.due_on - today()).days for one in FollowUpDue.objects.all()
    }
    assert {kind for kind, _ in due_lines(w.owner) if kind in days} == days.keys()
    assert dict(one for one in due_lines(w.owner) if one[0] in days) == days
    assert ("reflection", 30) in due_lines(w.ident.first)
    protection_world.unsupported(w.owner, file)
    assert [kind for kind, _ in due_lines(w.owner) if kind in days] == []


def test_payments_and_orders(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)
    w = remedies_world.world()
    claim = remedies_world.decided(w.owner, remedies_world.file_of(w.owner))
    remedies_world.paid(w.owner, claim, ago=40)
    payments.make_due()
    # A worker is asked within seven days of what was said to be paid.
    assert due_lines(w.owner, "late") == {("payment_ask", 7 - 40), ("order", -30)}
    # A colleague sees how a claim stands, and nothing of what is to be asked in private.
    assert {kind for kind, _ in due_lines(w.colleague, "late")} == {"order"}


def test_hearings_and_entries_that_end(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)
    w = justice_world.world()
    row = justice_world.at_trial(w.prosecutor)
    justice.add_hearing(w.prosecutor, row.pk, in_days(9), "opening", request=request())
    assert due_lines(w.prosecutor) == {("hearing", 9)}
    entry = justice_world.publish(w.inspector, justice_world.ready(w.inspector), in_days(20))
    assert due_lines(w.inspector) == {("sanction_end", 20)}
    assert lines(w.inspector)[0].key == entry.pk
    assert due_lines(w.inspector_elsewhere) == set()
    assert due_lines(w.inspector, "week") == set()


# Sweeps


def test_a_sweep_is_run_again_with_the_same_result_and_one_holds_up_no_other(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    key_ring(tmp_path, settings)
    w = protection_world.world()
    protection_world.running(w.owner, protection_world.file_of(w.owner))
    every = {"checks", "claims", "claims_of_orders", "inspection_orders", "notifications", "own",
             "protection", "referrals", "register_imports", "round_letters", "round_payrolls",
             "sanctions", "services", "unmet"}  # fmt: skip
    first = dict(sweeps.run_sweeps())
    assert first.keys() == every
    assert first["protection"] == 3
    assert not any(dict(sweeps.run_sweeps()).values())
    with pytest.raises(InputError, match="Y501"):
        call_command("sweep", "no-such-sweep")

    def broken() -> int:
        raise RuntimeError(NOTE)

    monkeypatch.setitem(sweeps._sweeps, "claims", sweeps.Sweep("claims", broken))
    with pytest.raises(CommandError, match="1 failed"):
        call_command("sweep")
    with pytest.raises(RuntimeError, match="claims"):
        jobs.sweep(0)
    text = capsys.readouterr().out
    assert "claims: failed" in text
    assert "sanctions: 0" in text
    assert NOTE not in text


def test_a_check_that_cannot_be_stopped_holds_up_no_referral(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    files.change_age(w.owner, file.pk, Age.UNSURE)  # consent without a guardian covers no child

    def broken() -> int:
        raise RuntimeError(NOTE)

    monkeypatch.setitem(sweeps._sweeps, "checks", sweeps.Sweep("checks", broken))
    monkeypatch.setattr(consents, "stop_checks_without_consent", broken)
    done = dict(sweeps.run_sweeps(("checks", "referrals")))
    assert done == {"checks": None, "referrals": 1}
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_of_two_sweeps_at_once_the_second_finds_the_referral_ended(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    files.change_age(w.owner, file.pk, Age.UNSURE)  # consent without a guardian covers no child
    asked, other = consents._verdict, list[int]()

    def overtaken(referral: Referral) -> ConsentVerdict:
        """Another run comes by after this one has read the row, and before it writes."""
        found = asked(referral)
        if not other:
            other.append(-1)
            other[0] = consents.end_overdue()
        return found

    monkeypatch.setattr(consents, "_verdict", overtaken)
    assert (consents.end_overdue(), other) == (0, [1])
    assert Move.objects.filter(row=row.pk, name="withdraw").count() == 1

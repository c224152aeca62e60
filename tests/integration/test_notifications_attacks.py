"""Whoever has every table tries to find whose notification is whose: planted ones first, then ours.

The attacker knows all rows with their places (``ctid``) and transactions (``xmin``), and which
files were read when. That is a copy of the database, or an administrator of it.
"""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from cases_world import World, file_of, request
from manumit.web.cases import selectors
from manumit.web.institutions.models import Institution, Member
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.ring import add_key
from manumit.web.kernel.vault.rotation import is_key_in_use, rotate_keys
from manumit.web.notifications.lists import LISTS, MIN_BATCH
from manumit.web.notifications.models import NotificationCount, NotificationPool
from manumit.web.notifications.pool import POOL
from manumit.web.notifications.services import NotificationDetails, record_notification, release_due
from notifications_world import country_of, prepared
from office import signed_in

pytestmark = pytest.mark.usefixtures("committing")
PEOPLE = 16
EACH = [
    NotificationDetails(*codes)
    for codes in itertools.product(*(listed.codes() for listed in LISTS.values()))
]
type Row = Mapping[str, str]


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


@dataclass(frozen=True, slots=True)
class Truth:
    """Which file each kind of notification was of, and the order in which the files were read."""

    of: Mapping[tuple[str, ...], str]
    order: Sequence[str]


def naively(who: Actor, details: NotificationDetails) -> None:
    """As it must not be: a row of its own, at the moment when it is reported."""
    country = Institution.objects.get(pk=who.institution).country
    NotificationCount.objects.create(
        first_month="2026-11", last_month="2026-11", country=country, number=1,
        form=details.form, age_band=details.age_band, sex=details.sex,
    )  # fmt: skip


def ours(who: Actor, details: NotificationDetails) -> None:
    record_notification(who, details, request=request())


def declined(w: World, how: Callable[[Actor, NotificationDetails], None]) -> Truth:
    """People who decline one after the other, no two with the same details."""
    of: dict[tuple[str, ...], str] = {}
    for details in random.sample(EACH, PEOPLE):
        file = file_of(w.owner)
        selectors.file(w.owner, file.pk)
        how(w.owner, details)
        of[details.form, details.age_band, details.sex] = str(file.pk)
    release_due()
    return Truth(of, list(of.values()))


# What the attacker has


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def rows(table: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT xmin::text, ctid::text, t.* FROM "{table}" t')  # noqa: S608
        names = ["xmin", "ctid", *(column.name for column in cursor.description[2:])]
        return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def released(w: World) -> list[Row]:
    country = country_of(w)
    return [row for row in rows("notifications_notificationcount") if row["country"] == country]


def kind(row: Row) -> tuple[str, ...]:
    return row["form"], row["age_band"], row["sex"]


def place(row: Row) -> tuple[int, int]:
    block, number = row["ctid"].strip("()").split(",")
    return int(block), int(number)


# What the attacker does: for each row a file, as far as one can say


def by_order(key: Callable[[Row], object]) -> Callable[[World, Truth], dict[tuple[str, ...], str]]:
    """The first row is the first file's, the second the second's."""

    def guess(w: World, truth: Truth) -> dict[tuple[str, ...], str]:
        found = sorted(released(w), key=key)  # type: ignore[arg-type] # one kind of key each
        return dict(zip(map(kind, found), truth.order, strict=False))

    return guess


def by_transaction(w: World, truth: Truth) -> dict[tuple[str, ...], str]:
    """A row is of the file that the last act before its transaction was on."""
    acts = [
        (int(row["xmin"]), row["resource"])
        for row in rows("ledger_event")
        if row["resource"] in truth.order
    ]
    found = {}
    for row in released(w):
        before = [act for act in acts if act[0] <= int(row["xmin"])]
        found[kind(row)] = max(before)[1]
    return found


ATTACKS = {
    "by place": by_order(place),
    "by transaction": by_order(lambda row: int(row["xmin"])),
    "by id": by_order(lambda row: row["id"]),
    "by the last act before": by_transaction,
}


def hits(guessed: Mapping[tuple[str, ...], str], truth: Truth) -> int:
    return sum(truth.of.get(which) == file for which, file in guessed.items())


@pytest.mark.proves("anonymous-notifications")
@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "by id"])
def test_each_attack_finds_everybody_where_rows_are_written_one_by_one(w: World, name: str) -> None:
    truth = declined(w, naively)
    assert hits(ATTACKS[name](w, truth), truth) == PEOPLE


@pytest.mark.proves("anonymous-notifications")
def test_no_attack_finds_more_than_chance_in_what_we_write(w: World) -> None:
    """Scenario 8, R-52: nobody is found by place, time or transaction; one in sixteen by chance."""
    truth = declined(w, ours)
    assert sum(int(row["number"]) for row in released(w)) == PEOPLE
    for name, attack in ATTACKS.items():
        assert hits(attack(w, truth), truth) < PEOPLE // 2, name


@pytest.mark.proves("anonymous-notifications")
def test_rows_of_a_batch_share_time_and_months_and_no_value_with_any_other_table(w: World) -> None:
    declined(w, ours)
    found = released(w)
    assert len({row["xmin"] for row in found}) == 1
    assert len({(row["first_month"], row["last_month"]) for row in found}) == 1
    published = {
        "form",
        "age_band",
        "sex",
        "number",
        "country",
        "first_month",
        "last_month",
        "ctid",
    }
    # A transaction's number is a sign only beside another one: as a number it may stand anywhere.
    keys = {(name == "xmin", row[name]) for row in found for name in row if name not in published}
    assert keys >= {(False, row["id"]) for row in found}
    elsewhere = [
        (table, name)
        for table in tables()
        if table not in ("notifications_notificationcount", "notifications_notificationpool")
        for row in rows(table)
        for name, value in row.items()
        if (name == "xmin", value) in keys
    ]
    assert elsewhere == []


def test_the_search_for_shared_values_finds_a_planted_one(w: World) -> None:
    file = file_of(w.owner)
    ids = {row["id"] for row in rows("cases_casefile")}
    assert any(row["resource"] in ids for row in rows("ledger_event")), file


@pytest.mark.usefixtures("committing", "w")
def test_nothing_counts_in_the_order_in_which_people_came() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences")
        names = [name for (name,) in cursor.fetchall()]
    assert any(name.startswith("ledger_") for name in names)  # others count
    assert [name for name in names if "notif" in name] == []


# While it waits


def everything() -> dict[str, list[tuple[str, ...]]]:
    return {name: sorted(tuple(row.values()) for row in rows(name)) for name in tables()}


@pytest.mark.proves("anonymous-notifications")
def test_leaving_one_changes_the_pool_and_nothing_else_not_even_the_ledger(w: World) -> None:
    release_due()
    before, events = everything(), Event.objects.count()
    naively(w.owner, EACH[0])
    planted = everything()
    assert [name for name in planted if planted[name] != before[name]] == [
        "notifications_notificationcount"
    ]  # a row that stands there is seen
    ours(w.owner, EACH[1])
    after = everything()
    assert [name for name in after if after[name] != planted[name]] == [
        "notifications_notificationpool"
    ]
    assert Event.objects.count() == events


@pytest.mark.proves("anonymous-notifications")
def test_the_page_writes_nothing_into_the_session_either(w: World) -> None:
    member = Member.objects.get(pk=w.owner.person)
    client = signed_in(member)
    client.get("/en/office/notifications/new/")
    before = everything()
    form = {"form": "forced_labour", "age_band": "unknown", "sex": "unknown"}
    sent = client.post("/en/office/notifications/new/", {**form, "request": request()})
    assert sent.status_code == 303
    assert client.get(sent["Location"]).status_code == 200
    after = everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"notifications_notificationpool"}


def test_the_pool_is_one_row_of_one_length_whatever_waits(w: World) -> None:
    release_due()
    lengths = set()
    for details in EACH[:5]:
        row = NotificationPool.objects.get()
        lengths.add((len(row.sealed), len(row.wrapped)))
        assert b"forced" not in bytes(row.sealed)
        ours(w.owner, details)
    assert len(lengths) == 1


@pytest.mark.proves("anonymous-notifications")
def test_every_sweep_writes_the_pool_anew_so_that_its_time_tells_of_nobody(w: World) -> None:
    ours(w.owner, EACH[0])
    (before,) = rows("notifications_notificationpool")
    assert release_due() == 0
    (after,) = rows("notifications_notificationpool")
    assert int(after["xmin"]) > int(before["xmin"])
    assert after["sealed"] != before["sealed"]
    assert after["wrapped"] != before["wrapped"]  # the key of each writing is gone with the next


def test_the_pool_moves_to_a_new_key_of_the_ring_with_everything_else(
    w: World, settings: Settings
) -> None:
    ours(w.owner, EACH[0])
    old = NotificationPool.objects.get().ring_key
    assert is_key_in_use(old)
    new = add_key(settings.MANUMIT_KEY_RING).current.id
    rotate_keys()  # people of other tests are locked under rings of theirs
    assert not is_key_in_use(old)
    assert NotificationPool.objects.get().ring_key == new
    assert [one.form for one in POOL.waiting(locked_now())] == [EACH[0].form]


# Batches


def test_fewer_than_a_batch_wait_and_the_last_one_releases_all(w: World) -> None:
    for details in EACH[: MIN_BATCH - 1]:
        ours(w.owner, details)
    release_due()
    assert released(w) == []
    ours(w.owner, EACH[0])  # as the first one: the two are one row of two
    assert release_due() >= MIN_BATCH
    assert sum(int(row["number"]) for row in released(w)) == MIN_BATCH
    assert max(int(row["number"]) for row in released(w)) == 2


def test_a_form_sent_twice_is_one_notification(w: World) -> None:
    form = request()
    for _ in range(2):
        record_notification(w.owner, EACH[0], request=form)
    assert [one.request for one in POOL.waiting(locked_now())].count(str(form)) == 1


def locked_now() -> NotificationPool:
    from django.db import transaction  # noqa: PLC0415 - one use

    with transaction.atomic():
        return POOL.locked()

"""Whoever has every table tries to find whose unmet need is whose; and where a shelter is.

As with notifications (``test_notifications_attacks.py``): each attack first finds planted rows.
"""

import dataclasses
import itertools
import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, transaction
from pytest_django import Settings

from cases_world import file_of, request
from directory_world import Directory, country_of, directory
from manumit.web.cases import selectors
from manumit.web.directory import unmet
from manumit.web.directory.fits import ServiceQuery
from manumit.web.directory.lists import LISTS, MIN_BATCH, today
from manumit.web.directory.models import Service, UnmetNeedCount
from manumit.web.directory.pool import POOL, PendingUnmetNeed
from manumit.web.directory.unmet import ASPECTS, count_unmet_need, release_due
from manumit.web.kernel.ledger.models import Event

pytestmark = pytest.mark.usefixtures("committing")
PEOPLE = 16
EACH = [
    ServiceQuery(*codes)
    for codes in itertools.product(
        *(LISTS[name].codes() for name in ("need", "language", "sex", "age"))
    )
]
CHANCE = random.Random(35)
NEEDS = LISTS["need"].codes()
DRAWS = 60
"""One of three aspects stays out of so many draws once in some ten thousand million times."""


@pytest.fixture(name="d")
def _directory(tmp_path: Path, settings: Settings) -> Directory:
    return directory(tmp_path, settings)


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def rows(table: str) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT xmin::text, ctid::text, t.* FROM "{table}" t')  # noqa: S608
        names = ["xmin", "ctid", *(column.name for column in cursor.description[2:])]
        return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def everything() -> dict[str, list[tuple[str, ...]]]:
    return {name: sorted(tuple(row.values()) for row in rows(name)) for name in tables()}


def released(d: Directory) -> list[dict[str, str]]:
    return [row for row in rows("directory_unmetneedcount") if row["country"] == country_of(d.w)]


def naively(d: Directory, wish: ServiceQuery) -> None:
    """As it must not be: a row of its own, at the moment when it is told."""
    UnmetNeedCount.objects.create(
        first_month="2026-11", last_month="2026-11", country=country_of(d.w), number=1,
        need=wish.need, aspect="language", code=wish.language,
    )  # fmt: skip


def by_place(d: Directory, wishes: list[ServiceQuery]) -> int:
    """How many the order of rows finds: the first row of languages is the first person's."""
    found = sorted(
        (row for row in released(d) if row["aspect"] == "language"),
        key=lambda row: tuple(map(int, row["ctid"].strip("()").split(","))),
    )
    return sum(
        (row["need"], row["code"]) == (wish.need, wish.language)
        for row, wish in zip(found, wishes, strict=False)
    )


def by_need(d: Directory) -> Counter[ServiceQuery]:
    """Whom counts of the same people give away: all codes but of one aspect are alike.

    Counts of a need in one batch are of the same people where each aspect has as many of them.
    """
    groups: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in released(d):
        group = groups.setdefault((row["xmin"], row["need"]), {one: Counter() for one in ASPECTS})
        group[row["aspect"]][row["code"]] += int(row["number"])
    known: Counter[ServiceQuery] = Counter()
    for (_, need), counted in groups.items():
        numbers = [list(counted[one].items()) for one in ASPECTS]
        if len({counted[one].total() for one in ASPECTS}) > 1:
            continue
        if sum(len(one) > 1 for one in numbers) > 1:
            continue
        for codes in itertools.product(*numbers):
            known[ServiceQuery(need, *(code for code, _ in codes))] += min(
                many for _, many in codes
            )
    return known


def weakly(d: Directory, wishes: list[ServiceQuery]) -> None:
    """As it was: of a batch of the country each person is counted in every aspect."""
    counted = Counter(
        (wish.need, aspect, getattr(wish, aspect)) for wish in wishes for aspect in ASPECTS
    )
    UnmetNeedCount.objects.bulk_create(
        UnmetNeedCount(
            first_month="2026-11", last_month="2026-11", country=country_of(d.w), number=number,
            need=need, aspect=aspect, code=code,
        )
        for (need, aspect, code), number in counted.items()
    )  # fmt: skip


ALONE = [CHANCE.choice([one for one in EACH if one.need == need]) for need in NEEDS]
"""Nobody wants what another one wants."""
ALIKE = [
    *[ServiceQuery("housing", "ben", "female", "adult")] * (MIN_BATCH - 1),
    ServiceQuery("housing", "ben", "male", "adult"),
]
"""Enough of one need, all alike but for one."""


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("wishes", [ALONE, ALIKE], ids=["alone", "alike"])
def test_the_attack_finds_everybody_where_each_is_counted_thrice(
    d: Directory, wishes: list[ServiceQuery]
) -> None:
    weakly(d, wishes)
    assert by_need(d) == Counter(wishes)


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("wishes", [ALONE, ALIKE], ids=["alone", "alike"])
def test_no_counts_together_lead_back_to_a_person(d: Directory, wishes: list[ServiceQuery]) -> None:
    """Of a need eleven are released together, and each of them is counted once (eleven: no three
    aspects have as many)."""
    for wish in wishes:
        count_unmet_need(d.w.owner, wish, request=request())
    release_due()
    assert by_need(d) == Counter()
    numbers = Counter(row["need"] for row in released(d) for _ in range(int(row["number"])))
    waited = Counter(wish.need for wish in wishes)
    assert numbers == {need: many for need, many in waited.items() if many >= MIN_BATCH}


def waiting() -> list[PendingUnmetNeed]:
    with transaction.atomic():
        return POOL.waiting(POOL.locked())


@pytest.mark.proves("directory-of-services")
def test_not_even_the_pool_holds_more_of_a_person_than_two_codes(d: Directory) -> None:
    wish = ServiceQuery("family_tracing", "vie", "other", "child")
    count_unmet_need(d.w.owner, wish, request=request())
    (one,) = waiting()
    assert {field.name for field in dataclasses.fields(one)} == {
        "request", "month", "country", "need", "aspect", "code",
    }  # fmt: skip
    assert (one.need, one.code) == (wish.need, getattr(wish, one.aspect))


def test_which_aspect_is_counted_is_of_chance(d: Directory) -> None:
    """No way of writing them, and no moment, says of whom which one is kept."""
    assert isinstance(unmet._CHANCE, random.SystemRandom)
    wish = different(1)[0]
    ours = [request() for _ in range(DRAWS)]
    for one in ours:
        count_unmet_need(d.w.owner, wish, request=one)
    drawn = [one.aspect for one in waiting() if one.request in set(map(str, ours))]
    assert len(drawn) == DRAWS
    assert set(drawn) == set(ASPECTS)


def different(many: int) -> list[ServiceQuery]:
    """People of one need no two of whom want the same language."""
    chosen: dict[str, ServiceQuery] = {}
    for wish in CHANCE.sample(EACH, len(EACH)):
        if wish.need == NEEDS[0]:
            chosen.setdefault(wish.language, wish)
    return list(chosen.values())[:many]


@pytest.mark.proves("directory-of-services")
def test_the_attack_finds_everybody_where_rows_are_written_one_by_one(d: Directory) -> None:
    wishes = different(PEOPLE)
    for wish in wishes:
        naively(d, wish)
    assert by_place(d, wishes) == PEOPLE


@pytest.mark.proves("directory-of-services")
def test_no_count_leads_back_to_a_person(d: Directory) -> None:
    """Nobody is found by order; all rows share transaction and months; each is counted once."""
    wishes = different(PEOPLE)
    for wish in wishes:
        selectors.file(d.w.owner, file_of(d.w.owner).pk)
        count_unmet_need(d.w.owner, wish, request=request())
    assert released(d) == []
    assert release_due() >= PEOPLE
    found = released(d)
    assert by_place(d, wishes) < PEOPLE // 2
    assert len({row["xmin"] for row in found}) == 1
    assert len({(row["first_month"], row["last_month"]) for row in found}) == 1
    assert sum(int(row["number"]) for row in found) == PEOPLE
    keys = {row["id"] for row in found}
    elsewhere = [
        (table, name)
        for table in tables()
        if table != "directory_unmetneedcount"
        for row in rows(table)
        for name, value in row.items()
        if value in keys
    ]
    assert elsewhere == []


@pytest.mark.proves("directory-of-services")
def test_language_sex_and_age_of_somebody_never_stand_in_one_row() -> None:
    columns = {one.name for one in UnmetNeedCount._meta.get_fields()}
    assert columns == {
        "id", "first_month", "last_month", "country", "need", "aspect", "code", "number",
    }  # fmt: skip


@pytest.mark.proves("directory-of-services")
def test_leaving_one_changes_the_pool_and_nothing_else_not_even_the_ledger(d: Directory) -> None:
    release_due()
    before, events = everything(), Event.objects.count()
    naively(d, EACH[0])
    planted = everything()
    assert [name for name in planted if planted[name] != before[name]] == [
        "directory_unmetneedcount"
    ]
    count_unmet_need(d.w.owner, EACH[1], request=request())
    after = everything()
    assert [name for name in after if after[name] != planted[name]] == ["directory_unmetneedpool"]
    assert Event.objects.count() == events


def test_fewer_than_a_batch_wait_and_a_form_sent_twice_is_one(d: Directory) -> None:
    form = request()
    for _ in range(2):
        count_unmet_need(d.w.owner, EACH[0], request=form)
    for _ in range(MIN_BATCH - 2):
        count_unmet_need(d.w.owner, EACH[0], request=request())
    release_due()
    assert released(d) == []
    count_unmet_need(d.w.shelter.first, EACH[0], request=request())
    release_due()
    assert sum(int(row["number"]) for row in released(d)) == MIN_BATCH


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("place", [{"area": "Harbour"}, {"contact": "open_office"}])
def test_the_database_holds_no_place_of_housing_whatever_the_program_believes(
    d: Directory, place: dict[str, str]
) -> None:
    row = d.service(needs=("legal_aid",))
    Service.objects.filter(pk=row.pk).update(**place)  # of another service it may
    Service.objects.filter(pk=row.pk).update(area="", contact="referral", needs=["housing"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=row.pk).update(**place)


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("place", [{"area": "Harbour"}, {"contact": "open_office"}])
def test_the_database_holds_no_place_under_the_name_of_an_office_that_houses(
    d: Directory, place: dict[str, str]
) -> None:
    """Whatever the program believes, and whichever of the two rows comes first."""
    other, rows = d.service(needs=("legal_aid",)), Service.objects
    rows.filter(pk=other.pk).update(**place)  # of an office that houses nobody it may
    columns = {**d.offer().columns(), "institution": other.institution, "confirmed_on": today()}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(**columns, request=request())
    rows.filter(pk=other.pk).update(area="", contact="referral")
    rows.create(**columns, request=request())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=other.pk).update(**place)


@pytest.mark.proves("directory-of-services")
def test_of_two_at_once_the_second_waits_and_is_refused(d: Directory) -> None:
    """The one has not seen the other's row yet; each waits for the office."""
    office = d.w.shelter.office.pk
    other = d.service(needs=("legal_aid",))
    ready, done = threading.Event(), threading.Event()
    outcome: list[str] = []

    def place() -> None:
        ready.wait(30)
        try:
            Service.objects.filter(pk=other.pk).update(area="Harbour")
        except IntegrityError as refused:
            outcome.append(str(refused))
        finally:
            connections.close_all()
            done.set()

    thread = threading.Thread(target=place)
    thread.start()
    with transaction.atomic():
        d.service()
        ready.set()
        while not waits_for_a_lock(done):
            pass
    thread.join(30)
    assert "of an office that houses" in "".join(outcome)
    assert not Service.objects.filter(office=office).exclude(area="").exists()


def waits_for_a_lock(done: threading.Event) -> bool:
    """Whether another session waits; or is done, which the test then finds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return done.is_set() or cursor.fetchone()[0] > 0

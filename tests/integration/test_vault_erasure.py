"""Erasing a person: first the plants are found, then nothing of them is, by any way."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone
from psycopg import sql
from pytest_django import Settings

from erasing import act_recorded, erase, lift_hold, place_hold
from manumit.errors import InputError
from manumit.web.kernel.vault.attachments import attach, detach, read_attachment
from manumit.web.kernel.vault.erasure import reason_lists
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.models import Attachment, BlindIndex, IndexedPerson, PersonKey
from manumit.web.kernel.vault.ring import key_ring, make_ring
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import Query, find_people, index_person
from manumit.web.kernel.vault.tokens import Number, NumberKind, tokens
from manumit.web.site.embedded import Addresses
from web_database import forget_keys

NAME, PHONE, STATEMENT = "Zubaydah Qorbanova", "01798765432", "he locked the door of house 91"
PLANTS = (NAME, "Zubaydah", "Qorbanova", PHONE, PHONE[-8:], STATEMENT, "house 91")
BY = uuid.uuid4()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "files").mkdir(mode=0o700)
    make_ring(tmp_path / "ring.json")
    settings.MANUMIT_KEY_RING = tmp_path / "ring.json"
    settings.MANUMIT_FILES = tmp_path / "files"
    return tmp_path


def recorded() -> tuple[uuid.UUID, Attachment]:
    """A person with a name, a number and a statement, kept by every way the vault has."""
    subject = new_subject()
    index_person(subject, "office", names=[NAME], numbers=[Number(NumberKind.TELEPHONE, PHONE)])
    row = attach(subject, f"{NAME}.txt", STATEMENT.encode(), about=STATEMENT)
    return subject, row


QUERY = Query(names=[NAME], numbers=[Number(NumberKind.TELEPHONE, PHONE)])


def everything(addresses: Addresses) -> Iterator[str]:
    """Each table as the administrator of the database sees it: text, and bytes as text."""
    with psycopg.connect(addresses.administrator) as seen:
        named = seen.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname <> 'information_schema'"
        ).fetchall()
        assert len(named) > 60
        for names in named:
            rows = seen.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(*names)))
            yield "\n".join(text for row in rows for value in row for text in texts(value))


def texts(value: object) -> tuple[str, ...]:
    """A value as text; bytes in both ways in which they may hold it."""
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return (raw.decode("utf-8", "replace"), raw.decode("utf-16-le", "replace"))
    return (str(value),)


def readable(addresses: Addresses) -> set[str]:
    """Which plants stand anywhere in the database, in clear or as hexadecimal digits."""
    sought = {plant: (plant.casefold(), plant.encode().hex()) for plant in PLANTS}
    return {
        plant
        for text in map(str.casefold, everything(addresses))
        for plant, forms in sought.items()
        if any(form in text for form in forms)
    }


@pytest.mark.proves("erasure")
@pytest.mark.usefixtures("committing")
def test_after_erasing_nothing_of_the_person_can_be_opened_or_read(  # noqa: PLR0915 - one story
    addresses: Addresses, place: Path
) -> None:
    of_others = {bytes(one.token) for one in BlindIndex.objects.all()}  # other tests may leave some
    subject, row = recorded()
    saved = PersonKey.objects.get(pk=subject)
    held_tokens = {bytes(one.token) for one in BlindIndex.objects.all()} - of_others
    files = [path for path in (place / "files").rglob("*") if path.is_file()]
    try:
        # The walk finds what is planted in clear, as text and as bytes.
        PersonKey.objects.filter(pk=subject).update(erased_reason="house 91")
        assert readable(addresses) == {"house 91"}
        PersonKey.objects.filter(pk=subject).update(erased_reason=b"house 91".hex())
        assert readable(addresses) == {"house 91"}
        PersonKey.objects.filter(pk=subject).update(erased_reason="")
        # Before: the vault opens everything, and even then no table and no file holds it.
        assert [match.subject for match in find_people(["office"], QUERY).results] == [subject]
        assert open_text(row, "name") == f"{NAME}.txt"
        assert open_text(row, "about") == STATEMENT
        assert read_attachment(row) == STATEMENT.encode()
        assert readable(addresses) == set()
        assert files
        assert all(plant.encode() not in files[0].read_bytes() for plant in PLANTS)

        sealed = {column: getattr(row, column).raw for column in ("name", "about")}
        raw = files[0].read_bytes()
        erase(subject, "asked_by_the_person", BY)

        assert not [path for path in (place / "files").rglob("*") if path.is_file()]
        assert readable(addresses) == set()
        assert find_people(["office"], QUERY).results == ()
        assert not IndexedPerson.objects.filter(subject=subject).exists()
        wanted = tokens(QUERY.names, QUERY.numbers, key_ring().current)
        assert wanted == held_tokens
        assert not BlindIndex.objects.filter(token__in=wanted).exists()
        # Bytes from a backup of the data or a copy of a history do not help.
        kept = Attachment(id=row.pk, subject_id=subject, kind="text/plain")
        for column, value in sealed.items():
            kept.__dict__[column] = type(row.name)(value, row.name.cell)
            with pytest.raises(InputError, match="V301"):
                open_text(kept, column)
        files[0].write_bytes(raw)
        with pytest.raises(InputError, match="V301"):
            read_attachment(kept)
        # The tombstone says that and when, and not who.
        tombstone = PersonKey.objects.get(pk=subject)
        assert tombstone.wrapped is None
        assert tombstone.erased_at is not None
        assert (tombstone.erased_reason, tombstone.erased_by) == ("asked_by_the_person", BY)
        # What the docs warn of: whoever runs the server and has an old copy of the keys un-erases.
        with psycopg.connect(addresses.administrator) as server:
            server.execute("SET session_replication_role = replica")
            server.execute(
                "UPDATE vault_personkey SET wrapped = %s, erased_at = NULL WHERE subject = %s",
                [bytes(saved.wrapped or b""), subject],
            )
        assert read_attachment(kept) == STATEMENT.encode()
    finally:
        Attachment.objects.filter(subject=subject).delete()
        IndexedPerson.objects.filter(subject=subject).delete()
        forget_keys(addresses, [subject])


UNERASING = {
    "with an old copy of the key": "UPDATE vault_personkey SET wrapped = %s, erased_at = NULL"
    " WHERE subject = %s",
    "another time": "UPDATE vault_personkey SET erased_at = now() - interval '9 years',"
    " ring_key = coalesce(ring_key, %s::bytea::text) WHERE subject = %s",
    "nobody's": "DELETE FROM vault_personkey WHERE wrapped IS DISTINCT FROM %s AND subject = %s",
}


@pytest.mark.proves("erasure")
@pytest.mark.usefixtures("committing")
@pytest.mark.parametrize("act", UNERASING)
def test_a_tombstone_stays_for_the_application_and_for_the_owner_of_the_tables(
    addresses: Addresses, act: str
) -> None:
    subject, row = recorded()
    wrapped = bytes(PersonKey.objects.get(pk=subject).wrapped or b"")
    erase(subject, "asked_by_the_person", BY)
    stone = PersonKey.objects.filter(pk=subject).values().get()
    try:
        for who in (addresses.application, addresses.owner):
            with (
                psycopg.connect(who) as connected,
                pytest.raises(psycopg.Error, match=r"a tombstone .* stays|permission denied"),
            ):
                connected.execute(UNERASING[act], [wrapped, subject])
            assert PersonKey.objects.filter(pk=subject).values().get() == stone
        with pytest.raises(InputError, match="V301"):
            read_attachment(row)
    finally:
        forget_keys(addresses, [subject])


@pytest.mark.proves("erasure")
@pytest.mark.usefixtures("committing")
def test_the_application_deletes_no_key_of_a_living_person(addresses: Addresses) -> None:
    subject = new_subject()
    try:
        for act in ("DELETE FROM vault_personkey", "TRUNCATE vault_personkey CASCADE"):
            with (
                psycopg.connect(addresses.application) as thief,
                pytest.raises(psycopg.Error, match="permission denied"),
            ):
                thief.execute(act)
        assert subject_key(subject).subject == subject
    finally:
        forget_keys(addresses, [subject])


@pytest.mark.proves("erasure")
@pytest.mark.django_db
def test_nobody_can_be_erased_twice_or_added_to_afterwards() -> None:
    subject, row = recorded()
    erase(subject, "time_is_over", None)
    for act in (
        lambda: erase(subject, "time_is_over", None),
        lambda: index_person(subject, "office", names=[NAME]),
        lambda: attach(subject, NAME, b"text"),
        lambda: seal_text(row, "name", NAME),
        lambda: place_hold(subject, "proceedings"),
        lambda: subject_key(subject),
    ):
        with pytest.raises(InputError, match="V301"):
            act()
    assert not IndexedPerson.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.proves("erasure")
@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 30, None])
def test_a_hold_keeps_a_person(days: int | None) -> None:
    subject, row = recorded()
    until = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    place_hold(subject, "proceedings", until)
    with pytest.raises(InputError, match="V302"):
        erase(subject, "asked_by_the_person", BY)
    with pytest.raises(InputError, match="V302"):
        detach(row)  # nor does a part of it go
    assert read_attachment(row) == STATEMENT.encode()
    assert find_people(["office"], QUERY).results
    lift_hold(subject)
    erase(subject, "asked_by_the_person", BY)
    with pytest.raises(InputError, match="V301"):
        read_attachment(row)


@pytest.mark.proves("erasure")
@pytest.mark.django_db
def test_a_hold_ends_by_itself_after_its_last_day() -> None:
    subject, _ = recorded()
    place_hold(subject, "court_order", timezone.localdate())
    with transaction.atomic():
        act_recorded("hold")
        PersonKey.objects.update(hold_until=timezone.localdate() - dt.timedelta(days=1))
    erase(subject, "time_is_over", None)
    assert PersonKey.objects.get(pk=subject).hold_reason == ""


@pytest.mark.django_db
def test_reasons_and_days_are_of_the_list() -> None:
    subject, row = recorded()
    with pytest.raises(InputError, match="V306"):
        erase(subject, "she is afraid", BY)
    with pytest.raises(InputError, match="V306"):
        place_hold(subject, "asked_by_the_person")
    with pytest.raises(InputError, match="V303"):
        place_hold(subject, "proceedings", timezone.localdate() - dt.timedelta(days=1))
    assert read_attachment(row) == STATEMENT.encode()
    for listed in reason_lists().values():
        assert all(reason.rule for reason in listed.reasons)


ALONE = {
    "erase": "wrapped = NULL, erased_at = now()",
    "lift a hold": "hold_reason = ''",
    "end a hold": "hold_until = current_date - 1",
    "destroy a key": r"wrapped = '\x00'",
}


@pytest.mark.proves("erasure")
@pytest.mark.usefixtures("committing")
@pytest.mark.parametrize("act", ALONE)
def test_the_application_changes_no_key_and_no_hold_without_an_act(
    addresses: Addresses, act: str
) -> None:
    """With its password alone; an act of an earlier transaction does not count."""
    subject = new_subject()
    place_hold(subject, "proceedings")
    before = PersonKey.objects.filter(pk=subject).values().get()
    try:
        with (
            psycopg.connect(addresses.application) as thief,
            pytest.raises(
                psycopg.Error, match=r"no act was recorded|only with the key of the ring"
            ),
        ):
            thief.execute(f"UPDATE vault_personkey SET {ALONE[act]} WHERE subject = %s", [subject])  # noqa: S608
        assert PersonKey.objects.filter(pk=subject).values().get() == before
    finally:
        forget_keys(addresses, [subject])

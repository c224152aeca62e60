"""Sealed columns: opened by one call, at one place, and closed on any doubt."""

import copy
import json
import lzma
import os
import pickle
import struct
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import serializers
from django.db import connection, models, transaction
from django.forms import modelform_factory
from django.template import Context, Engine
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from erasing import erase
from manumit.errors import InputError
from manumit.web.kernel.vault.fields import Sealed, SealedField
from manumit.web.kernel.vault.keys import new_subject, subject_key, subject_keys
from manumit.web.kernel.vault.models import Attachment, PersonKey
from manumit.web.kernel.vault.padding import CLASSES, MOST, STEP, pad, unpad
from manumit.web.kernel.vault.ring import add_key, make_ring, retire_key
from manumit.web.kernel.vault.sealed import open_text, seal_text

pytestmark = pytest.mark.django_db
SECRET = "Nadia of house 7"  # noqa: S105 - of no person


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "ring.json"
    make_ring(path)
    settings.MANUMIT_KEY_RING = path
    return path


@pytest.fixture
def subject() -> uuid.UUID:
    return new_subject()


def made(subject: uuid.UUID, text: str = SECRET) -> Attachment:
    row = Attachment(subject_id=subject, kind="text/plain")
    seal_text(row, "name", text)
    row.save()
    return Attachment.objects.get(pk=row.pk)


def stored(row: Attachment, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_attachment WHERE id = %s", [row.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def overwrite(row: Attachment, raw: bytes, column: str = "name") -> Attachment:
    """As somebody who holds the database would."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_attachment SET {column} = %s WHERE id = %s", [raw, row.pk])  # noqa: S608
    return Attachment.objects.get(pk=row.pk)


def refused(row: models.Model, code: str = "V201", column: str = "name") -> None:
    with pytest.raises(InputError) as caught:
        open_text(row, column)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.proves("identity-is-sealed")
def test_what_was_sealed_opens_again_and_the_table_holds_none_of_it(subject: uuid.UUID) -> None:
    row = made(subject)
    assert open_text(row, "name") == SECRET
    assert open_text(row, "about") is None
    assert SECRET.encode() not in stored(row)
    assert stored(made(subject)) != stored(row)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(max_size=400))
def test_any_text_comes_back(subject: uuid.UUID, text: str) -> None:
    row = Attachment(subject_id=subject)
    seal_text(row, "name", text)
    assert open_text(row, "name") == text


@pytest.mark.proves("identity-is-sealed")
def test_every_changed_byte_is_noticed(subject: uuid.UUID) -> None:
    row, key = made(subject), subject_key(subject)
    sealed = row.name.raw
    assert len(sealed) == 64 + 28
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        row.__dict__["name"] = Sealed(bytes(changed), row.name.cell)
        with pytest.raises(InputError, match="V201"):
            open_text(row, "name", key=key)
    row.__dict__["name"] = Sealed(sealed, row.name.cell)
    assert open_text(row, "name", key=key) == SECRET
    refused(overwrite(row, sealed[:-1]))
    refused(overwrite(row, b""))
    refused(overwrite(row, b"tampered"))
    assert open_text(overwrite(row, sealed), "name") == SECRET


@pytest.mark.proves("identity-is-sealed")
def test_it_opens_in_no_other_row_column_or_person(subject: uuid.UUID) -> None:
    row, other = made(subject), made(subject, "another")
    refused(overwrite(other, row.name.raw))
    refused(overwrite(row, row.name.raw, "about"), column="about")
    elsewhere = new_subject()
    Attachment.objects.filter(pk=row.pk).update(subject_id=elsewhere)
    refused(Attachment.objects.get(pk=row.pk))
    Attachment.objects.filter(pk=row.pk).update(subject_id=subject)
    assert open_text(Attachment.objects.get(pk=row.pk), "name") == SECRET
    with pytest.raises(InputError, match="V201"):
        open_text(Attachment.objects.get(pk=row.pk), "name", key=subject_key(elsewhere))


@pytest.mark.proves("identity-is-sealed")
def test_a_wrapped_key_of_another_person_or_a_changed_one_opens_nothing(subject: uuid.UUID) -> None:
    row, other = made(subject), new_subject()
    mine = PersonKey.objects.get(pk=subject)
    theirs = PersonKey.objects.get(pk=other)

    def replace_key(wrapped: bytes) -> None:
        """The database lets a key change with the key of the ring alone: there and back."""
        mine_now = PersonKey.objects.filter(pk=subject)
        mine_now.update(wrapped=wrapped, ring_key="another")
        mine_now.update(ring_key=mine.ring_key)

    replace_key(bytes(theirs.wrapped or b""))
    refused(row)
    replace_key(bytes(mine.wrapped or b"")[:-1] + b"\0\0")
    refused(row)
    replace_key(bytes(mine.wrapped or b""))
    assert open_text(row, "name") == SECRET


@pytest.mark.proves("identity-is-sealed")
def test_without_its_ring_key_nothing_opens(
    subject: uuid.UUID, ring: Path, settings: Settings, tmp_path: Path
) -> None:
    row, first = made(subject), PersonKey.objects.get(pk=subject).ring_key
    add_key(ring)
    assert open_text(row, "name") == SECRET
    backup = ring.read_bytes()
    retire_key(ring, first)
    refused(row, "V107")
    ring.write_bytes(backup)
    assert open_text(row, "name") == SECRET
    make_ring(tmp_path / "other.json")
    settings.MANUMIT_KEY_RING = tmp_path / "other.json"
    refused(row, "V107")
    settings.MANUMIT_KEY_RING = None
    refused(row, "V101")


def test_a_person_without_a_key_is_told_apart_from_a_broken_one(subject: uuid.UUID) -> None:
    nobody = uuid.uuid4()
    with pytest.raises(InputError, match="V301"):
        subject_key(nobody)
    assert set(subject_keys([nobody, subject])) == {subject}


@pytest.mark.proves("identity-is-sealed")
def test_nothing_shows_what_is_sealed(subject: uuid.UUID) -> None:
    row = made(subject)
    fresh = Attachment(subject_id=subject)
    seal_text(fresh, "name", SECRET)
    for value in (row.name, fresh.name):
        page = Engine().from_string(
            "{{ v }}{{ v|safe }}{{ v.raw }}{{ v.cell.table }}{{ row.name }}"
        )
        shown = page.render(Context({"v": value, "row": row}))
        for text in (str(value), repr(value), f"{value}", f"{value!r}", shown, str([value])):
            assert SECRET not in text
        assert str(value) == repr(value) == "[sealed]"
        for copied in (copy.copy(value), copy.deepcopy(value)):
            assert copied is value
        with pytest.raises(TypeError):
            pickle.dumps(value)
        with pytest.raises(TypeError):
            json.dumps(value)
        with pytest.raises(TypeError):
            len(value)
    with pytest.raises(TypeError):
        pickle.dumps(row)
    with pytest.raises(InputError, match="V203"):
        serializers.serialize("json", [row])
    assert SECRET not in repr(subject_key(subject))
    with pytest.raises(TypeError):
        pickle.dumps(subject_key(subject))
    assert "name" not in modelform_factory(Attachment, fields="__all__").base_fields


@pytest.mark.proves("identity-is-sealed")
def test_nothing_unsealed_is_taken(subject: uuid.UUID) -> None:
    row = made(subject)
    for value in (SECRET, SECRET.encode(), memoryview(b"x"), 1, [SECRET]):
        with pytest.raises(InputError, match="V203") as caught, transaction.atomic():
            row.name = value
        assert SECRET not in str(caught.value)
        with pytest.raises(InputError, match="V203"), transaction.atomic():
            Attachment(subject_id=subject, name=value)
        with pytest.raises(InputError, match="V203"), transaction.atomic():
            Attachment.objects.filter(pk=row.pk).update(name=value)
    assert open_text(Attachment.objects.get(pk=row.pk), "name") == SECRET


@pytest.mark.proves("identity-is-sealed")
def test_a_value_of_another_row_is_not_stored(subject: uuid.UUID) -> None:
    row, other = made(subject), made(subject, "another")
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        other.name = row.name
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment.objects.create(subject_id=subject, kind="", name=row.name)
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment.objects.bulk_create([Attachment(subject_id=subject, name=row.name)])
    (taken,) = Attachment.objects.filter(pk=row.pk).values_list("name", flat=True)
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment.objects.create(subject_id=subject, kind="", name=taken)
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        other.name = taken
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment.objects.filter(pk=other.pk).update(name=row.name)
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment.objects.bulk_update([row], ["name"])
    copied = Attachment.objects.get(pk=row.pk)
    copied.pk = uuid.uuid4()
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        copied.save(force_insert=True)
    moved = Attachment.objects.get(pk=row.pk)
    moved.subject_id = new_subject()
    refused(moved)
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment(subject_id=None, name=row.name).save()  # type: ignore[misc] # what is refused
    assert Attachment.objects.count() == 2


def test_a_value_read_without_its_row_does_not_open(subject: uuid.UUID) -> None:
    row = made(subject)
    (taken,) = Attachment.objects.filter(pk=row.pk).values_list("name", flat=True)
    assert isinstance(taken, Sealed)
    assert taken.cell is None
    part = Attachment.objects.only("name").get(pk=row.pk)
    assert open_text(part, "name") == SECRET
    part.__dict__["name"] = taken
    refused(part, "V202")
    refused(Attachment(subject_id=subject, name=taken))
    with pytest.raises(InputError, match="V203"), transaction.atomic():
        Attachment(id=row.pk, subject_id=subject, name=taken).save()


def test_the_usual_ways_of_reading_and_storing_work(subject: uuid.UUID) -> None:
    row = made(subject)
    later = Attachment.objects.defer("name").get(pk=row.pk)
    assert open_text(later, "name") == SECRET
    seal_text(row, "name", "changed")
    seal_text(row, "about", "more")
    row.save(update_fields=["name", "about"])
    later.refresh_from_db()
    assert open_text(later, "name") == "changed"
    later.kind = "text/csv"
    later.save()
    assert open_text(Attachment.objects.get(pk=row.pk), "about") == "more"
    many = [Attachment(subject_id=subject, kind="") for _ in range(3)]
    for number, one in enumerate(many):
        seal_text(one, "name", str(number))
    Attachment.objects.bulk_create(many)
    assert [open_text(Attachment.objects.get(pk=one.pk), "name") for one in many] == list("012")
    assert Attachment.objects.filter(about__isnull=True).count() == 3


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("lookup", ["exact", "contains", "startswith", "gt", "in", "regex"])
def test_no_query_compares_a_sealed_column(subject: uuid.UUID, lookup: str) -> None:
    row = made(subject)
    value = [row.name] if lookup == "in" else row.name
    with pytest.raises(InputError, match="V204"):
        Attachment.objects.filter(**{f"name__{lookup}": value}).exists()


@pytest.mark.proves("identity-is-sealed")
def test_the_length_of_a_text_is_hidden() -> None:
    sizes = {length: len(pad(b"x" * length)) for length in range(16_380)}
    assert set(sizes.values()) == {*CLASSES}
    assert sizes[0] == sizes[60] == 64
    assert sizes[61] == 256
    for raw in (b"", b"abc", b"\0" * 64, b"x" * 60, b"x" * 20_000):
        assert unpad(pad(raw)) == raw
    for wrong in (b"", b"\0\0\0", b"\0\0\0\1x", pad(b"x") + b"\0", pad(b"x")[:-1] + b"y",
                  b"\xff" * 64):  # fmt: skip
        with pytest.raises(ValueError, match=r"^$"):
            unpad(wrong)


def test_a_long_text_is_compressed_and_its_length_still_hidden() -> None:
    for raw in (b"x" * 16_381, b"evidence and finding " * 20_000, os.urandom(70_000)):
        padded = pad(raw)
        assert unpad(padded) == raw
        assert len(padded) % STEP == 0
    assert len(pad(b"evidence and finding " * 20_000)) == STEP
    assert len(pad(os.urandom(70_000))) == 18 * STEP
    packed = pad(b"x" * 20_000)
    broken = bytes((*packed[:4], *packed[4:8][::-1], *packed[8:]))
    for wrong in (
        broken,
        packed + bytes(STEP),
        packed[:-1] + b"y",
        b"\x40\0\0\2xy".ljust(STEP, b"\0"),
        bytes((packed[0] | 0x80, *packed[1:])),
    ):
        with pytest.raises(ValueError, match=r"^$"):
            unpad(wrong)


def test_a_long_text_that_an_older_version_compressed_still_opens() -> None:
    raw = b"evidence and finding " * 20_000
    packed = zlib.compress(raw, 1)
    framed = struct.pack(">I", 1 << 31 | len(packed)) + packed
    assert unpad(framed.ljust(CLASSES[-1], b"\0")) == raw
    for wrong in (framed.ljust(STEP, b"\0"), b"\x80\0\0\2xy".ljust(CLASSES[-1], b"\0")):
        with pytest.raises(ValueError, match=r"^$"):
            unpad(wrong)


@pytest.mark.parametrize("reader", [lzma.compress, zlib.compress])
def test_what_would_fill_the_memory_does_not_open(reader: Callable[[bytes], bytes]) -> None:
    packed = reader(bytes(MOST + 1))
    bit, step = (1 << 30, STEP) if reader is lzma.compress else (1 << 31, CLASSES[-1])
    framed = struct.pack(">I", bit | len(packed)) + packed
    with pytest.raises(ValueError, match=r"^$"):
        unpad(framed.ljust(-(-len(framed) // step) * step, b"\0"))


@isolate_apps("manumit.web.kernel.vault")
def test_a_row_of_history_opens_as_the_row_that_it_tells_of(subject: uuid.UUID) -> None:
    class AttachmentEvent(models.Model):
        """As django-pghistory makes it."""

        pgh_id = models.AutoField(primary_key=True)
        pgh_obj_id = models.UUIDField()
        subject_id = models.UUIDField()
        name = SealedField()
        pgh_tracked_model = Attachment

        class Meta:
            app_label = "vault"

    row, other = made(subject), made(subject)
    columns = ["pgh_id", "pgh_obj_id", "subject_id", "name"]

    def event(of: uuid.UUID, raw: bytes) -> AttachmentEvent:
        return AttachmentEvent.from_db("default", columns, [1, of, subject, Sealed(raw)])

    assert open_text(event(row.pk, row.name.raw), "name") == SECRET
    refused(event(other.pk, row.name.raw))
    erase(subject, "time_is_over", None)
    refused(event(row.pk, row.name.raw), "V301")

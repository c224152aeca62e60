"""Rotation: everything comes under the new key, also where the run is killed in the middle."""

import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from erasing import erase
from manumit.errors import InputError
from manumit.web.kernel.vault import rotation
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.models import IndexedPerson, PersonKey
from manumit.web.kernel.vault.ring import add_key, key_ring, make_ring, read_ring
from manumit.web.kernel.vault.rotation import is_key_in_use, rotate_keys
from manumit.web.kernel.vault.search import Query, find_people, index_person

pytestmark = pytest.mark.django_db
QUERY = Query(names=["Khaleda Khatun"])


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "ring.json"
    make_ring(path)
    settings.MANUMIT_KEY_RING, settings.MANUMIT_FILES = path, None
    return path


def people(many: int) -> set[uuid.UUID]:
    made = {new_subject() for _ in range(many)}
    for subject in made:
        index_person(subject, "office", names=["খালেদা খাতুন"])
    return made


def found() -> set[uuid.UUID]:
    return {match.subject for match in find_people(["office"], QUERY).results}


def test_everything_comes_under_the_new_key_and_the_old_one_can_go(ring: Path) -> None:
    made, old = people(5), key_ring().current.id
    keys = {subject: subject_key(subject) for subject in made}
    gone = new_subject()
    erase(gone, "time_is_over", None)
    add_key(ring)
    assert found() == made  # old tokens are still looked for
    with pytest.raises(InputError, match="V109"):
        call_command("key_ring", "retire", str(ring), old)
    assert old in read_ring(ring).keys
    done = rotate_keys()
    assert (done.keys, done.entries, done.problems) == (5, 5, [])
    assert not is_key_in_use(old)
    call_command("key_ring", "retire", str(ring), old)
    assert list(read_ring(ring).keys) == [key_ring().current.id]
    assert found() == made
    assert {subject: subject_key(subject) for subject in made} == keys
    assert (rotate_keys().keys, rotate_keys().entries) == (0, 0)


@pytest.mark.proves("identity-is-sealed")
@pytest.mark.parametrize("killed_after", [0, 1, 3, 5, 6, 8, 10])
def test_a_run_that_is_killed_anywhere_is_begun_anew(
    ring: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    made = people(5)
    add_key(ring)
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    acts = 0

    def counted(name: str) -> None:
        original = getattr(rotation, name)

        def act(row: uuid.UUID) -> None:
            nonlocal acts
            original(row)
            acts += 1
            if acts > killed_after:  # done, and not committed any more
                raise KeyboardInterrupt

        monkeypatch.setattr(rotation, name, act)

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_rewrap", rotation._rewrap)
        patched.setattr(rotation, "_new_tokens", rotation._new_tokens)
        counted("_rewrap")
        counted("_new_tokens")
        if killed_after < 10:
            with pytest.raises(KeyboardInterrupt):
                rotate_keys()
        else:
            rotate_keys()
    current = key_ring().current.id
    assert found() == made
    under = PersonKey.objects.filter(ring_key=current).count()
    entries = IndexedPerson.objects.filter(ring_key=current).count()
    assert under + entries == killed_after
    acts = -100
    rotate_keys()
    assert not PersonKey.objects.exclude(ring_key=current).exists()
    assert not IndexedPerson.objects.exclude(ring_key=current).exists()
    assert found() == made


def test_what_was_changed_is_named_and_the_others_go_on(ring: Path) -> None:
    made = people(4)
    broken = next(iter(made))
    row = PersonKey.objects.get(pk=broken)
    wrapped = bytes(row.wrapped or b"")
    changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    # The database lets a key change with the key of the ring alone: so here it goes there and back.
    PersonKey.objects.filter(pk=broken).update(wrapped=changed, ring_key="another")
    PersonKey.objects.filter(pk=broken).update(ring_key=row.ring_key)
    add_key(ring)
    with pytest.raises(InputError) as caught:
        call_command("rotate_keys")
    assert {one.code for one in caught.value.problems} == {"V201"}
    assert len(caught.value.problems) == 2  # the key, and the entry that needs it
    assert str(broken) not in str(caught.value)
    assert is_key_in_use(row.ring_key)
    assert PersonKey.objects.exclude(ring_key=row.ring_key).count() == 3

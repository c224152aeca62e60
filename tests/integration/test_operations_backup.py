"""From a backup to an empty server and back, and everything that could bring somebody back."""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from erasing import erase
from ledger_trial.models import Thing
from manumit.errors import InputError
from manumit.web.kernel.ledger.keys import new_key, public_key
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.ledger.verify import verify
from manumit.web.kernel.schema import is_current
from manumit.web.kernel.triggers import trigger_differences
from manumit.web.kernel.vault.attachments import read_attachment
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.models import Attachment, BlindIndex, PersonKey
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import Query, find_people
from manumit.web.operations import database, restore
from manumit.web.operations.erased import brought_back, export_erased, read_erased
from manumit.web.operations.recipients import new_pair
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.site.embedded import Addresses
from operations_here import Installation, entered, installation, planted_bytes
from served import MANUMIT

KEPT, ERASED = "Zubaydah Qorbanova", "Rahima Begum"
SAID = "he locked the door of house 91"
VISIT_KEY, SESSION_KEY = bytes(range(100, 132)), "a-session-of-somebody"


@dataclass(frozen=True)
class Saved:
    """What is left after the server is gone: two parts, newer keys, and folders elsewhere."""

    here: Installation
    data: Path
    keys: Path
    newer_keys: Path
    tampered: tuple[Path, Path]
    kept: Attachment
    erased: Attachment
    wrapped: dict[str, str]
    words: str
    leaky_words: str
    planted: list[str]


@pytest.fixture(scope="module")
def saved(
    addresses: Addresses,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Saved]:
    del django_db_setup
    with (
        django_db_blocker.unblock(),
        installation(addresses, tmp_path_factory.mktemp("installation")) as here,
    ):
        here.make_prepared("lost")
        with entered("lost"):
            found = worked_in(here)
        here.drop("lost")
        here.empty_files()
        yield found


def worked_in(here: Installation) -> Saved:
    """A day of an installation: people, acts, a backup, an erasure, newer keys."""
    kept, erased = here.person(KEPT, SAID), here.person(ERASED, SAID)
    with transaction.atomic():
        here.recorded()
        Thing.objects.create(institution=here.institution, state="possible", sealed=b"sealed")
    VisitorSession.objects.create(digest=bytes(32), key=VISIT_KEY, ends_at=timezone.now())
    Session.objects.create(session_key=SESSION_KEY, session_data="x", expire_date=timezone.now())
    planted = here.plant("lost", database.excluded_tables())
    here.recorded(20)
    seal_now()
    here.back_up(to=here.folder("data"), keys_to=here.folder("keys"))
    (data,), (keys,) = here.folder("data").iterdir(), here.folder("keys").iterdir()
    words = here.in_words(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "excluded_tables", list)
        here.back_up(to=here.folder("leaky"))
    leaky = here.in_words(next(here.folder("leaky").iterdir()))
    wrapped = {
        str(one.subject): bytes(one.wrapped).hex() for one in PersonKey.objects.all() if one.wrapped
    }
    # After the backup: somebody is erased, and work goes on.
    erase(erased.subject_id, "asked_by_the_person", None)
    here.recorded(5)
    seal_now()
    here.back_up(keys_to=here.folder("newer"))
    (newer,) = here.folder("newer").iterdir()
    # At last somebody who owns the tables changes what was recorded.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_event SET role = 'platform' WHERE act = 'read_file'")
        cursor.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")
    here.back_up(to=here.folder("tampered"), keys_to=here.folder("tampered-keys"))
    (its_data,), (its_keys,) = (here.folder(one).iterdir() for one in ("tampered", "tampered-keys"))
    return Saved(
        here, data, keys, newer, (its_data, its_keys), kept, erased, wrapped, words, leaky,
        planted,
    )  # fmt: skip


@pytest.fixture
def heads(saved: Saved) -> Iterator[Path]:
    """The folder of heads and of the list, as it was before each restoring."""
    aside = saved.here.root / "heads-kept"
    shutil.copytree(saved.here.heads, aside)
    yield saved.here.heads
    for one in saved.here.heads.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    shutil.copytree(aside, saved.here.heads, dirs_exist_ok=True)
    shutil.rmtree(aside)


@pytest.fixture
def new_server(saved: Saved, heads: Path, committing: None) -> Iterator[Installation]:
    """An empty database and an empty folder of files."""
    del heads, committing
    saved.here.make("anew")
    with entered("anew"):
        yield saved.here
    saved.here.drop("anew")
    saved.here.empty_files()


def signers(here: Installation) -> list[Ed25519PublicKey]:
    return [public_key(here.root / "ledger.pem.pub")]


def check_restored(saved: Saved, here: Installation) -> None:
    """Who was kept can be read, who was erased can't, by any way."""
    assert connections["default"].settings_dict["USER"] == "manumit_app"
    # Attachments, as the application reads them.
    row = Attachment.objects.get(pk=saved.kept.pk)
    assert read_attachment(row) == SAID.encode()
    assert open_text(row, "about") == SAID
    assert [m.subject for m in find_people(["office"], Query(names=[KEPT])).results] == [
        row.subject_id
    ]
    assert Thing.objects.get().history.count() == 1  # type: ignore[attr-defined] # made by pghistory

    stone = PersonKey.objects.get(subject=saved.erased.subject_id)
    assert stone.wrapped is None
    assert (stone.erased_reason, stone.hold_reason) == ("asked_by_the_person", "")
    assert find_people(["office"], Query(names=[ERASED])).results == ()
    assert not Attachment.objects.filter(subject=stone.subject).exists()
    assert not BlindIndex.objects.filter(entry__subject=stone.subject).exists()
    with pytest.raises(InputError, match="V301"):
        subject_key(stone.subject)
    assert {file.name for file in here.files.glob("*/*")} == {row.pk.hex}

    assert not VisitorSession.objects.exists()
    assert not Session.objects.exists()
    # The ledger goes on, and everything is in order with the heads of from now on.
    assert Event.objects.filter(act="erase", resource=stone.subject).count() == 1
    here.recorded(3)
    assert seal_now() > 0
    found = verify([here.heads], [public_key(here.root / "ledger.pem.pub")])
    assert (found.problems, found.unsealed) == ((), 0)
    assert found.heads == found.seals


@pytest.mark.proves("backups")
def test_with_the_newer_keys_whoever_was_erased_stays_erased(
    saved: Saved, new_server: Installation
) -> None:
    found = new_server.restore(saved.data, saved.newer_keys, "--without-erased-list")
    assert "1 people who were erased since stay erased" in found
    check_restored(saved, new_server)
    shown = set(Event.objects.filter(act="restore").values_list("reason", flat=True))
    assert shown == {"older_than_the_heads", "without_erased_list"}
    # The heads of what is lost are kept beside, not thrown away.
    assert re.search(r"The heads that tell of it lie in before-restoring-\d{8}T\d{6}Z", found)
    assert list(new_server.heads.glob("before-restoring-*/*.jsonl"))


@pytest.mark.proves("backups")
def test_with_the_older_keys_the_list_outside_keeps_them_erased(
    saved: Saved, new_server: Installation
) -> None:
    shown = new_server.restore(saved.data, saved.keys)
    assert "1 people who were erased since stay erased" in shown
    check_restored(saved, new_server)
    listed = read_erased(new_server.heads / "erased.txt", signers(new_server))
    assert list(listed) == [str(saved.erased.subject_id)]


@pytest.mark.proves("backups")
def test_without_list_and_newer_keys_they_would_come_back_which_is_why_it_must_be_said(
    saved: Saved, new_server: Installation
) -> None:
    (new_server.heads / "erased.txt").unlink()
    with pytest.raises(InputError, match="E208"):
        new_server.restore(saved.data, saved.keys)
    # The planted leak: the two tests above would find this.
    new_server.restore(saved.data, saved.keys, "--without-erased-list")
    with pytest.raises(AssertionError):
        check_restored(saved, new_server)
    assert read_attachment(Attachment.objects.get(pk=saved.erased.pk)) == SAID.encode()


@pytest.mark.proves("backups")
def test_the_data_part_holds_no_key_of_a_person_a_visit_or_a_session(saved: Saved) -> None:
    secrets = {*saved.wrapped.values(), VISIT_KEY.hex(), SESSION_KEY}
    assert len(secrets) == len(saved.wrapped) + 2 > 3
    assert {one for one in secrets if one in saved.leaky_words} == secrets
    assert {one for one in secrets if one in saved.words} == set()
    assert str(saved.kept.subject_id) in saved.words


@pytest.mark.proves("backups")
def test_no_row_of_a_table_that_declares_it_is_in_the_data_part(saved: Saved) -> None:
    declared = {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "excluded_from_backup", False)
    }
    assert declared | {"django_session", "procrastinate_jobs"} <= set(saved.planted)
    assert declared >= {PersonKey._meta.db_table, VisitorSession._meta.db_table}
    copied = re.compile(r"^COPY public\.(\w+) ", re.MULTILINE)
    assert not set(copied.findall(saved.words)) & set(saved.planted)
    assert [one for one in saved.planted if planted_bytes(one).hex()[:8] in saved.words] == []
    # A dump without the exclusions holds every one of the rows: the search would find them.
    assert set(copied.findall(saved.leaky_words)) >= set(saved.planted)
    with_bytes = [one for one in declared if planted_bytes(one).hex() in saved.leaky_words]
    assert len(with_bytes) == len(declared)


def test_after_restoring_every_trigger_is_as_declared(
    saved: Saved, new_server: Installation
) -> None:
    new_server.restore(saved.data, saved.newer_keys)
    assert trigger_differences() == []
    assert is_current()


@pytest.mark.parametrize("tables", ["0" * 64, None])
def test_a_backup_of_other_tables_is_refused_with_a_code_of_its_own(
    saved: Saved, new_server: Installation, monkeypatch: pytest.MonkeyPatch, tables: str | None
) -> None:
    read = json.loads

    def older(text: Any, **options: Any) -> Any:
        found = read(text, **options)
        if isinstance(found, dict) and "counts" in found:
            found.pop("tables")
            found |= {} if tables is None else {"tables": tables}
        return found

    monkeypatch.setattr(json, "loads", older)
    with pytest.raises(InputError) as caught:
        new_server.restore(saved.data, saved.newer_keys)
    assert [one.code for one in caught.value.problems] == ["E213"]
    assert database.is_empty()


def test_without_a_private_key_no_part_tells_anything(saved: Saved, tmp_path: Path) -> None:
    ring = (saved.here.root / "ring.json").read_bytes()
    for part in (saved.data, saved.keys, saved.newer_keys):
        for file in part.iterdir():
            raw = file.read_bytes()
            assert str(saved.kept.subject_id).encode() not in raw
            assert bytes.fromhex(saved.wrapped[str(saved.kept.subject_id)]) not in raw
            assert ring[40:80] not in raw
            assert file.stat().st_mode & 0o077 == 0 or file.name.startswith("manifest")
    new_pair(tmp_path / "other.pem")
    with pytest.raises(InputError, match="E109"):
        saved.here.restore(saved.data, saved.keys, "--identity", str(tmp_path / "other.pem"))


def flip(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.proves("backups")
@pytest.mark.parametrize("part", ["data", "keys"])
def test_a_byte_that_was_changed_is_found_wherever_it_is(
    saved: Saved, new_server: Installation, tmp_path: Path, part: str
) -> None:
    whole = saved.data if part == "data" else saved.keys
    names = sorted(file.name for file in whole.iterdir())
    assert len(names) == (5 if part == "data" else 3)
    changes: list[tuple[Callable[[Path], None], str]] = [
        (flip, "E20[123]"),
        (Path.unlink, "E20[13]"),
        (cut, "E20[123]"),
    ]
    for name in names:
        for change, code in changes:
            copy = tmp_path / "copy"
            shutil.copytree(whole, copy)
            change(copy / name)
            parts = (copy, saved.keys) if part == "data" else (saved.data, copy)
            with pytest.raises(InputError, match=code):
                new_server.restore(*parts)
            shutil.rmtree(copy)
    assert database.is_empty()
    assert not list(new_server.files.iterdir())


@pytest.mark.proves("backups")
def test_who_exchanges_a_file_after_it_was_compared_changes_nothing(
    saved: Saved, new_server: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    shutil.copytree(saved.newer_keys, keys)
    compared = restore._check_known

    def exchange(*given: Any) -> None:
        # Locked for the same recipient, so that it opens: the person is not erased in it.
        shutil.copy(saved.keys / "keys.sealed", keys / "keys.sealed")
        compared(*given)

    monkeypatch.setattr(restore, "_check_known", exchange)
    shown = new_server.restore(saved.data, keys, "--without-erased-list")
    assert "1 people who were erased since stay erased" in shown
    check_restored(saved, new_server)
    # Of the copies nothing is left, whether it went well or not.
    with pytest.raises(InputError, match="E203"):
        new_server.restore(saved.data, keys)
    assert list(new_server.folder("work").iterdir()) == []


def test_a_part_of_somebody_else_is_refused(
    saved: Saved, new_server: Installation, tmp_path: Path
) -> None:
    new_key(tmp_path / "other.pem")
    other = ("--public-key", str(tmp_path / "other.pem.pub"))
    with pytest.raises(InputError, match="E202"):
        new_server.restore(saved.data, saved.keys, "--without-erased-list", *other)
    with pytest.raises(InputError, match="E211"):
        new_server.restore(saved.data, saved.keys, *other)
    with pytest.raises(InputError, match="E201"):
        new_server.restore(saved.keys, saved.data)
    assert database.is_empty()


def test_keys_older_than_the_data_are_refused(saved: Saved, new_server: Installation) -> None:
    new_server.restore(saved.data, saved.newer_keys)
    new_server.back_up(to=new_server.folder("later"))
    (later,) = new_server.folder("later").iterdir()
    with pytest.raises(InputError, match="E205"):
        new_server.restore(later, saved.newer_keys)
    # And nothing is ever put over records.
    with pytest.raises(InputError, match="E206"):
        new_server.restore(saved.data, saved.newer_keys)
    assert Attachment.objects.filter(pk=saved.kept.pk).exists()
    shutil.rmtree(later)


@pytest.mark.proves("backups")
def test_a_restoring_that_fails_late_leaves_nothing(
    saved: Saved, new_server: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(database, "counts", dict)
        with pytest.raises(InputError, match="E209"):
            new_server.restore(saved.data, saved.newer_keys)
    assert database.is_empty()
    assert not list(new_server.files.glob("*/*"))
    # A ledger that somebody changed before it was backed up.
    with pytest.raises(InputError, match=r"E210.*L101"):
        new_server.restore(*saved.tampered)
    assert database.is_empty()
    assert not list(new_server.files.glob("*/*"))


@pytest.mark.proves("backups")
def test_the_list_of_the_erased_is_added_to_and_never_begun_anew(
    saved: Saved, new_server: Installation
) -> None:
    new_server.restore(saved.data, saved.newer_keys)
    path = new_server.heads / "erased.txt"
    before = path.read_text()
    assert export_erased() == 0
    another = new_server.person("Somebody Else", SAID)
    wrapped = bytes(PersonKey.objects.get(subject=another.subject_id).wrapped or b"")
    erase(another.subject_id, "time_is_over", None)
    path.write_text(before + '{"subject": "cut of')  # the machine stopped while it was written
    assert export_erased() == 1
    assert path.read_text().startswith(before)
    listed = read_erased(path, signers(new_server))
    assert set(listed) == {str(saved.erased.subject_id), str(another.subject_id)}
    at = dt.datetime.fromisoformat(listed[str(another.subject_id)].at)
    assert at == PersonKey.objects.get(subject=another.subject_id).erased_at
    assert brought_back(path, signers(new_server)) == []
    new_server.bring_back(connection.settings_dict["NAME"], another.subject_id, wrapped)
    (found,) = brought_back(path, signers(new_server))
    assert (found.code, str(another.subject_id) in found.what) == ("E219", True)
    erase(another.subject_id, "time_is_over", None)
    third = new_server.person("A Third", SAID)
    erase(third.subject_id, "time_is_over", None)
    assert export_erased() == 1
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(before + "no line of ours\n")
    with pytest.raises(InputError, match=r"E208.*row 2"):
        read_erased(path, signers(new_server))
    check_tampering_is_found(path, lines, new_server)


def check_tampering_is_found(path: Path, lines: list[str], here: Installation) -> None:
    """Of a list of three lines."""
    stranger = Ed25519PrivateKey.generate().public_key()
    first, second, last = lines
    for changed, row in (
        ([second, last], 1),
        ([first, last], 2),
        ([first, last, second], 2),
        ([first, first, second, last], 2),
        ([first, second.replace("time_is_over", "asked_by_the_person"), last], 2),
        ([first, second, last.replace("time_is_over", "asked_by_the_person")], 3),
    ):
        path.write_text("".join(changed))
        with pytest.raises(InputError, match=rf"E211.*row {row}\b"):
            read_erased(path, signers(here))
    path.write_text("".join(lines))
    assert len(read_erased(path, [stranger, *signers(here)])) == 3
    with pytest.raises(InputError, match=r"E211.*row 1\b"):
        read_erased(path, [stranger])
    # The limit: of the file alone a cut end is not seen.
    path.write_text(first)
    assert len(read_erased(path, signers(here))) == 1


@pytest.mark.proves("backups")
def test_a_list_whose_end_was_cut_off_is_refused_where_the_keys_know_more(
    saved: Saved, new_server: Installation
) -> None:
    (new_server.heads / "erased.txt").write_text("")
    with pytest.raises(InputError, match="E212"):
        new_server.restore(saved.data, saved.newer_keys)
    assert database.is_empty()
    assert not list(new_server.files.glob("*/*"))


def test_the_command_says_what_is_wrong_in_a_line_and_writes_nothing(
    addresses: Addresses, tmp_path: Path
) -> None:
    new_pair(tmp_path / "backup.pem")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANUMIT_", "DJANGO_"))}
    environment = kept | {
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "DATABASE_URL": addresses.application,
    }
    (tmp_path / "out").mkdir()
    public, out = str(tmp_path / "backup.pem.pub"), str(tmp_path / "out")
    for words, code in (
        (["--keys-to", out], "[L202] at MANUMIT_LEDGER_KEY"),
        ([], "[E110]"),
        (["--to", out, "--keys-to", f"{out}/keys"], "[E105]"),
        (["--to", out, "--keys-recipients", out], "[E107]"),
    ):
        done = subprocess.run(
            [*MANUMIT, "manage", "back_up", "--recipients", public, *words],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr[: len(code)]) == (1, code)
        assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_a_pair_and_shares_are_made_where_nothing_is_installed(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"]}
    file = str(tmp_path / "backup.pem")
    for words, code in (
        (["backup-key", file], 0),
        (["backup-key", file], 1),
        (["escrow", "split", "--shares", "3", "--needed", "2", "--to", str(tmp_path), file], 0),
        (["escrow", "split", "--shares", "1", "--needed", "2", "--to", str(tmp_path), file], 1),
    ):
        done = subprocess.run(
            [*MANUMIT, *words], env=bare, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert (tmp_path / "backup.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backup.pem.pub").stat().st_mode & 0o777 == 0o644
    (tmp_path / "back").mkdir()
    shares = [str(tmp_path / f"share-{number}.txt") for number in (1, 3)]
    sealed = str(tmp_path / "escrow.sealed")
    subprocess.run(
        [*MANUMIT, "escrow", "join", "--sealed", sealed, "--to", str(tmp_path / "back"), *shares],
        env=bare, check=True,
    )  # fmt: skip
    assert (tmp_path / "back" / "backup.pem").read_bytes() == (tmp_path / "backup.pem").read_bytes()

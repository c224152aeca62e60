"""A sheet on its way in: looked through, made or not, and nothing of it left afterwards."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from cases_world import World, at_once, key_ring, leaves, person, request, world
from dumped import everything, leaked
from imports_here import MAPPING, PEOPLE, TABLE
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile
from manumit.web.imports import import_jobs, job_status, jobs
from manumit.web.imports.import_jobs import (
    Sheet,
    cancel_import,
    create_files,
    run_job,
    upload_sheet,
)
from manumit.web.imports.importing import import_files
from manumit.web.imports.models import Import, ImportJob, LegacyRecord
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.ring import add_key
from manumit.web.kernel.vault.rotation import is_key_in_use, rotate_keys
from manumit.web.operations.database import excluded_tables
from manumit.web.site.embedded import Addresses

pytestmark = pytest.mark.usefixtures("committing")
PLANTED = ("Arvena", "Testperson", "R-0001", "XX0000002", "joined_names", "outcome_day")
BROKEN = TABLE.read_bytes().replace(b"+41000000004", b"no-number")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Somebody with all rights in the database, and no key."""
    with psycopg.connect(addresses.owner, autocommit=True) as found:
        yield found


def brought(actor: Actor, content: bytes | None = None, name: str = "Arvena.csv") -> ImportJob:
    sheet = Sheet(name, TABLE.read_bytes() if content is None else content, MAPPING.read_bytes())
    return upload_sheet(actor, sheet, request=request())


def looked(actor: Actor, content: bytes | None = None) -> ImportJob:
    row = brought(actor, content)
    run_job(row.pk)
    row.refresh_from_db()
    return row


def files(actor: Actor) -> int:
    return CaseFile.objects.filter(institution=actor.institution).count()


def codes(problems: InputError) -> list[str]:
    return [one.code for one in problems.problems]


def is_gone(row: ImportJob) -> bool:
    """Whether neither a key nor anything sealed is left."""
    row.refresh_from_db()
    return (row.wrapped, row.sheet, row.mapping, row.found) == (None, None, None, None)


# From the sheet to the files


def test_a_sheet_is_looked_through_and_then_made(w: World) -> None:
    row = looked(w.owner)
    seen = job_status.import_job(w.owner, row.pk)
    assert (seen.stage, seen.plan and len(seen.plan.new), seen.kinds) == ("looked", PEOPLE, [])
    assert files(w.owner) == 0
    create_files(w.owner, row.pk, leave_out=False)
    run_job(row.pk)
    assert files(w.owner) == PEOPLE
    assert is_gone(row)
    run = Import.objects.get(made_by=w.owner.person)
    assert (row.stage, row.origin_id, run.made) == ("made", run.pk, PEOPLE)
    assert {one.made_by for one in LegacyRecord.objects.filter(origin=run)} == {w.owner.person}


@pytest.mark.proves("import-jobs")
def test_the_ledger_has_the_acts_of_the_command(w: World) -> None:
    row = looked(w.owner)
    acts = Event.objects.filter(kind="import", actor=w.owner.person).order_by("number")
    assert list(acts.values_list("act", "purpose")) == [("search", "make")]
    create_files(w.owner, row.pk, leave_out=False)
    run_job(row.pk)
    assert list(acts.values_list("act", "reason")) == [("search", ""), ("create", "imported")]
    with transaction.atomic():
        assert list(disagreements({}, w.owner.institution)) == []


def test_rows_with_a_problem_are_left_out_only_on_wish(w: World) -> None:
    row = looked(w.owner, BROKEN)
    (kind,) = job_status.import_job(w.owner, row.pk).kinds
    assert (kind.code, list(kind.rows), kind.more) == ("V304", [5], 0)
    assert [one.place.row for one in job_status.rejected_rows(w.owner, row.pk)] == [5]
    with pytest.raises(InputError) as wrong:
        create_files(w.owner, row.pk, leave_out=False)
    assert codes(wrong.value) == ["K979"]
    create_files(w.owner, row.pk, leave_out=True)
    run_job(row.pk)
    assert files(w.owner) == PEOPLE - 1
    assert is_gone(row)
    assert job_status.rejected_rows(w.owner, row.pk) == ()


@pytest.mark.proves("import-jobs")
def test_a_sheet_that_cannot_be_read_is_refused_and_gone_and_why_stays_for_the_hour(
    w: World,
) -> None:
    row = looked(w.owner, b"other,columns\n1,2\n")
    seen = job_status.import_job(w.owner, row.pk)
    assert (seen.stage, seen.plan) == ("refused", None)
    assert seen.kinds
    assert (row.sheet, row.mapping) == (None, None)
    over(row)
    assert is_gone(row)
    assert files(w.owner) == 0


def test_a_form_that_is_sent_twice_brings_one_sheet_and_two_are_not_brought_at_once(
    w: World,
) -> None:
    sheet, one = Sheet("x.csv", TABLE.read_bytes(), MAPPING.read_bytes()), request()
    first = upload_sheet(w.owner, sheet, request=one)
    assert upload_sheet(w.owner, sheet, request=one).pk == first.pk
    with pytest.raises(InputError) as wrong:
        upload_sheet(w.owner, sheet, request=request())
    assert codes(wrong.value) == ["K976"]
    with pytest.raises(InputError) as wrong:
        upload_sheet(w.colleague, sheet, request=one)
    assert codes(wrong.value) == ["K501"]
    cancel_import(w.owner, first.pk)
    upload_sheet(w.owner, sheet, request=request())


def test_forms_that_arrive_together_bring_one_sheet(w: World) -> None:
    sheet, one = Sheet("x.csv", TABLE.read_bytes(), MAPPING.read_bytes()), request()
    found = at_once(*[lambda: upload_sheet(w.owner, sheet, request=one).pk] * 3)
    assert len(set(found)) == 1
    cancel_import(w.owner, ImportJob.objects.get(made_by=w.owner.person).pk)
    many = at_once(*[lambda: upload_sheet(w.owner, sheet, request=request()).pk] * 3)
    refused = [one for one in many if isinstance(one, InputError)]
    assert [codes(one) for one in refused] == [["K976"]] * 2


@pytest.mark.proves("import-jobs")
def test_two_workers_at_one_sheet_make_nothing_twice(w: World) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    assert at_once(*[lambda: run_job(row.pk)] * 2) == [None, None]
    assert files(w.owner) == PEOPLE
    assert Import.objects.filter(made_by=w.owner.person).count() == 1


def test_what_is_too_large_is_not_kept(w: World) -> None:
    for content, mapping, code in ((20_000_001, 1, "K974"), (1, 256 * 1024 + 1, "K980")):
        with pytest.raises(InputError) as wrong:
            upload_sheet(w.owner, Sheet("x.csv", b"a" * content, b"a" * mapping), request=request())
        assert codes(wrong.value) == [code]
    assert not ImportJob.objects.filter(made_by=w.owner.person).exists()


def test_the_body_that_identifies_brings_nothing(w: World) -> None:
    with pytest.raises(Refused):
        brought(w.ident.first)


# Nothing in clear, and nothing left


@pytest.mark.proves("import-jobs")
def test_nothing_of_a_sheet_is_in_clear_while_it_waits_and_no_ciphertext_when_it_is_over(
    w: World, thief: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    row = looked(w.owner, BROKEN)
    dump = everything(thief)
    assert row.pk.hex in dump.replace("-", "")
    assert not leaked(dump, *PLANTED, "no-number")
    assert not in_folders(tmp_path, *PLANTED, "no-number")
    kept = [
        bytes(one or b"").hex()[:64] for one in (row.sheet, row.mapping, row.found, row.wrapped)
    ]
    assert all(one in dump for one in kept)
    cancel_import(w.owner, row.pk)
    after = everything(thief)
    assert not any(one in after for one in kept)
    assert not leaked(after, *PLANTED)
    assert not in_folders(tmp_path, *PLANTED)


def in_folders(place: Path, *sought: str) -> set[str]:
    """What of it lies in a file under a folder."""
    found = [one.read_bytes() for one in place.rglob("*") if one.is_file()]
    assert found
    return {one for one in sought if one.encode() in b"\n".join(found)}


@pytest.mark.proves("import-jobs")
def test_a_sheet_opens_for_nobody_else_in_no_other_post_and_no_other_row(w: World) -> None:
    from manumit.web.imports.sealed import open_column  # noqa: PLC0415 - what is attacked

    row = brought(w.owner)
    assert open_column(row, "sheet") == TABLE.read_bytes()
    for column, value in (
        ("made_by", w.colleague.person), ("role", "intake"),
        ("office_id", w.other_office.office), ("sheet", row.mapping), ("sheet", None),
    ):  # fmt: skip
        stolen = ImportJob.objects.get(pk=row.pk)
        setattr(stolen, column, value)
        with pytest.raises(InputError) as wrong:
            open_column(stolen, "sheet")
        assert codes(wrong.value) == ["V201"], column


@pytest.mark.proves("import-jobs")
def test_it_is_in_no_backup() -> None:
    assert ImportJob._meta.db_table in excluded_tables()


def test_no_repr_shows_anything() -> None:
    sheet = Sheet("Arvena.csv", b"Arvena", b"first_name")
    assert "Arvena" not in repr(sheet)
    assert "first_name" not in repr(sheet)


@pytest.mark.proves("import-jobs")
def test_its_key_moves_with_the_ring(w: World, settings: Settings) -> None:
    row = brought(w.owner)
    old = row.ring_key
    add_key(Path(str(settings.MANUMIT_KEY_RING)))
    assert is_key_in_use(old)
    # Rows of other tests stay: their rings are gone.
    assert all(one.code == "V107" for one in rotate_keys().problems)
    row.refresh_from_db()
    assert row.ring_key != old
    run_job(row.pk)
    assert job_status.import_job(w.owner, row.pk).plan is not None


# The ends


def over(row: ImportJob) -> None:
    """The hour of a sheet has passed, and the sweep came by."""
    ImportJob.objects.filter(pk=row.pk).update(until=timezone.now())
    jobs.sweep(0)


@pytest.mark.proves("import-jobs")
@pytest.mark.parametrize("stage", ["looking", "looked", "making"])
def test_after_an_hour_it_is_gone_and_nothing_was_made(w: World, stage: str) -> None:
    row = brought(w.owner)
    assert row.until - timezone.now() <= dt.timedelta(hours=1)
    if stage != "looking":
        run_job(row.pk)
    if stage == "making":
        create_files(w.owner, row.pk, leave_out=False)
    over(row)
    assert is_gone(row)
    assert (row.stage, row.ending) == ("ended", "time")
    run_job(row.pk)
    assert files(w.owner) == 0
    with pytest.raises(InputError) as wrong:
        create_files(w.owner, row.pk, leave_out=False)
    assert codes(wrong.value) == ["K977"]


@pytest.mark.proves("import-jobs")
def test_past_its_hour_nothing_is_done_also_where_no_sweep_came_by(w: World) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    ImportJob.objects.filter(pk=row.pk).update(until=timezone.now())
    run_job(row.pk)
    assert files(w.owner) == 0
    assert job_status.import_job(w.owner, row.pk).plan is None


def test_a_day_later_even_the_row_is_gone(w: World) -> None:
    row = looked(w.owner)
    cancel_import(w.owner, row.pk)
    ImportJob.objects.filter(pk=row.pk).update(until=timezone.now() - dt.timedelta(days=1))
    jobs.sweep(0)
    assert not ImportJob.objects.filter(pk=row.pk).exists()


@pytest.mark.proves("import-jobs")
def test_given_up_nothing_is_made(w: World) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    cancel_import(w.owner, row.pk)
    run_job(row.pk)
    assert is_gone(row)
    assert (row.stage, row.ending, files(w.owner)) == ("ended", "given_up", 0)


@pytest.mark.proves("import-jobs")
@pytest.mark.parametrize("stage", ["looking", "making"])
def test_whose_post_ended_meanwhile_makes_nothing(w: World, stage: str) -> None:
    row = brought(w.owner)
    if stage == "making":
        run_job(row.pk)
        create_files(w.owner, row.pk, leave_out=False)
    leaves(w.owner)
    run_job(row.pk)
    assert is_gone(row)
    assert (row.stage, row.ending, files(w.owner)) == ("ended", "right", 0)


def test_a_sheet_that_nothing_is_done_with_goes_with_the_right_of_whoever_brought_it(
    w: World,
) -> None:
    row = looked(w.owner)
    jobs.sweep(0)
    row.refresh_from_db()
    assert (row.stage, row.wrapped is None) == ("looked", False)
    leaves(w.owner)
    jobs.sweep(0)
    assert is_gone(row)
    assert (row.stage, row.ending) == ("ended", "right")


def test_what_fails_in_another_way_ends_and_is_not_tried_each_minute(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("broken-zq")

    monkeypatch.setattr(import_jobs, "import_files", broken)
    with pytest.raises(RuntimeError):
        run_job(row.pk)
    assert is_gone(row)
    assert (row.stage, row.ending, files(w.owner)) == ("ended", "failed", 0)
    assert row.pk not in import_jobs.pending_jobs()


def test_which_references_another_role_of_the_office_has_is_not_told(w: World) -> None:
    """R-30: what intake brought in stays with it; looking through costs no search of the day."""
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    run_job(row.pk)
    intake = person(w.inspectorate.office, "intake")
    other = job_status.import_job(intake, looked(intake).pk)
    assert other.plan is not None
    assert other.plan.known == 0
    again = job_status.import_job(w.colleague, looked(w.colleague).pk)
    assert again.plan is not None
    assert again.plan.known > 0


@pytest.mark.proves("import-jobs")
def test_a_post_that_ends_while_files_are_made_takes_them_back(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)

    def made_and_left(*args: object, **named: object) -> object:
        done = import_files(*args, **named)  # type: ignore[arg-type]
        leaves(w.owner)
        return done

    monkeypatch.setattr(import_jobs, "import_files", made_and_left)
    with contextlib.suppress(Refused):
        run_job(row.pk)
    assert files(w.owner) == 0
    assert not Import.objects.filter(made_by=w.owner.person).exists()


@pytest.mark.proves("import-jobs")
def test_another_post_of_the_member_does_not_make_what_this_one_brought(w: World) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    other = person(w.inspectorate.office, "intake")
    leaves(w.owner)
    Post.objects.filter(member=other.person).update(member=w.owner.person)
    run_job(row.pk)
    assert is_gone(row)
    assert (row.ending, files(w.owner)) == ("right", 0)


# The worker


def test_without_the_ring_it_waits_and_is_no_fault_of_the_sheet(
    w: World, settings: Settings, tmp_path: Path
) -> None:
    row = brought(w.owner)
    ring, settings.MANUMIT_KEY_RING = settings.MANUMIT_KEY_RING, tmp_path / "none.json"
    with pytest.raises(InputError):
        run_job(row.pk)
    row.refresh_from_db()
    assert row.stage == "looking"
    settings.MANUMIT_KEY_RING = ring
    run_job(row.pk)
    assert job_status.import_job(w.owner, row.pk).stage == "looked"


def test_what_a_worker_left_is_ordered_anew_and_a_job_is_told_an_id_alone(w: World) -> None:
    row = brought(w.owner)
    waiting = ProcrastinateJob.objects.filter(args__job=str(row.pk))
    assert [one.args for one in waiting] == [{"job": str(row.pk)}]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [waiting.get().pk])
    jobs.sweep(0)
    assert waiting.count() == 1
    jobs.sweep(0)
    assert waiting.count() == 1


@pytest.mark.proves("import-jobs")
def test_once_more_makes_nothing_twice(w: World) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    for _ in range(3):
        run_job(row.pk)
    assert files(w.owner) == PEOPLE
    assert Import.objects.filter(made_by=w.owner.person).count() == 1


DRIVER = """
import os, signal, sys, uuid
import django
django.setup()
from manumit.web.imports import import_jobs, importing
one, done = importing._make, []
def dying(*given):
    one(*given)
    done.append(1)
    if len(done) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
importing._make = dying
import_jobs.run_job(uuid.UUID(sys.argv[1]))
"""


def around(settings: Settings) -> dict[str, str]:
    """What a process of its own needs to find the same database and ring."""
    found = connection.settings_dict
    address = (
        f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}"
        f"?host={found['HOST']}&port={found['PORT'] or 5432}"
    )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
        "DATABASE_URL": address,
        "MANUMIT_KEY_RING": str(settings.MANUMIT_KEY_RING),
    }


@pytest.mark.proves("import-jobs")
def test_a_worker_that_is_killed_in_the_middle_has_made_nothing_and_the_next_makes_all(
    w: World, settings: Settings
) -> None:
    row = looked(w.owner)
    create_files(w.owner, row.pk, leave_out=False)
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DRIVER, str(row.pk)],
        env=around(settings), capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert files(w.owner) == 0
    row.refresh_from_db()
    assert (row.stage, row.begun_at is not None) == ("making", True)
    run_job(row.pk)
    assert files(w.owner) == PEOPLE
    assert is_gone(row)


def test_while_files_are_made_nobody_gives_the_sheet_up(w: World, addresses: Addresses) -> None:
    row = looked(w.owner)
    with psycopg.connect(addresses.owner) as making:
        making.execute("SELECT FROM imports_importjob WHERE id = %s FOR UPDATE", [row.pk])
        with pytest.raises(InputError) as wrong:
            cancel_import(w.owner, row.pk)
    assert codes(wrong.value) == ["K978"]
    cancel_import(w.owner, row.pk)


def test_an_unknown_sheet_is_nothing_to_do() -> None:
    run_job(uuid.uuid4())


def test_rows_that_are_known_make_no_second_file(w: World) -> None:
    for _ in range(2):
        row = looked(w.owner)
        create_files(w.owner, row.pk, leave_out=False)
        run_job(row.pk)
    assert files(w.owner) == PEOPLE

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
from manumit.web.cases import jobs, selectors
from manumit.web.cases.models import Bringing, Carried, CaseFile, Import
from manumit.web.cases.services import bringing
from manumit.web.cases.services.bringing import Sheet, bring, carry_on, give_up, make_these
from manumit.web.cases.services.imports import import_files
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.ring import add_key
from manumit.web.kernel.vault.rotation import locked_under, rotate_keys
from manumit.web.operations.database import EXCLUDED
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


def brought(actor: Actor, content: bytes | None = None, name: str = "Arvena.csv") -> Bringing:
    sheet = Sheet(name, TABLE.read_bytes() if content is None else content, MAPPING.read_bytes())
    return bring(actor, sheet, request=request())


def looked(actor: Actor, content: bytes | None = None) -> Bringing:
    row = brought(actor, content)
    carry_on(row.pk)
    row.refresh_from_db()
    return row


def files(actor: Actor) -> int:
    return CaseFile.objects.filter(institution=actor.institution).count()


def codes(problems: InputError) -> list[str]:
    return [one.code for one in problems.problems]


def is_gone(row: Bringing) -> bool:
    """Whether neither a key nor anything sealed is left."""
    row.refresh_from_db()
    return (row.wrapped, row.sheet, row.mapping, row.found) == (None, None, None, None)


# From the sheet to the files


def test_a_sheet_is_looked_through_and_then_made(w: World) -> None:
    row = looked(w.owner)
    seen = selectors.bringing(w.owner, row.pk)
    assert (seen.stage, seen.plan and len(seen.plan.new), seen.kinds) == ("looked", PEOPLE, [])
    assert files(w.owner) == 0
    make_these(w.owner, row.pk, leave_out=False)
    carry_on(row.pk)
    assert files(w.owner) == PEOPLE
    assert is_gone(row)
    run = Import.objects.get(made_by=w.owner.person)
    assert (row.stage, row.origin_id, run.made) == ("made", run.pk, PEOPLE)
    assert {one.made_by for one in Carried.objects.filter(origin=run)} == {w.owner.person}


def test_the_ledger_has_the_acts_of_the_command(w: World) -> None:
    row = looked(w.owner)
    acts = Event.objects.filter(kind="import", actor=w.owner.person).order_by("number")
    assert list(acts.values_list("act", "purpose")) == [("search", "make")]
    make_these(w.owner, row.pk, leave_out=False)
    carry_on(row.pk)
    assert list(acts.values_list("act", "reason")) == [("search", ""), ("create", "imported")]
    with transaction.atomic():
        assert list(disagreements({}, w.owner.institution)) == []


def test_rows_with_a_problem_are_left_out_only_on_wish(w: World) -> None:
    row = looked(w.owner, BROKEN)
    (kind,) = selectors.bringing(w.owner, row.pk).kinds
    assert (kind.code, list(kind.rows), kind.more) == ("V304", [5], 0)
    assert [one.place.row for one in selectors.rejected(w.owner, row.pk)] == [5]
    with pytest.raises(InputError) as wrong:
        make_these(w.owner, row.pk, leave_out=False)
    assert codes(wrong.value) == ["K979"]
    make_these(w.owner, row.pk, leave_out=True)
    carry_on(row.pk)
    assert files(w.owner) == PEOPLE - 1
    assert is_gone(row)
    assert selectors.rejected(w.owner, row.pk) == ()


def test_a_sheet_that_cannot_be_read_is_refused_and_gone_and_why_stays_for_the_hour(
    w: World,
) -> None:
    row = looked(w.owner, b"other,columns\n1,2\n")
    seen = selectors.bringing(w.owner, row.pk)
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
    first = bring(w.owner, sheet, request=one)
    assert bring(w.owner, sheet, request=one).pk == first.pk
    with pytest.raises(InputError) as wrong:
        bring(w.owner, sheet, request=request())
    assert codes(wrong.value) == ["K976"]
    with pytest.raises(InputError) as wrong:
        bring(w.colleague, sheet, request=one)
    assert codes(wrong.value) == ["K501"]
    give_up(w.owner, first.pk)
    bring(w.owner, sheet, request=request())


def test_forms_that_arrive_together_bring_one_sheet(w: World) -> None:
    sheet, one = Sheet("x.csv", TABLE.read_bytes(), MAPPING.read_bytes()), request()
    found = at_once(*[lambda: bring(w.owner, sheet, request=one).pk] * 3)
    assert len(set(found)) == 1
    give_up(w.owner, Bringing.objects.get(made_by=w.owner.person).pk)
    many = at_once(*[lambda: bring(w.owner, sheet, request=request()).pk] * 3)
    refused = [one for one in many if isinstance(one, InputError)]
    assert [codes(one) for one in refused] == [["K976"]] * 2


def test_two_workers_at_one_sheet_make_nothing_twice(w: World) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    assert at_once(*[lambda: carry_on(row.pk)] * 2) == [None, None]
    assert files(w.owner) == PEOPLE
    assert Import.objects.filter(made_by=w.owner.person).count() == 1


def test_what_is_too_large_is_not_kept(w: World) -> None:
    for content, mapping, code in ((20_000_001, 1, "K974"), (1, 256 * 1024 + 1, "K980")):
        with pytest.raises(InputError) as wrong:
            bring(w.owner, Sheet("x.csv", b"a" * content, b"a" * mapping), request=request())
        assert codes(wrong.value) == [code]
    assert not Bringing.objects.filter(made_by=w.owner.person).exists()


def test_the_body_that_identifies_brings_nothing(w: World) -> None:
    with pytest.raises(Refused):
        brought(w.ident.first)


# Nothing in clear, and nothing left


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
    give_up(w.owner, row.pk)
    after = everything(thief)
    assert not any(one in after for one in kept)
    assert not leaked(after, *PLANTED)
    assert not in_folders(tmp_path, *PLANTED)


def in_folders(place: Path, *sought: str) -> set[str]:
    """What of it lies in a file under a folder."""
    found = [one.read_bytes() for one in place.rglob("*") if one.is_file()]
    assert found
    return {one for one in sought if one.encode() in b"\n".join(found)}


def test_a_sheet_opens_for_nobody_else_in_no_other_post_and_no_other_row(w: World) -> None:
    from manumit.web.cases.imports_sealed import opened  # noqa: PLC0415 - what is attacked

    row = brought(w.owner)
    assert opened(row, "sheet") == TABLE.read_bytes()
    for column, value in (
        ("made_by", w.colleague.person), ("role", "intake"),
        ("office_id", w.other_office.office), ("sheet", row.mapping), ("sheet", None),
    ):  # fmt: skip
        stolen = Bringing.objects.get(pk=row.pk)
        setattr(stolen, column, value)
        with pytest.raises(InputError) as wrong:
            opened(stolen, "sheet")
        assert codes(wrong.value) == ["V201"], column


def test_it_is_in_no_backup() -> None:
    assert Bringing._meta.db_table in EXCLUDED


def test_no_repr_shows_anything() -> None:
    sheet = Sheet("Arvena.csv", b"Arvena", b"first_name")
    assert "Arvena" not in repr(sheet)
    assert "first_name" not in repr(sheet)


def test_its_key_moves_with_the_ring(w: World, settings: Settings) -> None:
    row = brought(w.owner)
    old = row.ring_key
    add_key(Path(str(settings.MANUMIT_KEY_RING)))
    assert locked_under(old)
    # Rows of other tests stay: their rings are gone.
    assert all(one.code == "V107" for one in rotate_keys().problems)
    row.refresh_from_db()
    assert row.ring_key != old
    carry_on(row.pk)
    assert selectors.bringing(w.owner, row.pk).plan is not None


# The ends


def over(row: Bringing) -> None:
    """The hour of a sheet has passed, and the sweep came by."""
    Bringing.objects.filter(pk=row.pk).update(until=timezone.now())
    jobs.sweep(0)


@pytest.mark.parametrize("stage", ["looking", "looked", "making"])
def test_after_an_hour_it_is_gone_and_nothing_was_made(w: World, stage: str) -> None:
    row = brought(w.owner)
    assert row.until - timezone.now() <= dt.timedelta(hours=1)
    if stage != "looking":
        carry_on(row.pk)
    if stage == "making":
        make_these(w.owner, row.pk, leave_out=False)
    over(row)
    assert is_gone(row)
    assert (row.stage, row.ending) == ("ended", "time")
    carry_on(row.pk)
    assert files(w.owner) == 0
    with pytest.raises(InputError) as wrong:
        make_these(w.owner, row.pk, leave_out=False)
    assert codes(wrong.value) == ["K977"]


def test_past_its_hour_nothing_is_done_also_where_no_sweep_came_by(w: World) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    Bringing.objects.filter(pk=row.pk).update(until=timezone.now())
    carry_on(row.pk)
    assert files(w.owner) == 0
    assert selectors.bringing(w.owner, row.pk).plan is None


def test_a_day_later_even_the_row_is_gone(w: World) -> None:
    row = looked(w.owner)
    give_up(w.owner, row.pk)
    Bringing.objects.filter(pk=row.pk).update(until=timezone.now() - dt.timedelta(days=1))
    jobs.sweep(0)
    assert not Bringing.objects.filter(pk=row.pk).exists()


def test_given_up_nothing_is_made(w: World) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    give_up(w.owner, row.pk)
    carry_on(row.pk)
    assert is_gone(row)
    assert (row.stage, row.ending, files(w.owner)) == ("ended", "given_up", 0)


@pytest.mark.parametrize("stage", ["looking", "making"])
def test_whose_post_ended_meanwhile_makes_nothing(w: World, stage: str) -> None:
    row = brought(w.owner)
    if stage == "making":
        carry_on(row.pk)
        make_these(w.owner, row.pk, leave_out=False)
    leaves(w.owner)
    carry_on(row.pk)
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
    make_these(w.owner, row.pk, leave_out=False)

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("broken-zq")

    monkeypatch.setattr(bringing, "import_files", broken)
    with pytest.raises(RuntimeError):
        carry_on(row.pk)
    assert is_gone(row)
    assert (row.stage, row.ending, files(w.owner)) == ("ended", "failed", 0)
    assert row.pk not in bringing.unfinished()


def test_which_references_another_role_of_the_office_has_is_not_told(w: World) -> None:
    """R-30: what intake brought in stays with it; looking through costs no search of the day."""
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    carry_on(row.pk)
    intake = person(w.inspectorate.office, "intake")
    other = selectors.bringing(intake, looked(intake).pk)
    assert other.plan is not None
    assert other.plan.known == 0
    again = selectors.bringing(w.colleague, looked(w.colleague).pk)
    assert again.plan is not None
    assert again.plan.known > 0


def test_a_post_that_ends_while_files_are_made_takes_them_back(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)

    def made_and_left(*args: object, **named: object) -> object:
        done = import_files(*args, **named)  # type: ignore[arg-type]
        leaves(w.owner)
        return done

    monkeypatch.setattr(bringing, "import_files", made_and_left)
    with contextlib.suppress(Refused):
        carry_on(row.pk)
    assert files(w.owner) == 0
    assert not Import.objects.filter(made_by=w.owner.person).exists()


def test_another_post_of_the_member_does_not_make_what_this_one_brought(w: World) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    other = person(w.inspectorate.office, "intake")
    leaves(w.owner)
    Post.objects.filter(member=other.person).update(member=w.owner.person)
    carry_on(row.pk)
    assert is_gone(row)
    assert (row.ending, files(w.owner)) == ("right", 0)


# The worker


def test_without_the_ring_it_waits_and_is_no_fault_of_the_sheet(
    w: World, settings: Settings, tmp_path: Path
) -> None:
    row = brought(w.owner)
    ring, settings.MANUMIT_KEY_RING = settings.MANUMIT_KEY_RING, tmp_path / "none.json"
    with pytest.raises(InputError):
        carry_on(row.pk)
    row.refresh_from_db()
    assert row.stage == "looking"
    settings.MANUMIT_KEY_RING = ring
    carry_on(row.pk)
    assert selectors.bringing(w.owner, row.pk).stage == "looked"


def test_what_a_worker_left_is_ordered_anew_and_a_job_is_told_an_id_alone(w: World) -> None:
    row = brought(w.owner)
    waiting = ProcrastinateJob.objects.filter(args__bringing=str(row.pk))
    assert [one.args for one in waiting] == [{"bringing": str(row.pk)}]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [waiting.get().pk])
    jobs.sweep(0)
    assert waiting.count() == 1
    jobs.sweep(0)
    assert waiting.count() == 1


def test_once_more_makes_nothing_twice(w: World) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    for _ in range(3):
        carry_on(row.pk)
    assert files(w.owner) == PEOPLE
    assert Import.objects.filter(made_by=w.owner.person).count() == 1


DRIVER = """
import os, signal, sys, uuid
import django
django.setup()
from manumit.web.cases.services import bringing, imports
one, done = imports._make, []
def dying(*given):
    one(*given)
    done.append(1)
    if len(done) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
imports._make = dying
bringing.carry_on(uuid.UUID(sys.argv[1]))
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


def test_a_worker_that_is_killed_in_the_middle_has_made_nothing_and_the_next_makes_all(
    w: World, settings: Settings
) -> None:
    row = looked(w.owner)
    make_these(w.owner, row.pk, leave_out=False)
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DRIVER, str(row.pk)],
        env=around(settings), capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert files(w.owner) == 0
    row.refresh_from_db()
    assert (row.stage, row.begun_at is not None) == ("making", True)
    carry_on(row.pk)
    assert files(w.owner) == PEOPLE
    assert is_gone(row)


def test_while_files_are_made_nobody_gives_the_sheet_up(w: World, addresses: Addresses) -> None:
    row = looked(w.owner)
    with psycopg.connect(addresses.owner) as making:
        making.execute("SELECT FROM cases_bringing WHERE id = %s FOR UPDATE", [row.pk])
        with pytest.raises(InputError) as wrong:
            give_up(w.owner, row.pk)
    assert codes(wrong.value) == ["K978"]
    give_up(w.owner, row.pk)


def test_an_unknown_sheet_is_nothing_to_do() -> None:
    carry_on(uuid.uuid4())


def test_rows_that_are_known_make_no_second_file(w: World) -> None:
    for _ in range(2):
        row = looked(w.owner)
        make_these(w.owner, row.pk, leave_out=False)
        carry_on(row.pk)
    assert files(w.owner) == PEOPLE

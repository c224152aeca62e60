"""The program or the database is killed again and again while people work on cases.

Nothing that was acknowledged is lost, nothing is half done, and the ledger verifies.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, connections, models, transaction
from pytest_django import DjangoDbBlocker, Settings

from manumit.assessment import Sitting
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.web.cases.models import (
    CaseFile,
    CaseHolder,
    Draft,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Referral,
)
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.site.embedded import ADMINISTRATOR, Addresses, embedded_database
from served import MANUMIT
from survival_driver import read_journal
from web_database import SOURCES, put_prepared

pytestmark = [pytest.mark.slow]
TESTS = Path(__file__).parents[1]
ACTS, KILLS = 200, 14
SEED = 35
"""Draws that are the same in each run: a failure under them comes back."""
Line = dict[str, Any]

ROOM: tuple[type[models.Model], ...] = (
    CaseFile, CaseHolder, Identity, IdentityValue, Draft, EvidenceSet, FindingVersion, Referral,
    Consent,
)  # fmt: skip
ROWS_OF = {"case_file": (CaseFile,), "evidence": (Draft, EvidenceSet), "finding": (FindingVersion,),
           "referral": (Referral,)}  # fmt: skip
"""What a ``create`` of the ledger speaks of."""


class Machine:
    """A database that waits for the disk, and the program that acts on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "journal.jsonl"
        self.database = ExitStack()
        put_prepared(folder / "db")
        self.found = self.start()
        make_ring(folder / "ring.json")
        new_key(folder / "key.pem")
        (folder / "heads").mkdir()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "web_settings",
            "PYTHONPATH": SOURCES,
            "DATABASE_URL": self.found.application,
            "MANUMIT_KEY_RING": str(folder / "ring.json"),
            "MANUMIT_MODE": "demo",
            "MANUMIT_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
            "MANUMIT_LEDGER_KEY": str(folder / "key.pem"),
            "MANUMIT_LEDGER_HEADS": str(folder / "heads"),
        }

    def start(self) -> Addresses:
        """The database, recovering where it has to."""
        return self.database.enter_context(embedded_database(self.folder / "db"))

    def driver(self, *words: str) -> subprocess.Popen[bytes]:
        """The program."""
        command = [sys.executable, str(TESTS / "survival_driver.py"), *words]
        return subprocess.Popen(command, env=self.environment)

    def kill_database(self) -> None:
        """Every process of it, at once."""
        pid_file = self.folder / "db/postgres/postmaster.pid"
        first = psutil.Process(int(pid_file.read_text().split("\n")[0]))
        first.suspend()  # it would start or end others meanwhile
        all_of_it = (*first.children(recursive=True), first)
        for one in all_of_it:
            one.kill()
        wait_until_dead(all_of_it)
        until = time.monotonic() + 10
        while psutil.pid_exists(first.pid) and time.monotonic() < until:
            time.sleep(0.01)
        if psutil.pid_exists(first.pid):  # nobody reaps it, and PostgreSQL takes it for alive
            for left in (pid_file, pid_file.with_name(".s.PGSQL.5432.lock")):
                left.unlink(missing_ok=True)
        self.database.close()
        for entered in connections.all():
            entered.close()

    def kill_in_an_act(self, driver: subprocess.Popen[bytes]) -> None:
        """Kill the program after it has written what it intends and before it says that it did."""
        until = time.monotonic() + 240
        while True:
            driver.send_signal(signal.SIGSTOP)
            stopped(driver.pid)
            if len(self.lines("intended")) > len(self.lines("done")):
                break
            driver.send_signal(signal.SIGCONT)
            assert time.monotonic() < until, "the program is never in an act"
            time.sleep(0.003)
        driver.kill()
        driver.wait(60)

    def acknowledged(self) -> int:
        """How many acts so far, without reading them."""
        return self.journal.read_bytes().count(b'"line": "done"') if self.journal.exists() else 0

    def lines(self, sort: str) -> list[Line]:
        """What the program wrote to the disk so far."""
        read = read_journal(self.journal) if self.journal.exists() else []
        return [line for line in read if line["line"] == sort]


@pytest.fixture
def machine(
    open_folder: Path, settings: Settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[Machine]:
    """One in which this process reads too, as the application's role."""
    folder = Path(tempfile.mkdtemp(prefix="survival-", dir=open_folder))
    folder.chmod(0o711)  # PostgreSQL's user may go into it, also where we are root
    made = Machine(folder)
    settings.MANUMIT_KEY_RING = made.folder / "ring.json"
    entered = [connections[alias] for alias in ("default", "ledger")]
    before = [one.settings_dict["HOST"] for one in entered]
    for one in entered:
        one.close()
        one.settings_dict["HOST"] = str(made.folder / "db/postgres")
    with django_db_blocker.unblock():
        yield made
    for one, host in zip(entered, before, strict=True):
        one.close()
        one.settings_dict["HOST"] = host
    made.database.close()
    shutil.rmtree(made.folder)


def wait_until_dead(processes: Iterable[psutil.Process]) -> None:
    """Wait for processes that were killed; one that nobody has reaped yet is dead too."""
    until = time.monotonic() + 60
    for one in processes:
        with suppress(psutil.NoSuchProcess):
            while one.is_running() and one.status() != psutil.STATUS_ZOMBIE:
                assert time.monotonic() < until, f"{one} lives on"
                time.sleep(0.01)


def stopped(pid: int) -> None:
    """Wait until a process that has been asked to stop has ended."""
    until = time.monotonic() + 60
    while psutil.Process(pid).status() not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}:
        assert time.monotonic() < until, "the program does not stop"
        time.sleep(0.001)


def problems(machine: Machine) -> list[str]:
    """What is missing or half done, seen at one moment."""
    done = machine.lines("done")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return list(seen(done))


def seen(done: list[Line]) -> Iterator[str]:
    """The same in the transaction that is open."""
    yield from half_done()
    yield from lost(done)


def lost(done: list[Line]) -> Iterator[str]:
    """Acknowledged, and not there."""
    moved = set(map(str, Move.objects.values_list("request", flat=True)))
    events = Counter(allowed().values_list("act", "kind", "resource"))
    asked = Counter((act, kind, row) for line in done for act, kind, row in line["proof"]["events"])
    there = Counter({(act, kind, str(row)): count for (act, kind, row), count in events.items()})
    yield from (f"no event {key}" for key in asked - there)
    for line in done:
        if "move" in line["proof"] and line["request"] not in moved:
            yield f"no move {line}"
        if not kept(line):
            yield f"lost {line}"
    taken_back = Counter(line["row"] for line in done if line["act"] == "withdraw_consent")
    for file, count in taken_back.items():
        subject = CaseFile.objects.get(pk=file).subject_id
        if Consent.objects.filter(subject=subject, withdrawn_at__isnull=False).count() < count:
            yield f"consent of {file} not withdrawn"


def allowed() -> models.QuerySet[Event]:
    """What was done, of the whole ledger."""
    return Event.objects.filter(outcome="allowed")


def kept(line: Line) -> bool:
    """Whether the row of an acknowledged act is there, and says what was sent."""
    look = KEPT.get(line["act"])
    try:
        return look is None or look(line, line["proof"])
    except (InputError, ObjectDoesNotExist):
        return False


def _value_kept(line: Line, _: Line) -> bool:
    value = IdentityValue.objects.filter(request=line["request"]).first()
    return value is not None and line["text"] in (open_text(value, "content") or "")


def _answers_kept(line: Line, proof: Line) -> bool:
    text = open_text(Draft.objects.get(pk=line["row"]), "content") or ""
    return len(Sitting.from_compact(text, shipped_library()).replies) >= int(proof["answers"]) > 0


def _same_text(row: Any, column: str, line: Line) -> bool:
    return open_text(Referral.objects.get(pk=row), column) == str(line["text"])


KEPT: dict[str, Callable[[Line, Line], bool]] = {
    "open_file": lambda line, proof: CaseFile.objects.filter(
        pk=proof["row"], request=line["request"]
    ).exists(),
    "change_identity": _value_kept,
    "begin_draft": lambda line, proof: Draft.objects.filter(
        pk=proof["row"], request=line["request"]
    ).exists(),
    "keep_draft": _answers_kept,
    "close_draft": lambda line, proof: FindingVersion.objects.filter(
        pk=proof["row"], evidence__draft=line["row"]
    ).exists(),
    "give_consent": lambda _, proof: Consent.objects.filter(pk=proof["row"]).exists(),
    "refer": lambda line, proof: _same_text(proof["row"], "message", line),
    "accept": lambda line, proof: CaseFile.objects.filter(
        pk=proof["file"], origin=line["row"]
    ).exists(),
    "answer": lambda line, _: _same_text(line["row"], "answer", line),
}


def half_done() -> Iterator[str]:
    """A part of an act without its other parts."""
    for model in ROOM:
        yield from without_history(model)
        yield from closed_for_good(model)
    yield from half_created()
    yield from half_moved()
    yield from half_interviewed()
    for row in Referral.objects.all():
        yield from half_referred(row)


def without_history(model: type[models.Model]) -> Iterator[str]:
    """Rows that differ from their last version, and versions that no act of the ledger explains."""
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    columns = [field.column for field in model._meta.concrete_fields]
    ours, theirs = (", ".join(f'{t}."{name}"' for name in columns) for t in ("t", "h"))
    differing = f"""
        SELECT t.id FROM {model._meta.db_table} t LEFT JOIN LATERAL (
            SELECT * FROM {history._meta.db_table} WHERE pgh_obj_id = t.id
            ORDER BY pgh_id DESC LIMIT 1
        ) h ON true WHERE h.pgh_id IS NULL OR ({ours}) IS DISTINCT FROM ({theirs})
    """  # noqa: S608 - names of our own models
    with connection.cursor() as cursor:
        cursor.execute(differing)
        yield from (f"{model.__name__} {row} is not its last version" for (row,) in cursor)
    known = allowed().values("uuid")
    unknown = history._default_manager.exclude(pgh_context_id__in=known)
    yield from (f"{history.__name__} {row.pk} without an event" for row in unknown)
    unexplained = history._default_manager.filter(pgh_context_id=None)
    yield from (f"{history.__name__} {row.pk} without an act" for row in unexplained)


def closed_for_good(model: type[models.Model]) -> Iterator[str]:
    """Sealed values that nobody opens any more."""
    sealed = [one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)]
    for row in model._default_manager.all() if sealed else ():
        for column in sealed:
            try:
                open_text(row, column)
            except InputError:
                yield f"{model.__name__}.{column} does not open"


def half_created() -> Iterator[str]:
    """Files without a part, and events of what is not there."""
    for kind, found in ROWS_OF.items():
        events = Counter(
            allowed().filter(act="create", kind=kind).values_list("resource", flat=True)
        )
        rows = [row for model in found for row in model.objects.values_list("pk", flat=True)]
        if events != Counter(rows):
            yield f"events of {kind} are not its rows"
    for file in CaseFile.objects.all():
        if not Identity.objects.filter(file=file).exists() or not file.holders.exists():
            yield "a file without identity or keeper"
    values = apps.get_model("cases", "IdentityValueEvent")
    written = values._default_manager.values("pgh_context_id")
    if allowed().filter(act="change", kind="person").exclude(uuid__in=written).exists():
        yield "a change of an identity that changed nothing"


def half_moved() -> Iterator[str]:
    """States without their steps, steps without their events, and the other way round."""
    rows = {("referral", row.pk): row for row in Referral.objects.all()}
    steps: dict[tuple[str, Any], list[Move]] = {key: [] for key in rows}
    for step in Move.objects.order_by("version"):
        steps[step.resource, step.row].append(step)
    for key, taken in steps.items():
        path = [("", "drafted", 1), *((one.source, one.target, one.version) for one in taken)]
        joined = all(
            (left[1], left[2] + 1) == (right[0], right[2]) for left, right in pairwise(path)
        )
        if not joined or path[-1][1:] != (rows[key].state, rows[key].version):
            yield f"a referral whose state is not where its steps lead: {path}"
    events = allowed().filter(kind="referral", act__in=MOVING)
    of_steps = set(Move.objects.values_list("event", flat=True))
    missing = of_steps - set(events.values_list("uuid", flat=True))
    for event in events.exclude(uuid__in=of_steps):
        yield f"steps and their events differ: {event.act} as {event.role} is no step"
    if missing:
        yield f"steps and their events differ: {len(missing)} steps without one"


MOVING = ("refer", "answer_referral", "transition")


def half_interviewed() -> Iterator[str]:
    """Closed without a finding, or evidence of an interview that goes on."""
    for draft in Draft.objects.all():
        made = FindingVersion.objects.filter(evidence__draft=draft).count()
        if made != (draft.closed_at is not None):
            yield "an interview and its finding differ"
    if EvidenceSet.objects.filter(draft__closed_at=None, draft__isnull=False).exists():
        yield "evidence of an interview that goes on"


def half_referred(row: Referral) -> Iterator[str]:
    """Sent without consent, taken on without a file, answered without an answer."""
    asked = Consent.objects.filter(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, status="given",
        recorded_at__lte=row.made_at,
    )  # fmt: skip
    covered = consent_for(row.subject, row.purpose, row.recipient, child=row.child).allowed
    if not asked.exists() or (row.state in {"sent", "received", "accepted"} and not covered):
        yield "a referral without consent"
    taken_on = Move.objects.filter(row=row.pk, name="accept").exists()
    if taken_on != CaseFile.objects.filter(origin=row).exists() or taken_on != bool(
        row.accepted_by
    ):
        yield "taken on, and no file; or a file, and not taken on"
    # An answer stays when what it answers is withdrawn afterwards.
    answered = Move.objects.filter(row=row.pk, name="answer").exists()
    if (row.answer is not None) != answered or (row.state == "answered" and not answered):
        yield "an answer and its state differ"


@pytest.mark.parametrize("drawn", ["alike", "anew"])
def test_killed_again_and_again(machine: Machine, drawn: str) -> None:
    """Once with the same draws each time, and once with others, which are printed."""
    seed = SEED if drawn == "alike" else drawn_seed()
    chance = random.Random(seed)
    assert machine.driver("people", str(machine.folder)).wait(60) == 0
    words = ("run", str(machine.folder), str(seed), str(ACTS))
    driver = machine.driver(*words)
    under_way = 0
    try:
        for kill in range(KILLS):
            # Spread over all acts, at a moment that falls into one of them.
            reached(machine, driver, 8 + kill * (ACTS - 20) // KILLS + chance.randrange(8))
            time.sleep(chance.random() * 0.06)
            # The first two so that each is killed at least once.
            driver_dies = (kill == 0) if kill < 2 else chance.random() < 0.5
            if driver_dies:
                if kill == 0:
                    machine.kill_in_an_act(driver)
                else:
                    driver.kill()
                    driver.wait(60)
                under_way += len(machine.lines("intended")) > len(machine.lines("done"))
                assert problems(machine) == []
                driver = machine.driver(*words)
            else:
                before = len(machine.lines("lost"))
                machine.kill_database()
                machine.start()
                assert problems(machine) == []
                reached(machine, driver, min(ACTS, len(machine.lines("done")) + 1))
                under_way += len(machine.lines("lost")) > before
        assert driver.wait(120) == 0
    finally:
        driver.kill()
        driver.wait(60)
    assert len(machine.lines("done")) == ACTS
    assert problems(machine) == []
    acts = Counter(line["act"] for line in machine.lines("done"))
    sys.stdout.write(f"{KILLS} kills, {under_way} of them in the middle of an act; {dict(acts)}\n")
    assert under_way > 0
    verify_ledger(machine)
    what_is_planted_is_found(machine)


def drawn_seed() -> int:
    """Return a seed that nobody chose, or the one to repeat; it is printed."""
    seed = int(os.environ.get("MANUMIT_SURVIVAL_SEED", random.SystemRandom().randrange(10**6)))
    sys.stdout.write(f"MANUMIT_SURVIVAL_SEED={seed}\n")
    return seed


def verify_ledger(machine: Machine) -> None:
    """Seal and verify it, as an operator does."""
    for words_of_ledger in ("seal", "verify"):
        done = subprocess.run(
            [*MANUMIT, "ledger", words_of_ledger], env=machine.environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "In order." in done.stdout


PLANTED = {
    "DELETE FROM ledger_event WHERE act = 'change' AND kind = 'person'": "no event",
    "DELETE FROM ledger_event WHERE act = 'refer'": "steps and their events differ",
    "DELETE FROM cases_identityvalue": "lost",
    "DELETE FROM cases_identityvalueevent": "a change of an identity that changed nothing",
    "DELETE FROM process_move": "not where its steps lead",
    "DELETE FROM consent_consent": "a referral without consent",
    "DELETE FROM cases_findingversion": "an interview and its finding differ",
    "DELETE FROM cases_caseholder": "without identity or keeper",
    "UPDATE cases_casefile SET age = 'unsure'": "is not its last version",
    "UPDATE cases_identityvalue SET content = set_byte(content, 30, 1 # get_byte(content, 30))":
        "does not open",
}  # fmt: skip


def what_is_planted_is_found(machine: Machine) -> None:
    """The search of this test finds each sort of damage."""
    done = machine.lines("done")
    connection.close()
    role, connection.settings_dict["USER"] = connection.settings_dict["USER"], ADMINISTRATOR
    try:
        for damage, message in PLANTED.items():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
                cursor.execute(damage)
                assert cursor.rowcount > 0, f"nothing to damage: {damage}"
                found = list(seen(done))
                transaction.set_rollback(True)
            assert any(message in one for one in found), damage
    finally:
        connection.close()
        connection.settings_dict["USER"] = role


def reached(machine: Machine, driver: subprocess.Popen[bytes], count: int) -> None:
    """Waits until so many acts are acknowledged."""
    until = time.monotonic() + 240
    while machine.acknowledged() < count:
        assert driver.poll() is None, "the program ended by itself"
        assert time.monotonic() < until, "the program does not go on"
        time.sleep(0.02)

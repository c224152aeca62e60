"""What is written past the platform is found although it is sealed; in a clean world nothing is."""

import datetime as dt
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

import account_texts
import cases_world
import justice_world
import protection_world
import remedies_world
import worker_access_world
from ledger_here import Office
from ledger_trial.models import Thing
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile, FindingVersion
from manumit.web.cases.services import Judgement
from manumit.web.justice import services as judging
from manumit.web.justice.policies import penalty_policy, sanction_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger import traces
from manumit.web.kernel.ledger.models import Tombstone
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.ledger.services import erase_history, record, record_refused
from manumit.web.kernel.ledger.traces import ERASE, TraceRule
from manumit.web.kernel.process.models import Move
from manumit.web.operations.retention import end_records, read_periods
from manumit.web.prosecution_bundles.services import write_evidence_note
from manumit.web.protection.due import sweep
from manumit.web.remedies.due import make_due
from manumit.web.site.embedded import Addresses
from manumit.web.worker_access import services as access
from manumit.web.worker_access import sessions
from manumit.web.worker_access.models import DuressAlert
from manumit.web.worker_access.remote import SlipQuery, answer_query
from operations_here import Installation, entered, installation
from served import MANUMIT
from web_database import SOURCES

pytest_plugins = ["ledger_fixtures"]
TESTS = Path(__file__).parents[1]


@pytest.fixture
def trace_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace rule, as an app registers one."""
    one = TraceRule("thing", (Thing,), ERASE, {"create": (Thing,)})
    monkeypatch.setattr(traces, "_rules", [one])


def made(office: Office, state: str = "new") -> Thing:
    thing = Thing(institution=office.institution, state=state)
    with transaction.atomic():
        record(office.act("create", kind="thing", resource=thing.pk))
        thing.save(force_insert=True)
    return thing


@pytest.fixture
def thing(office: Office, trace_rule: None) -> Thing:
    """One that was made and changed; another that is gone; everything sealed."""
    del trace_rule
    thing, gone = made(office), made(office)
    with transaction.atomic():
        record(office.act("change", kind="thing", resource=thing.pk))
        Thing.objects.filter(pk=thing.pk).update(state="open")
        Thing.objects.filter(pk=thing.pk).update(state="closed")
    with transaction.atomic():
        record(office.act("change", kind="thing", resource=thing.pk))  # and nothing was changed
    with transaction.atomic():
        record(office.act("take_role", kind="thing", resource=gone.pk))
        gone.delete()
    office.recorded(kind="thing", resource=thing.pk)
    office.recorded(code="erase", kind="thing", resource=uuid.uuid4())
    record_refused(office.act("create", kind="thing", resource=uuid.uuid4(), reason="not_yours"))
    seal_now()
    assert differ(office) == []
    return thing


def differ(office: Office) -> list[tuple[str, str]]:
    """Codes, and what is said; the seals are in order."""
    verdict = office.verified()
    assert verdict.problems == ()
    return [(one.code, one.what) for one in verdict.disagreements]


# As the application's role, without the application


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses.application, autocommit=True) as connected:
        yield connected


FORGED = """
    INSERT INTO ledger_event
        (uuid, institution, role, act, kind, resource, purpose, outcome, reason)
    VALUES (gen_random_uuid(), %s, 'inspector', %s, 'thing', %s, '', 'allowed', '')
"""


def forged(thief: psycopg.Connection, office: Office, act: str, resource: uuid.UUID) -> int:
    found = thief.execute(FORGED + "RETURNING number", [office.institution, act, resource])
    (number,) = found.fetchone() or (0,)
    return int(number)


@pytest.mark.proves("writes-around-the-platform")
@pytest.mark.usefixtures("thing")
def test_an_act_that_left_nothing_is_found(office: Office, thief: psycopg.Connection) -> None:
    somewhere = Thing.objects.get(institution=office.institution).pk
    number = forged(thief, office, "create", somewhere)
    seal_now()  # a seal makes it no truer
    ((code, what),) = differ(office)
    assert code == "L111"
    assert what.startswith("1 acts 'create' on 'thing' left nothing")
    assert f"row {number} of" in what


@pytest.mark.proves("writes-around-the-platform")
@pytest.mark.usefixtures("thing")
def test_an_act_on_what_never_was_is_found(office: Office, thief: psycopg.Connection) -> None:
    number = forged(thief, office, "read_file", uuid.uuid4())
    seal_now()
    ((code, what),) = differ(office)
    assert code == "L112"
    assert f"row {number} of" in what


@pytest.mark.proves("writes-around-the-platform")
@pytest.mark.usefixtures("thing")
def test_a_tombstone_that_no_act_placed_is_found(office: Office) -> None:
    Tombstone.objects.create(
        institution=office.institution, table="x", row=uuid.uuid4().int >> 66, event=uuid.uuid4()
    )
    seal_now()
    ((code, what),) = differ(office)
    assert (code, "1 rows of ledger_tombstone" in what) == ("L109", True)


@pytest.mark.proves("writes-around-the-platform")
def test_a_step_that_no_act_took_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_rules", [TraceRule("errand", leaving={"transition": (Move,)})])
    row = uuid.uuid4()
    step = {"resource": "errand", "row": row, "name": "go", "source": "a", "target": "b"}
    with transaction.atomic():
        act = record(office.act("transition", kind="thing", resource=row))
        for version, event in ((2, act.uuid), (3, uuid.uuid4())):
            Move.objects.create(
                institution=office.institution, role="inspector", version=version, event=event,
                request=uuid.uuid4(), **step,
            )  # fmt: skip
    seal_now()
    ((code, what),) = differ(office)
    assert (code, "1 rows of process_move" in what) == ("L109", True)


# As the owner of the tables, with the triggers out of the way


@pytest.fixture
def table(owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
    owner.execute("ALTER TABLE ledger_trial_thing DISABLE TRIGGER USER")
    yield owner
    owner.execute("ALTER TABLE ledger_trial_thing ENABLE TRIGGER USER")


@pytest.mark.proves("writes-around-the-platform")
def test_a_row_that_was_changed_past_its_history_is_found(
    office: Office, thing: Thing, table: psycopg.Connection
) -> None:
    change = "UPDATE ledger_trial_thing SET state = %s WHERE id = %s"
    table.execute(change, ["forged", thing.pk])
    ((code, what),) = differ(office)
    assert (code, str(thing.pk) in what) == ("L110", True)
    table.execute(change, ["closed", thing.pk])
    assert differ(office) == []


@pytest.mark.proves("writes-around-the-platform")
def test_a_row_that_came_or_went_past_its_history_is_found(
    office: Office, thing: Thing, table: psycopg.Connection
) -> None:
    added = Thing(institution=office.institution, state="forged")
    table.execute(
        "INSERT INTO ledger_trial_thing (id, institution, state, sealed) VALUES (%s, %s, %s, '')",
        [added.pk, added.institution, added.state],
    )
    assert [code for code, _ in differ(office)] == ["L110"]
    table.execute("DELETE FROM ledger_trial_thing WHERE id = ANY (%s)", [[added.pk, thing.pk]])
    ((code, what),) = differ(office)
    assert (code, str(thing.pk) in what) == ("L110", True)


VERSION = """
    INSERT INTO ledger_trial_thingevent
        (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, institution, state, sealed)
    SELECT now(), 'update', {}, id, id, institution, state, sealed
    FROM ledger_trial_thing WHERE id = %(id)s RETURNING pgh_id
"""


@pytest.mark.proves("writes-around-the-platform")
@pytest.mark.parametrize("act", ["nobody's", "none", "an earlier one", "a refused one"])
def test_a_version_without_the_act_of_its_change_is_found(
    office: Office, thing: Thing, owner: psycopg.Connection, act: str
) -> None:
    named = {
        "nobody's": "gen_random_uuid()",
        "none": "NULL",
        "an earlier one": "(SELECT uuid FROM ledger_event WHERE institution = %(at)s LIMIT 1)",
        "a refused one": "(SELECT uuid FROM ledger_event WHERE outcome = 'refused'"
        " AND institution = %(at)s)",
    }[act]
    version = owner.execute(
        VERSION.format(named),
        {"id": thing.pk, "at": office.institution},
    ).fetchone()
    assert version is not None
    seal_now()
    ((code, what),) = differ(office)
    assert (code, f"the first is row {version[0]}" in what) == ("L109", True)


@pytest.mark.proves("writes-around-the-platform")
def test_what_was_erased_on_record_is_no_difference(
    office: Office, thing: Thing, owner_alias: str
) -> None:
    history = Thing.pgh_event_model  # type: ignore[attr-defined] # pghistory adds it
    first = history.objects.filter(pgh_obj_id=thing.pk).order_by("pgh_id")[0]
    erase_history(
        history, [first.pk], by=office.act("erase", kind="thing", resource=thing.pk),
        using=owner_alias,
    )  # fmt: skip
    assert differ(office) == []


# A whole installation


@pytest.fixture
def here(
    addresses: Addresses, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Installation]:
    del django_db_setup
    with django_db_blocker.unblock(), installation(addresses, tmp_path) as found:
        found.make_prepared("traced")
        with entered("traced"):
            yield found
        found.drop("traced")


def program(here: Installation, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "PYTHONPATH": SOURCES,
        "DATABASE_URL": here.addresses.application.replace("/manumit?", "/traced?"),
        "MANUMIT_KEY_RING": str(here.root / "ring.json"),
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "MANUMIT_LEDGER_KEY": str(here.root / "ledger.pem"),
        "MANUMIT_LEDGER_HEADS": str(here.heads),
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def worked(here: Installation) -> None:
    """Random acts of an inspectorate and a shelter, and the others of the room, one of each."""
    driver = (sys.executable, str(TESTS / "survival_driver.py"))
    for words in (("people", str(here.root)), ("run", str(here.root), "7", "60")):
        assert program(here, *driver, *words).returncode == 0
    world = cases_world.world()
    file = cases_world.file_of(world.owner, Age.CHILD)
    services.share_file(world.owner, file.pk, world.colleague.person)
    services.stop_holding(world.owner, file.pk)
    with pytest.raises(InputError):
        services.stop_holding(world.colleague, file.pk)
    services.change_age(world.colleague, file.pk, Age.CHILD)  # says again what is known
    mandate = cases_world.spoken_for(world.colleague, file)
    services.end_mandate(world.colleague, mandate.pk)
    cases_world.in_danger(world.colleague, file, world.shelter, "referral")
    cases_world.finding_of(world.colleague, file)
    row, _ = cases_world.accounted(world.colleague, file, account_texts.wage_account())
    correction = account_texts.wage_account(data=account_texts.PAID_IN_FULL)
    services.correct_account(world.colleague, row.pk, correction, request=cases_world.request())
    services.withdraw_account(world.colleague, row.pk, reason="person_asks")
    cases_world.referred(world.colleague, file, world.shelter)
    services.end_waiver(
        world.colleague, file.pk, purpose="referral", recipient=world.shelter.institution.pk
    )
    decided(world)
    helped(world)
    claimed(world.colleague, file)
    prosecuted()
    protected()
    looked_at_their_own(world)
    ended = end_records(read_periods(), timezone.now() + dt.timedelta(days=20 * 366), dry_run=False)
    assert any(one.kind == "case_file" and one.ended for one in ended)


def helped(world: cases_world.World) -> None:
    file = cases_world.file_of(world.owner)
    cases_world.agreed(world.owner, file, world.shelter)
    sent = cases_world.referred(world.owner, file, world.shelter, parts=())
    cases_world.reported(world, sent)
    other = cases_world.referred(world.owner, file, world.shelter, parts=())
    services.confirm_receipt(world.shelter.first, other.pk)


def claimed(holder: Actor, file: CaseFile) -> None:
    claim = remedies_world.decided(holder, file)
    remedies_world.mandated(holder, claim)
    payment = remedies_world.paid(holder, claim)
    remedies_world.asked(holder, payment)
    remedies_world.asked(holder, payment, "taken_back")
    make_due()


def protected() -> None:
    world = protection_world.world()
    file = protection_world.file_of(world.owner)
    plan = protection_world.running(world.owner, file)
    protection_world.noted(world.owner, plan)
    protection_world.ordered(world.owner, plan, 1)
    protection_world.followed(world.owner, plan)
    assert sweep() == 3
    write_evidence_note(world.owner, file.pk, "x", request=cases_world.request())
    services.close_file(
        world.owner, file.pk, ending="labour_remedy", reason="claim_goes_on",
        request=cases_world.request(),
    )  # fmt: skip


def looked_at_their_own(world: cases_world.World) -> None:
    own = worker_access_world.owned(world)
    for code in (own.slip.danger, own.slip.danger, own.slip.code, "0"):
        answer_query(SlipQuery(own.slip.number, code), counted=True)
    for _ in range(2):  # says again what is known
        access.set_answer(world.owner, own.access.pk, "ready", seen="nothing_new")
    access.read_duress(world.colleague, DuressAlert.objects.get(access=own.access).pk)
    held = sessions.active_session(
        world.owner, worker_access_world.session_of(world.owner, own.file)
    )
    sessions.worker_file(held)
    sessions.add_statement(held, "statement", "x", request=cases_world.request())
    sessions.printable_copy(held, wished=True)
    sessions.end_slip(held, request=cases_world.request())
    access.end_session(world.owner, held.id, request=cases_world.request())


def prosecuted() -> None:
    world = justice_world.world()
    case = justice_world.final(world.prosecutor)
    justice_world.submitted(world.prosecutor, case, world.court)
    entry = justice_world.publish(world.inspector, justice_world.ready(world.inspector))
    office, request = world.firm.office.pk, cases_world.request
    judging.pass_on(world.inspector, sanction_policy, entry.pk, office, request=request())
    basis = justice_world.penalty(world.inspector)
    judging.pass_on(world.inspector, penalty_policy, basis.pk, office, request=request())
    asked = judging.NonPunishmentRequest(
        worker="W-1234", basis="proceedings_exist", against="CR-1234"
    )
    check = judging.open_non_punishment_check(
        world.prosecutor, asked, request=cases_world.request()
    )
    judging.decide_non_punishment(
        world.prosecutor, check.pk, "spare", justice_world.day(), reason="compelled", seen=1,
        request=cases_world.request(),
    )  # fmt: skip


def decided(world: cases_world.World) -> None:
    file, ident = cases_world.file_of(world.owner), world.ident.first
    cases_world.finding_of(world.owner, file)
    cases_world.agreed(world.owner, file, world.ident, "identification")
    sent = cases_world.referred(world.owner, file, world.ident, "identification")
    own = services.accept(ident, sent.pk, seen=2, request=cases_world.request())
    assert own is not None
    judgement = Judgement(
        step="presume", reason="reasonable_grounds", reasoning=cases_world.REASONING,
        finding=FindingVersion.objects.get(file=own).pk,
    )  # fmt: skip
    services.decide(ident, own.pk, judgement, seen=1, request=cases_world.request())


PAST = """
    INSERT INTO ledger_event
        (uuid, institution, role, act, kind, resource, purpose, outcome, reason)
    VALUES (gen_random_uuid(), gen_random_uuid(), 'support', %s, %s, {}, '', 'allowed', '')
"""
KINDS = (
    "attachment", "case_file", "claim", "claim_contact", "claim_due", "claim_order",
    "claim_payment", "decision", "evidence", "evidence_note", "finding", "follow_up_due",
    "non_punishment", "worker_access", "emergency_code", "worker_session",
    "worker_statement", "penalty", "person",
    "proceeding", "referral", "reflection", "sanction", "statement",
    "support_plan",
)  # fmt: skip


@pytest.mark.proves("writes-around-the-platform")
@pytest.mark.slow
def test_a_whole_installation_is_in_order_until_somebody_writes_past_it(
    here: Installation,
) -> None:
    worked(here)
    verified = (*MANUMIT, "ledger", "verify")
    assert program(here, *MANUMIT, "ledger", "seal").returncode == 0
    clean = program(here, *verified)
    assert (clean.returncode, clean.stdout.splitlines()[-1]) == (0, "In order."), clean.stderr

    with psycopg.connect(here.addresses.application.replace("/manumit?", "/traced?")) as thief:
        listed = [(rule.kind, act) for rule in traces._rules for act in rule.leaving]
        for kind, act in listed:
            thief.execute(PAST.format("NULL"), [act, kind])
        for kind in KINDS:
            thief.execute(PAST.format("gen_random_uuid()"), ["read_statement", kind])
        assert len(listed) >= 20
    assert program(here, *MANUMIT, "ledger", "seal").returncode == 0
    found = program(here, *verified)
    assert found.returncode == 1
    assert set(re.findall(r"\[(L\d+)\]", found.stderr)) == {"L111", "L112"}
    left = re.findall(r"\[L111\] .*: 1 acts '(\w+)' on '(\w+)'", found.stderr)
    assert sorted(left) == sorted((act, kind) for kind, act in listed)
    assert sorted(re.findall(r"\[L112\] .*: 1 acts on '(\w+)'", found.stderr)) == sorted(KINDS)

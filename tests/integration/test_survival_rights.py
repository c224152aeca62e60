"""Somebody has the password of the application's role, and no key: what the database refuses."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

import account_texts
import cases_world
import justice_world
import remedies_world
from manumit.errors import InputError
from manumit.web.cases.models import Draft, IdentityValue, Referral
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.remedies.due import make_due
from manumit.web.site.embedded import Addresses

pytestmark = pytest.mark.usefixtures("committing")

EVENT = (
    "INSERT INTO ledger_event (uuid, institution, role, act, kind, purpose, outcome, reason)"
    " VALUES (gen_random_uuid(), gen_random_uuid(), {}, 'read_file', '', '', 'allowed', '')"
)
CHANGE = "UPDATE cases_casefile SET age = 'unsure'"
ACT = "SELECT set_config('pghistory.context_id', {}::text, true); "
WITHOUT_ACT = {
    "an entry without an act": "UPDATE justice_sanction SET public_until = now()",
    "a change without an act": CHANGE,
    "a change with an act that nobody recorded": ACT.format("gen_random_uuid()") + CHANGE,
    "a change with an act of another transaction": ACT.format(
        "(SELECT uuid FROM ledger_event WHERE outcome = 'allowed' LIMIT 1)"
    )
    + CHANGE,
    "a version that no change made": "INSERT INTO cases_caseholderevent (pgh_created_at, pgh_label,"
    " pgh_context_id, id, pgh_obj_id, file_id, institution_id, member, since)"
    " SELECT now(), 'insert', pgh_context_id, id, pgh_obj_id, file_id, institution_id,"
    " gen_random_uuid(), since FROM cases_caseholderevent",
}
REFUSED = {
    "a step that nobody recorded": "UPDATE cases_casefile SET state='presumed', version=version+1",
    "a step that does not exist": "UPDATE cases_casefile SET state='identified', version=version+1",
    "a referral taken on by hand": "UPDATE cases_referral SET state='accepted', version=version+1",
    "another step": "UPDATE process_move SET actor = NULL",
    "a step less": "DELETE FROM process_move",
    "another event": "UPDATE ledger_event SET actor = NULL",
    "an event less": "DELETE FROM ledger_event",
    "an event with a name in it": EVENT.format("'Rahima Khatun'"),
    "a seal less": "DELETE FROM ledger_seal",
    "another past": "UPDATE cases_casefileevent SET age = 'adult'",
    "no past": "SELECT set_config('manumit.erasing','on',true); DELETE FROM cases_casefileevent",
    "names of another": "UPDATE cases_identityvalue SET content = content",
    "a document of another day": "UPDATE cases_caseattachment SET on_day = NULL",
    "another's paper in a document": "UPDATE cases_caseattachment SET sealed_file = id",
    "a document less": "DELETE FROM cases_caseattachment",
    "an account of another kind": "UPDATE cases_accountversion SET kind = 'costs'",
    "another's paper in an account": "UPDATE cases_accountversion SET sealed_file = id",
    "an account less": "DELETE FROM cases_accountversion",
    "another result": "UPDATE cases_reckoning SET sealed_file = id",
    "a result less": "DELETE FROM cases_reckoning",
    "signs taken by nobody": "UPDATE cases_signreview SET content = content",
    "a weighing less": "DELETE FROM cases_signreview",
    "a claim that is paid by hand": "UPDATE remedies_claim SET state='paid', version=version+1",
    "a claim of somebody else": "UPDATE remedies_claim SET subject_id = subject_id",
    "another route": "UPDATE remedies_claim SET route = 'civil_claim'",
    "another sum": "UPDATE remedies_claimtotal SET amount = 1",
    "another order": "UPDATE remedies_remedyorder SET amount = 1",
    "an order less": "DELETE FROM remedies_remedyorder",
    "a larger payment": "UPDATE remedies_payment SET amount = 9",
    "a yes in place of a no": "UPDATE remedies_paymentcontact SET answer = 'received'",
    "a word less": "DELETE FROM remedies_paymentcontact",
    "nobody to be asked": "DELETE FROM remedies_contactdue",
    "another day to ask by": "UPDATE remedies_contactdue SET due_on = now()",
    "a penalty made final": "UPDATE justice_penalty SET state='final', version=version+1",
    "a penalty against another": "UPDATE justice_penalty SET organisation_id = organisation_id",
    "a penalty less": "DELETE FROM justice_penalty",
    "an entry by hand": "UPDATE justice_sanction SET state='published', version=version+1",
    "an entry that names nobody": "UPDATE justice_identitycheck SET household = 'no'",
    "another past of a claim": "UPDATE remedies_claimevent SET held_by = gen_random_uuid()",
    "an identity for another file": "UPDATE cases_identity SET file_id = file_id",
    "a file for another institution": "UPDATE cases_casefile SET institution_id = institution_id",
    "a referral for somebody else": "UPDATE cases_referral SET sent_to_id = sent_to_id",
    "a service that was another": "UPDATE cases_referralreport SET content = content",
    "an outcome the sender may read": (
        "UPDATE cases_referralreport SET sender_may_read = NOT sender_may_read"
    ),
    "a report less": "DELETE FROM cases_referralreport",
    "a longer referral": "UPDATE cases_referral SET valid_until = now() + interval '9 years'",
    "consent again": "UPDATE consent_consent SET withdrawn_at = NULL, withdrawn_by = NULL",
    "longer consent": "UPDATE consent_consent SET valid_until = now() + interval '9 years'",
    "a file less": "DELETE FROM cases_casefile",
    "a key less": "DELETE FROM vault_personkey",
    "the owner's role": "SET ROLE manumit_owner",
    "no triggers": "SET session_replication_role = replica",
    "triggers off": "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
    "a file of the machine": "SELECT pg_read_file('/etc/hostname')",
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a table before ours": "CREATE TEMP TABLE cases_casefile (id int)",
}


@pytest.fixture
def world(committing: None, tmp_path: Path, settings: Settings) -> cases_world.World:
    """With a file, an account whose signs were taken, consent, a referral and a claim."""
    del committing
    cases_world.key_ring(tmp_path, settings)
    made = cases_world.world()
    file = cases_world.file_of(made.owner)
    cases_world.finding_of(made.owner, file)
    cases_world.accounted(made.owner, file, account_texts.wage_account())
    cases_world.agreed(made.owner, file, made.shelter)
    cases_world.referred(made.owner, file, made.shelter)
    cases_world.reported(made, cases_world.referred(made.owner, file, made.shelter))
    claim = remedies_world.decided(made.owner, file)
    remedies_world.asked(made.owner, remedies_world.paid(made.owner, claim), "less_received")
    make_due()
    justice_world.ready(made.owner)
    return made


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """The application's role, without the application."""
    with psycopg.connect(addresses.application) as connected:
        yield connected
        connected.rollback()


def tried(thief: psycopg.Connection, statement: str) -> None:
    """To the end of the transaction's checks; nothing of it stays."""
    try:
        thief.execute(statement)
        thief.execute("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        thief.rollback()


@pytest.mark.usefixtures("world")
def test_it_can_add_what_the_application_adds(thief: psycopg.Connection) -> None:
    """What it has to be able to do, and what the next test would not notice otherwise."""
    tried(thief, EVENT.format("'inspect'"))
    tried(thief, EVENT.format("'inspect'") + "; " + CHANGE)


@pytest.mark.proves("documents-are-sealed", "accounts-of-work", "claims-reveal-nothing")
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("wish", REFUSED)
def test_it_is_refused(thief: psycopg.Connection, wish: str) -> None:
    """With an act before it, so that it is not for the want of one."""
    with pytest.raises(psycopg.Error):
        tried(thief, EVENT.format("'inspect'") + "; " + REFUSED[wish])


@pytest.mark.proves("acts-are-recorded")
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("wish", WITHOUT_ACT)
def test_a_change_without_its_act_is_refused(thief: psycopg.Connection, wish: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match=r"no act was recorded|its triggers"):
        tried(thief, WITHOUT_ACT[wish])


def test_sealed_bytes_open_in_their_own_row_alone(
    thief: psycopg.Connection, world: cases_world.World
) -> None:
    """The content of a draft may change, and so can be replaced by other sealed bytes."""
    del world
    draft = Draft.objects.order_by("-begun_at")[0]
    assert open_text(draft, "content")
    value = IdentityValue.objects.filter(subject=draft.subject_id)[0]
    thief.execute(EVENT.format("'inspect'"))
    thief.execute(
        "UPDATE cases_draft SET content = (SELECT content FROM cases_identityvalue WHERE id = %s)"
        " WHERE id = %s",
        [value.pk, draft.pk],
    )
    thief.commit()
    with pytest.raises(InputError, match="V201"):
        open_text(Draft.objects.get(pk=draft.pk), "content")


def test_the_log_of_the_database_repeats_no_row(
    thief: psycopg.Connection, world: cases_world.World, open_folder: Path
) -> None:
    """A constraint that fails is logged; the row that failed is not."""
    del world
    log = open_folder / "db" / "postgres.log"
    planted = "planted-in-a-log@example.org"
    with pytest.raises(psycopg.Error) as refused:
        tried(thief, EVENT.format(f"'{planted}'"))
    assert planted in str(refused.value), "whoever sends it is told"
    written = log.read_text("utf-8", errors="replace")
    assert "ledger_event_codes" in written
    assert planted not in written
    assert Referral.objects.exists()

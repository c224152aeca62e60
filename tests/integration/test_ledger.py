"""Acts and what becomes of them: with the transaction, and against whoever would change them."""

import uuid
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from ledger_here import Office
from ledger_trial.models import Thing
from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.kernel.ledger.selectors import acts_of, acts_on
from manumit.web.kernel.ledger.services import Act, record, record_failed, record_refused
from manumit.web.site.embedded import Addresses

pytest_plugins = ["ledger_fixtures"]
TABLES = ("ledger_event", "ledger_seal", "ledger_tombstone", "ledger_trial_thingevent")


class BrokeError(Exception):
    pass


@pytest.mark.proves("acts-are-recorded")
def test_an_act_and_its_event_stand_or_fall_together(office: Office) -> None:
    thing = Thing(institution=office.institution, state="new")
    with pytest.raises(BrokeError), transaction.atomic():  # noqa: PT012 - what is rolled back
        record(office.act("create", kind="thing", resource=thing.pk))
        thing.save()
        raise BrokeError
    assert not Event.objects.filter(resource=thing.pk).exists()
    assert not Thing.objects.filter(pk=thing.pk).exists()
    with transaction.atomic():
        record(office.act("create", kind="thing", resource=thing.pk))
        thing.save(force_insert=True)
    assert Event.objects.filter(resource=thing.pk).count() == 1
    assert Thing.objects.filter(pk=thing.pk).exists()


def test_an_event_without_a_transaction_is_a_mistake(office: Office) -> None:
    with pytest.raises(TransactionManagementError):
        record(office.act())
    assert not Event.objects.filter(institution=office.institution).exists()


@pytest.mark.proves("acts-are-recorded")
@pytest.mark.parametrize("say", [record_refused, record_failed])
def test_a_refusal_stays_when_the_act_is_rolled_back(office: Office, say: object) -> None:
    assert callable(say)
    with pytest.raises(BrokeError), transaction.atomic():  # noqa: PT012 - what is rolled back
        record(office.act("change"))
        say(office.act("change", reason="not_yours"))
        raise BrokeError
    found = Event.objects.get(institution=office.institution)
    assert found.outcome == (Outcome.REFUSED if say is record_refused else Outcome.FAILED)
    assert found.reason == "not_yours"


def test_a_refusal_without_a_reason_is_a_mistake(office: Office) -> None:
    with pytest.raises(ValueError, match="reason"):
        record_refused(office.act())
    with pytest.raises(DatabaseError, match="says_why"):
        office.act().event(Outcome.REFUSED).save(force_insert=True)


@pytest.mark.proves("ledger-without-content")
@pytest.mark.parametrize("column", ["role", "kind", "purpose", "reason"])
def test_a_code_that_nobody_declared_is_refused_and_not_repeated(
    office: Office, column: str
) -> None:
    with pytest.raises(ValueError, match=column) as caught, transaction.atomic():
        record(office.act(**{column: "amina"}))
    assert "amina" not in str(caught.value)


def test_an_act_that_is_not_in_the_file_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match=r"acts\.yaml"), transaction.atomic():
        record(office.act("look_around"))


@pytest.mark.proves("acts-are-recorded")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET institution = gen_random_uuid()", "DELETE FROM {}", "TRUNCATE {}",
     "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {}"],
)  # fmt: skip
def test_the_application_can_only_add(office: Office, table: str, statement: str) -> None:
    del office
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.proves("acts-are-recorded")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET institution = gen_random_uuid()", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_a_mistake_of_the_owner_is_stopped(
    office: Office, addresses: Addresses, table: str, statement: str
) -> None:
    with transaction.atomic():
        record(office.act())
        Thing.objects.create(institution=office.institution, state="new")
    with connection.cursor() as cursor:  # a row in each, so that a row trigger has one to stop
        cursor.execute(
            'INSERT INTO ledger_tombstone (institution, number, at, "table", "row", event)'
            " VALUES (%s, 0, now(), 'none', %s, %s)",
            [office.institution, uuid.uuid4().int >> 66, uuid.uuid4()],
        )
        cursor.execute(
            "INSERT INTO ledger_seal (institution, number, at, spans, leaves, previous, head, key,"
            " signature) SELECT %s, 1, now(), spans, '', '', '', '', '' FROM (SELECT"
            " coalesce((SELECT spans FROM ledger_seal ORDER BY id DESC LIMIT 1), '{}') AS spans)",
            [uuid.uuid4()],
        )
    with (
        psycopg.connect(addresses.owner) as owner,
        pytest.raises(psycopg.errors.RaiseException, match="only ever added"),
    ):
        owner.execute(statement.format(table))


@pytest.mark.proves("acts-are-recorded")
def test_number_and_time_are_the_databases(office: Office) -> None:
    (first,) = office.recorded()
    event = office.act().event(Outcome.ALLOWED)
    event.number, event.at = 3, datetime(1999, 1, 1, tzinfo=UTC)
    event.save(force_insert=True)
    written = Event.objects.get(uuid=event.uuid)
    assert written.number > first.number
    assert abs((written.at - Event.objects.get(pk=first.pk).at).total_seconds()) < 60


@pytest.mark.proves("acts-are-recorded")
def test_every_version_of_a_row_is_kept_with_its_act(office: Office) -> None:
    with transaction.atomic():
        created = record(office.act("create"))
        thing = Thing.objects.create(institution=office.institution, state="new", sealed=b"\0c1")
    with transaction.atomic():
        changed = record(office.act("change"))
        Thing.objects.filter(pk=thing.pk).update(state="old", sealed=b"\0c2")
    with transaction.atomic():
        removed = record(office.act("erase"))
        Thing.objects.filter(pk=thing.pk).delete()
    kept = [
        (row.pgh_label, row.state, bytes(row.sealed), row.pgh_context_id)
        for row in Thing.pgh_event_model.objects.filter(id=thing.pk).order_by("pgh_id")  # type: ignore[attr-defined] # pghistory adds it
    ]
    assert kept == [
        ("insert", "new", b"\0c1", created.uuid),
        ("update", "old", b"\0c2", changed.uuid),
        ("delete", "old", b"\0c2", removed.uuid),
    ]


ACT = "SELECT set_config('pghistory.context_id', %s, true)"


def change(office: Office) -> None:
    Thing.objects.create(institution=office.institution, state="new")


@transaction.atomic
def change_named(office: Office, act: uuid.UUID) -> None:
    """As somebody does who sets by hand what the trigger of an event sets."""
    with connection.cursor() as cursor:
        cursor.execute(ACT, [str(act)])
    change(office)


@pytest.mark.proves("acts-are-recorded")
def test_no_change_without_an_act(office: Office) -> None:
    """As the application's role: none, one that nobody recorded, an earlier one, a refused one."""
    (earlier,) = office.recorded()
    record_refused(office.act("change", reason="not_yours"))
    not_allowed = Event.objects.get(institution=office.institution, outcome=Outcome.REFUSED)
    with pytest.raises(DatabaseError, match="no act was recorded"):
        change(office)
    for act in (uuid.uuid4(), earlier.uuid, not_allowed.uuid):
        with pytest.raises(DatabaseError, match="no act was recorded"):
            change_named(office, act)
    with pytest.raises(DatabaseError, match="no act"), transaction.atomic():  # noqa: PT012 - a whole act
        with transaction.atomic():  # taken back: so is what it says of the changes after it
            record(office.act("create"))
            transaction.set_rollback(True)
        change(office)
    assert not Thing.objects.filter(institution=office.institution).exists()
    with transaction.atomic():
        record(office.act("create"))
        with transaction.atomic():
            change(office)
    assert Thing.objects.filter(institution=office.institution).count() == 1


@pytest.mark.proves("acts-are-recorded")
def test_no_version_without_its_row(office: Office) -> None:
    """As the application's role, with an act: a version that no change has made."""
    history = Thing.pgh_event_model  # type: ignore[attr-defined] # pghistory adds it
    with pytest.raises(DatabaseError, match="its triggers"), transaction.atomic():  # noqa: PT012 - as above
        act = record(office.act("change"))
        history.objects.create(
            id=uuid.uuid4(), pgh_obj_id=uuid.uuid4(), institution=office.institution, state="old",
            pgh_label="update", pgh_context_id=act.uuid,
        )  # fmt: skip
    assert not history.objects.filter(institution=office.institution).exists()


@pytest.mark.proves("acts-are-recorded")
def test_no_temporary_table_takes_the_place_of_a_history(
    office: Office, addresses: Addresses
) -> None:
    with psycopg.connect(addresses.administrator, autocommit=True) as administrator:
        administrator.execute("GRANT TEMPORARY ON DATABASE manumit TO manumit_app")
        functions = administrator.execute(
            "SELECT tgfoid::regprocedure::text FROM pg_trigger"
            " WHERE tgrelid = 'ledger_trial_thing'::regclass AND NOT tgisinternal"
        ).fetchall()
        try:
            assert versions_beside_a_temporary_table(office) == 1
            for (one,) in functions:  # as the triggers are made, without prepare_database
                administrator.execute(f"ALTER FUNCTION {one} RESET search_path")
            assert versions_beside_a_temporary_table(office) == 0
        finally:
            for (one,) in functions:
                administrator.execute(f"ALTER FUNCTION {one} SET search_path = public, pg_temp")
            administrator.execute("REVOKE TEMPORARY ON DATABASE manumit FROM manumit_app")


def versions_beside_a_temporary_table(office: Office) -> int:
    history = Thing.pgh_event_model  # type: ignore[attr-defined] # pghistory adds it
    table = history._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING IDENTITY) ON COMMIT DROP"
        )
        record(office.act("create"))
        thing = Thing.objects.create(institution=office.institution, state="new")
    return int(history.objects.filter(pgh_obj_id=thing.pk).count())


def test_who_saw_a_file_and_what_one_person_did(office: Office) -> None:
    file, other, one, two = (uuid.uuid4() for _ in range(4))
    office.recorded(code="read_file", actor=one, resource=file, purpose="inspection")
    record_refused(
        office.act("export", actor=two, role="support", resource=file, reason="not_yours")
    )
    office.recorded(code="change", actor=one, resource=other)
    office.recorded(code="search", actor=two, kind="")
    record_refused(Act(act="sign_in", institution=uuid.UUID(int=0), role="nobody", reason="broke"))
    assert list(
        acts_on("case", file).values_list("actor", "role", "act", "purpose", "outcome")
    ) == [
        (one, "inspector", "read_file", "inspection", "allowed"),
        (two, "support", "export", "", "refused"),
    ]
    mine = acts_of(one, institution=office.institution)
    assert list(mine.values_list("act", "resource")) == [("read_file", file), ("change", other)]
    assert not acts_of(one, institution=uuid.uuid4()).exists()

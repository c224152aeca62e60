"""A new version on records of the version before: everything stays, and the ledger is in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from psycopg import sql
from pytest_django import DjangoDbBlocker

from ledger_trial.models import Thing
from manumit.web.institutions.models import Institution, Member, Office
from manumit.web.kernel.ledger import rows
from manumit.web.kernel.ledger.keys import public_key
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.ledger.verify import verify
from manumit.web.kernel.vault.attachments import content_of
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.search import Query, find
from manumit.web.site.embedded import Addresses
from manumit.web.site.management.commands import prepare_database
from operations_here import Installation, entered, installation

NAME, SAID = "Zubaydah Qorbanova", "he locked the door of house 91"


@pytest.fixture
def here(
    addresses: Addresses, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Installation]:
    del django_db_setup
    with django_db_blocker.unblock(), installation(addresses, tmp_path) as found:
        found.make("older")
        with entered("older"):
            yield found
        found.drop("older")


def before() -> list[tuple[str, str]]:
    """Every app one migration back where no other app needs its newest; the others as they are."""
    graph = MigrationExecutor(connections["owner"]).loader.graph
    leaves = graph.leaf_nodes()
    targets = []
    for leaf in leaves:
        needed = any(leaf in graph.forwards_plan(other) for other in leaves if other != leaf)
        older = [one.key for one in graph.node_map[leaf].parents if one.key[0] == leaf[0]]
        targets.append(older[0] if older and not needed else leaf)
    return targets


@contextmanager
def as_then() -> Iterator[None]:
    """The program knows the tables that the version before had as they are now, and no others."""
    had = [model for model in apps.get_models() if all_there(model)]
    known = SimpleNamespace(get_models=lambda: had)
    with pytest.MonkeyPatch.context() as patch:
        for module in (prepare_database, rows):
            patch.setattr(module, "apps", known)
        yield


def all_there(model: type[Model]) -> bool:
    """Whether the database has the table of a model with all of its columns."""
    owner, table = connections["owner"], model._meta.db_table
    with owner.cursor() as cursor:
        if table not in owner.introspection.table_names(cursor):
            return False
        found = {one.name for one in owner.introspection.get_table_description(cursor, table)}
    return {field.column for field in model._meta.local_concrete_fields} <= found


def applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections["owner"]).applied_migrations())


def everything() -> dict[str, list[str]]:
    """Every row of every table as text, but of what is told of migrations themselves."""
    found = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table != "django_migrations":
                rows = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
                cursor.execute(rows.as_string())
                found[table] = [row[0] for row in cursor.fetchall()]
    return found


def test_records_of_the_version_before_stay_as_they_are(here: Installation) -> None:
    executor = MigrationExecutor(connections["owner"])
    executor.migrate(before())
    with as_then():
        prepare_database.grant(connections["default"].settings_dict["USER"])
    there = applied()
    institution = Institution.objects.create(kind="ngo", names={"en": "A"}, country="NO")
    Office.objects.create(institution=institution, names={"en": "B"})
    member = Member.objects.create(email="w@example.org", password="hashed")  # noqa: S106 - no password
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    Authenticator.objects.create(user=member, type="totp", data={"secret": "sealed"})
    row = here.person(NAME, SAID)
    Thing.objects.create(institution=here.institution, state="possible", sealed=b"sealed")
    here.recorded(10)
    with as_then():
        seal_now()
    here.recorded(3)
    older = {table: rows for table, rows in everything().items() if rows}
    assert sum(map(len, older.values())) > 20

    call_command("prepare_database")

    assert {app for app, _ in applied() - there} >= {"account", "mfa", "procrastinate"}
    newer = everything()
    assert {table: newer[table] for table in older} == older
    found = verify([here.heads], [public_key(here.root / "ledger.pem.pub")])
    assert (found.problems, found.unsealed) == ((), 3)
    assert found.sealed > 10
    # The version of before took a change without an act; it stays, and no other is taken.
    assert [one.code for one in found.disagreements] == ["L109"]
    with pytest.raises(DatabaseError, match="no act was recorded"):
        Thing.objects.create(institution=here.institution, state="possible")
    assert content_of(Attachment.objects.get(pk=row.pk)) == SAID.encode()
    assert [m.subject for m in find(["office"], Query(names=[NAME])).results] == [row.subject_id]
    # It can be backed up, and the application goes on recording.
    here.back_up(to=here.folder("data"))
    here.recorded()
    assert seal_now() > 0

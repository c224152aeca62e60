"""The triggers of a database are those that the models declare, and any difference is found."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections

from manumit.errors import InputError
from manumit.web.kernel.triggers import (
    TriggerDifference,
    declared_triggers,
    installed_triggers,
    trigger_differences,
)
from manumit.web.site.checks import schema_problems
from manumit.web.site.embedded import Addresses
from manumit.web.site.management.commands.prepare_database import install_and_grant
from operations_here import entered
from web_database import make_prepared

NAME = "triggers"
APPEND_ONLY = """
    SELECT tgname FROM pg_trigger
    WHERE tgrelid = 'ledger_event'::regclass AND tgname LIKE 'pgtrigger_append_only%'
"""


@pytest.fixture
def server(addresses: Addresses, committing: None) -> Iterator[psycopg.Connection]:
    """A prepared database of its own, entered by its administrator; our connections lead to it."""
    del committing
    found = make_prepared(addresses, NAME)
    host = found.owner.partition("?host=")[2].replace("%2F", "/")
    connections.settings["owner"] = connections.settings["default"] | {
        "USER": "manumit_owner", "HOST": host
    }  # fmt: skip
    with entered(NAME), psycopg.connect(found.administrator, autocommit=True) as entry:
        yield entry
    connections["owner"].close()
    del connections["owner"], connections.settings["owner"]
    with psycopg.connect(addresses.administrator, autocommit=True) as above:
        above.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def definitions(server: psycopg.Connection) -> list[tuple[str, ...]]:
    return server.execute(
        "SELECT c.relname, pg_get_triggerdef(t.oid), p.prosrc, p.proconfig::text, t.tgenabled::text"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgname LIKE 'pgtrigger%' ORDER BY 1, 2"
    ).fetchall()


def append_only(server: psycopg.Connection) -> str:
    row = server.execute(APPEND_ONLY).fetchone()
    assert row is not None
    return str(row[0])


def test_what_is_installed_is_what_is_declared_down_to_the_last_word(
    server: psycopg.Connection,
) -> None:
    assert len(declared_triggers()) > 100
    assert trigger_differences() == []
    assert installed_triggers() == declared_triggers()
    before = definitions(server)
    install_and_grant("manumit_app")
    assert definitions(server) == before


def test_each_way_to_disarm_a_trigger_is_found_and_stops_the_start(
    server: psycopg.Connection,
) -> None:
    name = append_only(server)
    signature = f"public.{name}()"
    body = "BEGIN RETURN OLD; END;"
    ways = {
        "enabled": f"ALTER TABLE ledger_event DISABLE TRIGGER {name}",
        "body": f"CREATE OR REPLACE FUNCTION {signature} RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = public, pg_temp AS $$ {body} $$",
        "search_path": f"ALTER FUNCTION {signature} RESET ALL",
        "missing": f"DROP TRIGGER {name} ON ledger_event",
    }
    for what, statement in ways.items():
        server.execute(statement)
        assert trigger_differences() == [TriggerDifference("ledger_event", name, what)], what
        assert [one.code for one in schema_problems()] == ["S207"], what
        install_and_grant("manumit_app")
        if what == "enabled":  # installing makes the trigger anew
            assert trigger_differences() == []
    server.execute("CREATE TRIGGER pgtrigger_of_nobody BEFORE INSERT ON ledger_event"
                   f" FOR EACH ROW EXECUTE FUNCTION {signature}")  # fmt: skip
    assert [one.what for one in trigger_differences()] == ["not declared"]
    install_and_grant("manumit_app")
    server.execute(
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)"
        " RETURNS BOOLEAN LANGUAGE sql AS 'SELECT TRUE'"
    )
    assert [one.trigger for one in trigger_differences()] == ["_pgtrigger_should_ignore"]
    install_and_grant("manumit_app")
    assert trigger_differences() == []


def test_a_database_of_other_migrations_neither_starts_nor_is_prepared(
    server: psycopg.Connection,
) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - the only test that needs it

    for comment in ("'" + "0" * 64 + "'", "NULL"):
        server.execute(f"COMMENT ON TABLE django_migrations IS {comment}")
        assert [one.code for one in schema_problems()] == ["S206"]
        with pytest.raises(InputError) as caught:
            call_command("prepare_database")
        assert [one.code for one in caught.value.problems] == ["S206"]

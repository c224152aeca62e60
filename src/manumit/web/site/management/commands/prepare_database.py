"""``manumit manage prepare_database``: tables, triggers and rights, made by the owner."""

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from psycopg import sql

from manumit.errors import InputError, Place
from manumit.web.kernel.ledger.rows import append_only_tables
from manumit.web.kernel.schema import claim
from manumit.web.kernel.triggers import trigger_differences
from manumit.web.site.codes import SiteCode
from manumit.web.site.fresh import can_be_created, create_tables


class Command(BaseCommand):
    """Makes or updates the tables, then gives the application's role what it needs and no more."""

    help = "Make or update the tables, and grant the rights of the application."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run as the owner; the application's role is that of DATABASE_URL.

        Raises:
            InputError: S206 where other migrations made the tables, S207 where a trigger is not as
                declared although it was just installed.
        """
        del args, options
        if "owner" not in connections:
            raise CommandError("Set MANUMIT_OWNER_URL to connect as the owner of the tables.")
        empty = can_be_created()  # asked first: claiming makes the table of migrations
        if not claim("owner"):
            raise SiteCode.OTHER_TABLES.error(Place(field="MANUMIT_OWNER_URL"))
        if empty:
            create_tables()
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
        install_and_grant(connections["default"].settings_dict["USER"])


RIGHTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE ALL ON django_migrations FROM {role}",
    "GRANT SELECT ON django_migrations TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
)

# django-pgtrigger lets any role switch triggers off by a setting (pgtrigger.ignore): not here. Each
# installation of a trigger puts that function back, so this comes after it.
NEVER_IGNORED = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT FALSE'
"""

# Else who may make temporary tables makes one named as a history, and the trigger writes there.
OWN_TABLES_FIRST = """
    DO $$
    DECLARE one regprocedure;
    BEGIN
        FOR one IN
            SELECT oid FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
                AND proowner = current_user::regrole
        LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', one);
        END LOOP;
    END $$
"""

APPEND_ONLY = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"

NARROWLY = (
    "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}",
    "GRANT UPDATE ({columns}) ON {table} TO {role}",
)
"""For models that name their ``changed_columns``."""


def install_and_grant(role: str) -> None:
    """Install the declared triggers and grant the application's rights, in one transaction.

    One transaction, because at no moment may the application change a table that is only ever
    added to, or write to a table whose trigger is missing.
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        pgtrigger.install(database="owner")
        pgtrigger.prune(database="owner")  # what nobody declares any more
        cursor.execute(NEVER_IGNORED)
        cursor.execute(OWN_TABLES_FIRST)
        for statement in grants(role):
            cursor.execute(statement.as_string())
        if differences := trigger_differences("owner"):
            place = Place(field="MANUMIT_OWNER_URL")
            raise InputError(
                SiteCode.TRIGGER_DIFFERS.problem(
                    place, trigger=one.trigger, table=one.table or "every table", what=one.what
                )
                for one in differences
            )


def grants(role: str) -> Iterator[sql.Composed]:
    """Yield the statements that give the role rights on rows, and none on tables.

    To the ledger and to histories it can only add; where a model names the columns that may
    change, no other may.
    """
    named = sql.Identifier(role)
    for right in RIGHTS:
        yield sql.SQL(right).format(role=named)
    for table in append_only_tables():
        yield sql.SQL(APPEND_ONLY).format(table=sql.Identifier(table), role=named)
    for model in apps.get_models():
        if columns := getattr(model, "changed_columns", ()):
            parts = {
                "table": sql.Identifier(model._meta.db_table),  # noqa: SLF001 - Django's public name
                "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
                "role": named,
            }
            for right in NARROWLY:
                yield sql.SQL(right).format(**parts)

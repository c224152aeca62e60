"""``manumit manage prepare_database``: tables as their owner, rights for the application's role."""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from psycopg import sql

from manumit.web.kernel.ledger.rows import append_only_tables


class Command(BaseCommand):
    """Makes or updates the tables, then gives the application's role what it needs and no more."""

    help = "Make or update the tables, and grant the rights of the application."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs as the owner; the application's role is that of DATABASE_URL."""
        del args, options
        if "owner" not in connections:
            raise CommandError("Set MANUMIT_OWNER_URL to connect as the owner of the tables.")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        grant(connections["default"].settings_dict["USER"])


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
# trigger that a migration makes puts its function back, so this comes after every migration.
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


def grant(role: str) -> None:
    """Rights on rows, none on tables: the role can't make, change, empty or drop one.

    To the ledger and to histories it can only add; where a model names the columns that may
    change, no other may.
    """
    named = sql.Identifier(role)
    # At once: at no moment may the application change what is only ever added to.
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for right in RIGHTS:
            cursor.execute(sql.SQL(right).format(role=named).as_string())
        cursor.execute(NEVER_IGNORED)
        cursor.execute(OWN_TABLES_FIRST)
        for table in append_only_tables():
            one = sql.SQL(APPEND_ONLY).format(table=sql.Identifier(table), role=named)
            cursor.execute(one.as_string())
        for model in apps.get_models():
            if columns := getattr(model, "changed_columns", ()):
                parts = {
                    "table": sql.Identifier(model._meta.db_table),  # noqa: SLF001 - Django's public name
                    "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
                    "role": named,
                }
                for right in NARROWLY:
                    cursor.execute(sql.SQL(right).format(**parts).as_string())

"""Tables that a first start creates from the models are those that migrations would make."""

import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from manumit.web.site.embedded import OWNER, Addresses
from web_database import SOURCES

pytestmark = pytest.mark.slow

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,
        character_maximum_length
    FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 't'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
MIGRATIONS = "SELECT app, name FROM django_migrations"


def migrated(addresses: Addresses, name: str) -> str:
    """Return the owner's address of a new database in which every migration was applied."""
    with psycopg.connect(addresses.administrator, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )
    owner = addresses.owner.replace("/manumit?", f"/{name}?")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "DATABASE_URL": addresses.application.replace("/manumit?", f"/{name}?"),
        "MANUMIT_OWNER_URL": owner,
        "PYTHONPATH": SOURCES,
    }
    command = [sys.executable, "-m", "django", "migrate", "--database", "owner", "-v", "0"]
    subprocess.run(command, check=True, env=environment)
    return owner


def schema(address: str) -> dict[str, set[tuple[object, ...]]]:
    """Return columns, constraints, indexes and applied migrations."""
    asked = {
        "columns": COLUMNS,
        "constraints": CONSTRAINTS,
        "indexes": INDEXES,
        "migrations": MIGRATIONS,
    }
    with psycopg.connect(address) as connection:
        return {
            name: {
                row for row in connection.execute(query) if row[0] != "institutions_attempts"
            }  # the table of a cache, which no migration makes
            for name, query in asked.items()
        }


def test_a_first_start_creates_what_migrations_would(addresses: Addresses) -> None:
    created, applied = schema(addresses.owner), schema(migrated(addresses, "migrated"))
    for name, rows in applied.items():
        assert created[name] ^ rows == set(), name
    assert len(applied["columns"]) > 1000

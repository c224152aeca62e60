"""Fixtures of the tests of the ledger."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django import Settings

from ledger_here import Office
from manumit.web.kernel.ledger import keys
from manumit.web.site.embedded import Addresses


@pytest.fixture
def office(committing: None, settings: Settings, tmp_path: Path) -> Office:
    del committing
    here = Office(uuid.uuid4(), tmp_path / "heads", tmp_path / "key.pem")
    here.heads.mkdir()
    keys.new_key(here.key)
    settings.MANUMIT = replace(settings.MANUMIT, ledger_key=here.key, ledger_heads=here.heads)
    return here


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """The owner of the tables, with nothing in the way: an insider with the database."""
    tables = ("ledger_event", "ledger_seal", "ledger_tombstone", "ledger_trial_thingevent")
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def owner_alias(addresses: Addresses) -> Iterator[str]:
    """Django's connection as the owner of the tables, as retention and preparation have it."""
    with psycopg.connect(addresses.owner) as probe:
        user = probe.info.user
    connections.settings["owner"] = connections.settings["default"] | {
        "USER": user, "HOST": addresses.owner.partition("?host=")[2].replace("%2F", "/")
    }  # fmt: skip
    yield "owner"
    connections["owner"].close()
    del connections["owner"], connections.settings["owner"]

"""A new database after each module whose tests commit rows.

Most tests are rolled back and many of them expect empty tables. Tests that need several connections
commit, and what they write stays. So when a worker goes from such a module to another one, its
database is replaced by a copy of the prepared one, which takes less time than deleting rows that
triggers protect.
"""

from collections.abc import Generator
from typing import TypeGuard

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from manumit.web.site.embedded import DATABASE, Addresses
from web_database import make_prepared

FRESH = "fresh"
_WRITTEN = pytest.StashKey[Addresses]()
"""Where rows may have been committed since the database was new."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Replace the database after the last test of a module, when its fixtures are gone too."""
    # A test whose fixtures failed may have no addresses; then its module has others, or no rows.
    found = item.funcargs.get("addresses") if commits(item) else None
    if isinstance(found, Addresses):
        item.config.stash[_WRITTEN] = found
    try:
        yield
    finally:
        if nextitem is not None and nextitem.path != item.path and _WRITTEN in item.config.stash:
            renew(item.config.stash[_WRITTEN])
            del item.config.stash[_WRITTEN]


def commits(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Return whether a test enters the database of its worker with no transaction around it."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db") is not None:
        return False
    return "addresses" in item.fixturenames and "_django_db_helper" not in item.fixturenames


def renew(addresses: Addresses) -> None:
    """Replace the database that the tests of this worker share."""
    connections.close_all()
    make_prepared(addresses, FRESH)
    elsewhere = addresses.administrator.replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(elsewhere, autocommit=True) as server:
        old, fresh = sql.Identifier(DATABASE), sql.Identifier(FRESH)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(old))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(fresh, old))

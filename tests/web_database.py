"""A PostgreSQL of their own for the tests of the platform, entered as the application's role."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from manumit.web.site.embedded import Addresses, embedded_database, make_database


def prepare(found: Addresses) -> None:
    """Tables and rights, as the real command gives them."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "web_settings",
        "DATABASE_URL": found.application,
        "MANUMIT_OWNER_URL": found.owner,
        "PYTHONPATH": str(Path(__file__).parent),
    }
    command = [sys.executable, "-m", "django", "prepare_database"]
    subprocess.run(command, check=True, env=environment)


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A short folder into which PostgreSQL's user may go, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="mt-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def addresses(open_folder: Path) -> Iterator[Addresses]:
    """A server for one session of tests, its tables made as the real command makes them."""
    with embedded_database(open_folder / "db", durable=False) as found:
        prepare(found)
        yield found


@pytest.fixture(scope="session")
def django_db_setup(
    addresses: Addresses, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: no database is made as a superuser; ours is entered."""
    del django_db_blocker
    host = addresses.application.partition("?host=")[2].replace("%2F", "/")
    entered = [connections[alias] for alias in ("default", "ledger")]
    for connection in entered:
        connection.settings_dict["HOST"] = host
    yield
    for connection in entered:
        connection.close()


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with no transaction around the test: what is written stays there."""
    del django_db_setup
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def database_of_an_institution(addresses: Addresses) -> Addresses:
    """A database that does not say that it is embedded, on the same server."""
    with psycopg.connect(addresses.administrator, autocommit=True) as made:
        make_database(made, "institution")
        made.execute("ALTER DATABASE institution RESET ALL")
    found = Addresses(
        *(
            address.replace("/manumit?", "/institution?")
            for address in (addresses.application, addresses.owner, addresses.administrator)
        )
    )
    prepare(found)
    return found


def forget_keys(addresses: Addresses, subjects: list[uuid.UUID]) -> None:
    """Takes away what a test has written; only whoever runs the server can."""
    with psycopg.connect(addresses.administrator) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM vault_personkey WHERE subject = ANY (%s)", [subjects])

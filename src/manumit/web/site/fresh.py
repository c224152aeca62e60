"""Tables of an empty database, created from the models in one pass.

Applying an initial migration for each app renders the models anew for every table, which takes
most of a first start. The tables of this project are created from its models instead, and its
initial migrations are recorded as applied. Later migrations are applied as always.
"""

from collections.abc import Iterator

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OWNER = "owner"
NEEDED_FIRST = ("contenttypes", "auth")
"""Apps outside the project whose tables ours refer to."""


def can_be_created() -> bool:
    """Return whether the database is empty and each app of the project has one migration only."""
    if MigrationRecorder(connections[OWNER]).has_table():
        return False
    labels = [label for label, _ in _own_migrations()]
    return len(labels) == len(set(labels))


def create_tables() -> None:
    """Create the tables of the project's apps and record their initial migrations as applied."""
    for label in NEEDED_FIRST:
        call_command("migrate", label, database=OWNER, interactive=False, verbosity=0)
    connection = connections[OWNER]
    with transaction.atomic(using=OWNER):
        with connection.schema_editor() as editor:
            for model in _own_models():
                editor.create_model(model)
        for label, name in _own_migrations():
            MigrationRecorder(connection).record_applied(label, name)


def _own_apps() -> list[AppConfig]:
    return [one for one in apps.get_app_configs() if one.name.startswith("manumit.")]


def _own_migrations() -> list[tuple[str, str]]:
    labels = {one.label for one in _own_apps()}
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in labels)


def _own_models() -> Iterator[type[models.Model]]:
    for config in _own_apps():
        for model in config.get_models():
            if model._meta.managed and not model._meta.proxy:  # noqa: SLF001 - Django's public name
                yield model

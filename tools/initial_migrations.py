"""Write one initial migration for each app anew: ``python -m tools.initial_migrations``.

No version has been released yet, so a renamed table or column needs no data migration: all
migrations are deleted and made again from the models. From version 0.1.0 on migrations are only
added, and this file goes (decision 44).
"""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Delete every migration of the project's apps and make one initial migration for each."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web_settings")
    for folder in (ROOT / "src", ROOT / "tests"):
        for path in folder.rglob("migrations/*.py"):
            if path.name != "__init__.py":
                path.unlink()
    django.setup()
    for migration in initial_migrations():
        writer = MigrationWriter(migration, include_header=False)
        Path(writer.path).write_text(writer.as_string(), "utf-8")


def initial_migrations() -> Iterable[Migration]:
    """Yield the migrations that the models of the project's apps need, folded."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        MigrationQuestioner({"ask_initial": True}),
    )
    for migrations in detector.changes(graph=loader.graph).values():
        for migration in migrations:
            folded_migration = Migration(migration.name, migration.app_label)
            folded_migration.__dict__ |= migration.__dict__ | {
                "operations": folded(migration.operations)
            }
            yield folded_migration


def folded(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations with constraints and indexes moved into the models they are of.

    Django renders all related models anew for each separate operation, which took most of the time
    of a first start. What is of a model that gets a field later stays where it is.
    """
    created = {one.name_lower: one for one in operations if isinstance(one, CreateModel)}
    later = {one.model_name_lower for one in operations if isinstance(one, AddField)}
    left = list[Operation]()
    for one in operations:
        if not isinstance(one, AddConstraint | AddIndex) or one.model_name.lower() in later:
            left.append(one)
        elif isinstance(one, AddConstraint):
            options = created[one.model_name.lower()].options
            options["constraints"] = [*options.get("constraints", ()), one.constraint]
        else:
            options = created[one.model_name.lower()].options
            options["indexes"] = [*options.get("indexes", ()), one.index]
    return left


if __name__ == "__main__":
    main()

"""Which set of migrations made the tables of a database.

Until migrations are only ever added, each app has one initial migration that is written anew when
a table changes. Its name stays the same, so Django's own record can't tell that a database has
other tables than the code expects. A digest of the migration files, kept as a comment on Django's
table of migrations, can. The comment is part of a dump, and of what a restore brings back.
"""

import functools
import hashlib
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

WEB = Path(__file__).resolve().parents[1]
_READ = "SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')"


@functools.cache
def migrations_digest() -> str:
    """Return the SHA-256 of the platform's migration files, in hexadecimal."""
    digest = hashlib.sha256()
    for file in sorted(WEB.glob("**/migrations/*.py")):
        digest.update(file.relative_to(WEB).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_current(using: str = "default") -> bool:
    """Return whether the tables of a database were made by the migrations of this version."""
    with connections[using].cursor() as cursor:
        cursor.execute(_READ)
        return bool(cursor.fetchone()[0] == migrations_digest())


def claim(using: str) -> bool:
    """Mark a database without tables as one of this version, and return whether it is one.

    The mark is written before the first migration runs, so that a preparation that was
    interrupted can be repeated.
    """
    connection = connections[using]
    recorder = MigrationRecorder(connection)
    with transaction.atomic(using=using):
        if not recorder.applied_migrations():
            recorder.ensure_schema()
            mark = sql.SQL("COMMENT ON TABLE django_migrations IS {}")
            with connection.cursor() as cursor:
                cursor.execute(mark.format(sql.Literal(migrations_digest())).as_string())
    return is_current(using)

"""The table in which attempts to sign in are counted (``CACHES``): made by the owner, not at will."""

from django.db import migrations

MAKE = """
CREATE TABLE institutions_attempts (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX institutions_attempts_expires ON institutions_attempts (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("institutions", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE institutions_attempts")]

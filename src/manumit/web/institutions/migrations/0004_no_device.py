"""What older versions kept of devices: network addresses and names of browsers."""

from django.db import migrations

FORGET = """
UPDATE usersessions_usersession SET ip = '::', user_agent = '';
DELETE FROM institutions_attempts;
"""


class Migration(migrations.Migration):
    dependencies = [("institutions", "0003_binding"), ("usersessions", "0001_initial")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]

import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('institution', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('actor', models.UUIDField(null=True)),
                ('role', models.CharField(max_length=40)),
                ('act', models.CharField(max_length=40)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('resource', models.UUIDField(null=True)),
                ('purpose', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(choices=[('allowed', 'Allowed'), ('refused', 'Refused'), ('failed', 'Failed')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('batch', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'resource', 'number'], name='ledger_who_saw'), models.Index(fields=['actor', 'number'], name='ledger_what_did'), models.Index(fields=['institution', 'number'], name='ledger_chain')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__regex', '^[A-Za-z][A-Za-z0-9_.-]{0,39}$'), ('role__regex', '^[A-Za-z][A-Za-z0-9_.-]{0,39}$'), models.Q(('kind', ''), ('kind__regex', '^[A-Za-z][A-Za-z0-9_.-]{0,39}$'), _connector='OR'), models.Q(('purpose', ''), ('purpose__regex', '^[A-Za-z][A-Za-z0-9_.-]{0,39}$'), _connector='OR'), models.Q(('reason', ''), ('reason__regex', '^[A-Za-z][A-Za-z0-9_.-]{0,39}$'), _connector='OR')), name='ledger_event_codes'), models.CheckConstraint(condition=models.Q(('outcome__in', ['allowed', 'refused', 'failed'])), name='ledger_event_outcome'), models.CheckConstraint(condition=models.Q(('outcome', 'allowed'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ledger_event_says_why'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='ledger_event_number')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.UUIDField()),
                ('number', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('spans', models.JSONField()),
                ('leaves', models.BinaryField()),
                ('previous', models.BinaryField(max_length=32)),
                ('head', models.BinaryField(max_length=32)),
                ('key', models.CharField(max_length=16)),
                ('signature', models.BinaryField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'number'), name='ledger_one_chain')],
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('institution', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('table', models.CharField(max_length=63)),
                ('row', models.BigIntegerField()),
                ('event', models.UUIDField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'row'), name='ledger_one_tombstone'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='ledger_tombstone_number')],
            },
        ),
    ]

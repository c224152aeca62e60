import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
        ('registers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NearMatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reasons', models.JSONField()),
                ('score', models.PositiveIntegerField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.workplace')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.workplace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['institution', 'office', '-score', 'id'], name='workplaces_near_matches')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='workplaces_matched_once'), models.CheckConstraint(condition=models.Q(('one', models.F('other')), _negated=True), name='workplaces_two_matched'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='workplaces_match_decided_whole')],
            },
        ),
        migrations.CreateModel(
            name='NearMatchEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reasons', models.JSONField()),
                ('score', models.PositiveIntegerField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('one', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registers.workplace')),
                ('other', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registers.workplace')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='workplaces.nearmatch')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('made_by', models.UUIDField()),
                ('until', models.DateTimeField(db_index=True)),
                ('request', models.UUIDField(unique=True)),
                ('stage', models.CharField(choices=[('columns', 'Columns'), ('checking', 'Checking'), ('checked', 'Checked'), ('importing', 'Importing'), ('imported', 'Imported'), ('ended', 'Ended')], default='columns', max_length=10)),
                ('ending', models.CharField(blank=True, max_length=10)),
                ('file_name', models.CharField(max_length=20)),
                ('created', models.PositiveIntegerField(null=True)),
                ('near', models.PositiveIntegerField(null=True)),
                ('wrapped', models.BinaryField(null=True)),
                ('ring_key', models.CharField(blank=True, max_length=10)),
                ('sheet', models.BinaryField(null=True)),
                ('plan', models.BinaryField(null=True)),
                ('found', models.BinaryField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ['columns', 'checking', 'checked', 'importing'])), fields=('made_by',), name='workplaces_one_register_at_a_time'), models.CheckConstraint(condition=models.Q(('stage__in', ['columns', 'checking', 'checked', 'importing']), models.Q(('found', None), ('plan', None), ('sheet', None), ('wrapped', None)), _connector='OR'), name='workplaces_register_ends_whole')],
            },
        ),
    ]

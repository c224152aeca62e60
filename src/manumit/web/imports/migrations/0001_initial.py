import django.db.models.deletion
import django.db.models.expressions
import manumit.web.kernel.vault.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('mapping', models.CharField(max_length=100)),
                ('mapping_digest', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('made', models.PositiveIntegerField()),
                ('known', models.PositiveIntegerField()),
                ('rejected', models.PositiveIntegerField()),
                ('rejects', models.JSONField(default=dict)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'made_at'], name='imports_of_institution')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('made'), '+', models.F('known')), '+', models.F('rejected')))), name='imports_rows_add_up')],
            },
        ),
        migrations.CreateModel(
            name='ImportEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('mapping', models.CharField(max_length=100)),
                ('mapping_digest', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('made', models.PositiveIntegerField()),
                ('known', models.PositiveIntegerField()),
                ('rejected', models.PositiveIntegerField()),
                ('rejects', models.JSONField(default=dict)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='imports.import')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('made_by', models.UUIDField()),
                ('until', models.DateTimeField(db_index=True)),
                ('request', models.UUIDField(unique=True)),
                ('stage', models.CharField(choices=[('looking', 'Looking'), ('looked', 'Looked'), ('making', 'Making'), ('made', 'Made'), ('refused', 'Refused'), ('ended', 'Ended')], default='looking', max_length=10)),
                ('ending', models.CharField(blank=True, max_length=10)),
                ('begun_at', models.DateTimeField(null=True)),
                ('leave_out', models.BooleanField(default=False)),
                ('kind', models.CharField(max_length=8)),
                ('wrapped', models.BinaryField(null=True)),
                ('ring_key', models.CharField(blank=True, max_length=10)),
                ('sheet', models.BinaryField(null=True)),
                ('mapping', models.BinaryField(null=True)),
                ('found', models.BinaryField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('origin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ['looking', 'looked', 'making'])), fields=('made_by',), name='imports_one_job_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['made', 'ended']), _negated=True), models.Q(('found', None), ('mapping', None), ('sheet', None), ('wrapped', None)), _connector='OR'), name='imports_job_nothing_left'), models.CheckConstraint(condition=models.Q(('stage__in', ['looking', 'looked', 'making']), models.Q(('mapping', None), ('sheet', None)), _connector='OR'), name='imports_job_sheet_ends')],
            },
        ),
        migrations.CreateModel(
            name='LegacyRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='cases.casefile')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('origin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.import')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
        ),
        migrations.CreateModel(
            name='LegacyRecordEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('content', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.casefile')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('origin', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='imports.import')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='imports.legacyrecord')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

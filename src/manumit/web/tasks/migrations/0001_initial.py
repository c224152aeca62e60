import django.db.models.deletion
import manumit.web.kernel.vault.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Postponement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by', models.UUIDField()),
                ('kind', models.CharField(max_length=60)),
                ('row', models.UUIDField()),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'indexes': [models.Index(fields=['made_by', 'row', 'until'], name='work_later')],
            },
        ),
        migrations.CreateModel(
            name='PostponementEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('made_by', models.UUIDField()),
                ('kind', models.CharField(max_length=60)),
                ('row', models.UUIDField()),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tasks.postponement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('made_on', models.DateField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'indexes': [models.Index(fields=['row', 'made_on'], name='work_reminded')],
            },
        ),
        migrations.CreateModel(
            name='ReminderEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('made_by', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('made_on', models.DateField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tasks.reminder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('called', models.CharField(max_length=9)),
                ('note', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('due_on', models.DateField()),
                ('given_by', models.UUIDField()),
                ('given_to', models.UUIDField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default='open', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
            options={
                'indexes': [models.Index(fields=['office', 'state', 'due_on'], name='work_due_in_office'), models.Index(fields=['kind', 'row'], name='work_about')],
            },
        ),
        migrations.CreateModel(
            name='TaskEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('called', models.CharField(max_length=9)),
                ('note', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('due_on', models.DateField()),
                ('given_by', models.UUIDField()),
                ('given_to', models.UUIDField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default='open', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tasks.task')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

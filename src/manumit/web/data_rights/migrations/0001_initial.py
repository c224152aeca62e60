import django.db.models.deletion
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
            name='ErasureRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('record', models.UUIDField()),
                ('code', models.CharField(max_length=9)),
                ('reason', models.CharField(max_length=30)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('erased', 'erased'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='asked', editable=False, max_length=40)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'state'], name='erasures_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('subject',), name='erasure_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ErasureRequestEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('record', models.UUIDField()),
                ('code', models.CharField(max_length=9)),
                ('reason', models.CharField(max_length=30)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('erased', 'erased'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='asked', editable=False, max_length=40)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='data_rights.erasurerequest')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('record', models.UUIDField()),
                ('code', models.CharField(max_length=9)),
                ('reason', models.CharField(max_length=30)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('until', models.DateField(null=True)),
                ('state', models.CharField(choices=[('placed', 'placed'), ('lift_asked', 'lift_asked'), ('lifted', 'lifted'), ('over', 'over')], default='placed', editable=False, max_length=40)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'state'], name='holds_in_force')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('placed', 'lift_asked'))), fields=('subject',), name='hold_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='LegalHoldEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('record', models.UUIDField()),
                ('code', models.CharField(max_length=9)),
                ('reason', models.CharField(max_length=30)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('until', models.DateField(null=True)),
                ('state', models.CharField(choices=[('placed', 'placed'), ('lift_asked', 'lift_asked'), ('lifted', 'lifted'), ('over', 'over')], default='placed', editable=False, max_length=40)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='data_rights.legalhold')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

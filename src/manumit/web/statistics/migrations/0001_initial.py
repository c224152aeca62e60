import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Outcomes',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('content', models.JSONField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=8)),
                ('request', models.UUIDField(unique=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='statistics_period')],
            },
        ),
        migrations.CreateModel(
            name='OutcomesEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('content', models.JSONField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=8)),
                ('request', models.UUIDField()),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='statistics.outcomes')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', models.JSONField()),
                ('cost', models.JSONField()),
                ('prepared_by', models.UUIDField()),
                ('prepared_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('prepared', 'prepared'), ('approved', 'approved'), ('published', 'published'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='prepared', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('outcomes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='statistics.outcomes')),
            ],
            options={
                'indexes': [models.Index(fields=['state'], name='statistics_published')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('content', models.JSONField()),
                ('cost', models.JSONField()),
                ('prepared_by', models.UUIDField()),
                ('prepared_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('state', models.CharField(choices=[('prepared', 'prepared'), ('approved', 'approved'), ('published', 'published'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='prepared', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('outcomes', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.outcomes')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='statistics.release')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

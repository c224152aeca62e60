import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('receiver', models.UUIDField()),
                ('outcome', models.CharField(blank=True, choices=[('handed_over', 'handed_over'), ('not_held', 'not_held'), ('closed', 'closed'), ('holder_back', 'holder_back'), ('right_ended', 'right_ended'), ('receiver_inactive', 'receiver_inactive'), ('receiver_elsewhere', 'receiver_elsewhere'), ('receiver_other_role', 'receiver_other_role'), ('receiver_ended', 'receiver_ended'), ('other_role', 'other_role'), ('not_allowed', 'not_allowed')], max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('holder', models.UUIDField()),
                ('reason', models.CharField(max_length=40)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('request', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('approved', 'approved'), ('running', 'running'), ('done', 'done'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('stopped', 'stopped')], default='proposed', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'indexes': [models.Index(fields=['office', 'state'], name='assignments_of_office')],
            },
        ),
        migrations.CreateModel(
            name='AssignedFileEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('receiver', models.UUIDField()),
                ('outcome', models.CharField(blank=True, choices=[('handed_over', 'handed_over'), ('not_held', 'not_held'), ('closed', 'closed'), ('holder_back', 'holder_back'), ('right_ended', 'right_ended'), ('receiver_inactive', 'receiver_inactive'), ('receiver_elsewhere', 'receiver_elsewhere'), ('receiver_other_role', 'receiver_other_role'), ('receiver_ended', 'receiver_ended'), ('other_role', 'other_role'), ('not_allowed', 'not_allowed')], max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.casefile')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='reassignment.assignedfile')),
                ('assignment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reassignment.assignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='assignedfile',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reassignment.assignment'),
        ),
        migrations.CreateModel(
            name='AssignmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('holder', models.UUIDField()),
                ('reason', models.CharField(max_length=40)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('request', models.UUIDField()),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('approved', 'approved'), ('running', 'running'), ('done', 'done'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('stopped', 'stopped')], default='proposed', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='reassignment.assignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='assignedfile',
            constraint=models.UniqueConstraint(fields=('assignment', 'file'), name='assignments_file_once'),
        ),
        migrations.AddConstraint(
            model_name='assignedfile',
            constraint=models.UniqueConstraint(fields=('assignment', 'place'), name='assignments_place_once'),
        ),
        migrations.AddConstraint(
            model_name='assignedfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['handed_over', 'not_held', 'closed', 'holder_back', 'right_ended', 'receiver_inactive', 'receiver_elsewhere', 'receiver_other_role', 'receiver_ended', 'other_role', 'not_allowed'])), _connector='OR'), name='assignments_outcome_with_its_time'),
        ),
    ]

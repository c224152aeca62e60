import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField()),
                ('purpose', models.CharField(max_length=40)),
                ('recipient', models.UUIDField()),
                ('status', models.CharField(choices=[('given', 'Given'), ('refused', 'Refused'), ('not_required', 'Not Required')], max_length=12)),
                ('voice', models.CharField(blank=True, choices=[('person', 'Person'), ('guardian', 'Guardian'), ('lawyer', 'Lawyer')], max_length=10)),
                ('representative', models.UUIDField(null=True)),
                ('as_child', models.BooleanField()),
                ('text_version', models.PositiveSmallIntegerField(null=True)),
                ('language', models.CharField(blank=True, max_length=3)),
                ('asked', models.CharField(blank=True, choices=[('read', 'Read'), ('read_aloud', 'Read Aloud'), ('interpreted', 'Interpreted')], max_length=12)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_by', models.UUIDField()),
                ('role', models.CharField(max_length=40)),
                ('institution', models.UUIDField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.UUIDField(null=True)),
                ('withdrawn_voice', models.CharField(blank=True, choices=[('person', 'Person'), ('guardian', 'Guardian'), ('lawyer', 'Lawyer')], max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'purpose', 'recipient'], name='consent_of_whom')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['given', 'refused', 'not_required'])), name='consent_status'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), ('valid_until', None)), models.Q(models.Q(('status', 'refused'), _negated=True), ('valid_until__gt', models.F('valid_from')), ('valid_until__isnull', False)), _connector='OR'), name='consent_ends'), models.CheckConstraint(condition=models.Q(models.Q(('asked', ''), ('language', ''), ('status', 'not_required'), ('text_version', None), ('voice', ''), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('status', 'not_required'), _negated=True), ('asked__in', ['read', 'read_aloud', 'interpreted']), ('reason', ''), ('voice__in', ['person', 'guardian', 'lawyer']), ('language__regex', '^[a-z]{2,3}$'), ('text_version__isnull', False), ('text_version__gt', 0)), _connector='OR'), name='consent_asked_or_reasoned'), models.CheckConstraint(condition=models.Q(models.Q(('representative', None), ('voice__in', ['', 'person'])), models.Q(('representative__isnull', False), ('voice__in', ['guardian', 'lawyer'])), _connector='OR'), name='consent_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('as_child', True), ('status', 'given'), _negated=True), ('voice', 'guardian'), _connector='OR'), name='consent_of_a_child'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_voice', '')), models.Q(models.Q(('status', 'refused'), _negated=True), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_voice__in', ['person', 'guardian', 'lawyer']), ('status', 'not_required'), _connector='OR')), _connector='OR'), name='consent_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('subject', models.UUIDField()),
                ('purpose', models.CharField(max_length=40)),
                ('recipient', models.UUIDField()),
                ('status', models.CharField(choices=[('given', 'Given'), ('refused', 'Refused'), ('not_required', 'Not Required')], max_length=12)),
                ('voice', models.CharField(blank=True, choices=[('person', 'Person'), ('guardian', 'Guardian'), ('lawyer', 'Lawyer')], max_length=10)),
                ('representative', models.UUIDField(null=True)),
                ('as_child', models.BooleanField()),
                ('text_version', models.PositiveSmallIntegerField(null=True)),
                ('language', models.CharField(blank=True, max_length=3)),
                ('asked', models.CharField(blank=True, choices=[('read', 'Read'), ('read_aloud', 'Read Aloud'), ('interpreted', 'Interpreted')], max_length=12)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_by', models.UUIDField()),
                ('role', models.CharField(max_length=40)),
                ('institution', models.UUIDField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.UUIDField(null=True)),
                ('withdrawn_voice', models.CharField(blank=True, choices=[('person', 'Person'), ('guardian', 'Guardian'), ('lawyer', 'Lawyer')], max_length=10)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='consent.consent')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

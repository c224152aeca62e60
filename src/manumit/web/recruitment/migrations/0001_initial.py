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
            name='BondMovement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('amount', models.DecimalField(decimal_places=6, max_digits=18)),
                ('currency', models.CharField(max_length=3)),
                ('day', models.DateField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
            ],
        ),
        migrations.CreateModel(
            name='LicenceApplication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=9)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('content', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('conditions', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('conditions_by', models.DateField(null=True)),
                ('hearing_on', models.DateField(null=True)),
                ('decide_by', models.DateField()),
                ('state', models.CharField(choices=[('submitted', 'submitted'), ('complete', 'complete'), ('vetting', 'vetting'), ('inspected', 'inspected'), ('granted', 'granted'), ('granted_with_conditions', 'granted_with_conditions'), ('refused', 'refused'), ('appealed', 'appealed'), ('confirmed', 'confirmed')], default='submitted', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'state', 'decide_by'], name='recruitment_applications')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'reference'), name='recruitment_one_application'), models.CheckConstraint(condition=models.Q(models.Q(('conditions__isnull', True), ('conditions_by__isnull', True)), models.Q(('conditions__isnull', False), ('conditions_by__isnull', False)), _connector='OR'), name='recruitment_conditions_are_whole')],
            },
        ),
        migrations.CreateModel(
            name='BondMovementEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('amount', models.DecimalField(decimal_places=6, max_digits=18)),
                ('currency', models.CharField(max_length=3)),
                ('day', models.DateField()),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='recruitment.bondmovement')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recruitment.licenceapplication')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='bondmovement',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='recruitment.licenceapplication'),
        ),
        migrations.CreateModel(
            name='LicenceApplicationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reference', models.CharField(max_length=9)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('content', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('conditions', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('conditions_by', models.DateField(null=True)),
                ('hearing_on', models.DateField(null=True)),
                ('decide_by', models.DateField()),
                ('state', models.CharField(choices=[('submitted', 'submitted'), ('complete', 'complete'), ('vetting', 'vetting'), ('inspected', 'inspected'), ('granted', 'granted'), ('granted_with_conditions', 'granted_with_conditions'), ('refused', 'refused'), ('appealed', 'appealed'), ('confirmed', 'confirmed')], default='submitted', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='recruitment.licenceapplication')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LicenceAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('results', models.JSONField()),
                ('points', models.PositiveIntegerField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='recruitment.licenceapplication')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
            ],
        ),
        migrations.CreateModel(
            name='LicenceAssessmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('results', models.JSONField()),
                ('points', models.PositiveIntegerField()),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recruitment.licenceapplication')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='recruitment.licenceassessment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RecruiterLicence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=9)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('made_by', models.UUIDField()),
                ('state', models.CharField(choices=[('active', 'active'), ('suspended', 'suspended'), ('revoked', 'revoked'), ('expired', 'expired'), ('surrendered', 'surrendered')], default='active', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='licence', to='recruitment.licenceapplication')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'state', 'until'], name='recruitment_licences')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'reference'), name='recruitment_numbers'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='recruitment_licence_days')],
            },
        ),
        migrations.CreateModel(
            name='RecruiterLicenceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reference', models.CharField(max_length=9)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('made_by', models.UUIDField()),
                ('state', models.CharField(choices=[('active', 'active'), ('suspended', 'suspended'), ('revoked', 'revoked'), ('expired', 'expired'), ('surrendered', 'surrendered')], default='active', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recruitment.licenceapplication')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='recruitment.recruiterlicence')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='bondmovement',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('kind__in', ('paid_in', 'claimed', 'drawn', 'replenished'))), name='recruitment_bond_moves'),
        ),
    ]

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
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=9)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('channel', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=40)),
                ('caller', models.CharField(max_length=40)),
                ('sector', models.CharField(max_length=40)),
                ('area', models.CharField(max_length=40)),
                ('topics', models.JSONField()),
                ('danger', models.CharField(max_length=40)),
                ('done', models.CharField(max_length=40)),
                ('call_back_at', models.DateTimeField(null=True)),
                ('note', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('number', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('called_back', 'called_back'), ('passed_on', 'passed_on'), ('became_file', 'became_file'), ('became_complaint', 'became_complaint'), ('silent_or_abusive', 'silent_or_abusive')], default='open', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.personkey')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'office', '-made_at'], name='line_days'), models.Index(condition=models.Q(('call_back_at__isnull', False), ('state', 'open')), fields=['office', 'call_back_at'], name='line_queue')],
                'constraints': [models.UniqueConstraint(fields=('institution', 'reference'), name='line_one_contact'), models.CheckConstraint(condition=models.Q(models.Q(('call_back_at__isnull', False), ('done', 'call_back'), models.Q(('number__isnull', False), ('state', 'became_complaint'), _connector='OR')), models.Q(models.Q(('done', 'call_back'), _negated=True), ('call_back_at__isnull', True)), _connector='OR'), name='line_call_back_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
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
                ('channel', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=40)),
                ('caller', models.CharField(max_length=40)),
                ('sector', models.CharField(max_length=40)),
                ('area', models.CharField(max_length=40)),
                ('topics', models.JSONField()),
                ('danger', models.CharField(max_length=40)),
                ('done', models.CharField(max_length=40)),
                ('call_back_at', models.DateTimeField(null=True)),
                ('note', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('number', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('called_back', 'called_back'), ('passed_on', 'passed_on'), ('became_file', 'became_file'), ('became_complaint', 'became_complaint'), ('silent_or_abusive', 'silent_or_abusive')], default='open', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.office')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='line.contact')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vault.personkey')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

import django.db.models.deletion
import manumit.web.kernel.vault.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('subject', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField(max_length=64, null=True)),
                ('ring_key', models.CharField(db_index=True, max_length=10)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('hold_reason', models.CharField(blank=True, max_length=30)),
                ('hold_until', models.DateField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('erased_reason', models.CharField(blank=True, max_length=30)),
                ('erased_by', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('wrapped__isnull', False)), models.Q(('erased_at__isnull', False), ('wrapped__isnull', True)), _connector='OR'), name='vault_key_or_tombstone')],
            },
        ),
        migrations.CreateModel(
            name='IndexedPerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(db_index=True, max_length=64)),
                ('content', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('ring_key', models.CharField(db_index=True, max_length=10)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indexed', to='vault.personkey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'scope'), name='vault_one_entry')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', manumit.web.kernel.vault.fields.SealedField(subject='subject_id')),
                ('about', manumit.web.kernel.vault.fields.SealedField(null=True, subject='subject_id')),
                ('kind', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='vault.personkey')),
            ],
        ),
        migrations.CreateModel(
            name='BlindIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField(max_length=8)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='vault.indexedperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'entry'), name='vault_token_once')],
            },
        ),
    ]

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Peer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(max_length=300)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('admitted', 'admitted'), ('suspended', 'suspended'), ('refused', 'refused')], default='proposed', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
            ],
        ),
        migrations.CreateModel(
            name='IncomingSequence',
            fields=[
                ('peer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='inward', serialize=False, to='federation.peer')),
                ('heard', models.BigIntegerField(default=0)),
                ('behind_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OutgoingSequence',
            fields=[
                ('peer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='outward', serialize=False, to='federation.peer')),
                ('sent', models.BigIntegerField(default=0)),
                ('confirmed', models.BigIntegerField(default=0)),
                ('jumped_at', models.DateTimeField(null=True)),
                ('behind_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PeerEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(max_length=300)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('request', models.UUIDField()),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('admitted', 'admitted'), ('suspended', 'suspended'), ('refused', 'refused')], default='proposed', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='federation.peer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PeerKeys',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=32, unique=True)),
                ('signing', models.BinaryField(max_length=32)),
                ('locking', models.BinaryField(max_length=32)),
                ('vouched', models.BinaryField(max_length=64, null=True)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='federation.peer')),
            ],
        ),
        migrations.CreateModel(
            name='PeerKeysEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('key', models.CharField(max_length=32)),
                ('signing', models.BinaryField(max_length=32)),
                ('locking', models.BinaryField(max_length=32)),
                ('vouched', models.BinaryField(max_length=64, null=True)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                ('peer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='federation.peer')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='federation.peerkeys')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IncomingMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('message', models.UUIDField()),
                ('number', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('result', models.CharField(max_length=40)),
                ('came_at', models.DateTimeField(auto_now_add=True)),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.peer')),
            ],
            options={
                'indexes': [models.Index(fields=['message'], name='federation_came')],
                'constraints': [models.UniqueConstraint(fields=('peer', 'message'), name='between_applied_once')],
            },
        ),
        migrations.CreateModel(
            name='Counterpart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('local', models.UUIDField(null=True)),
                ('reference', models.UUIDField(default=uuid.uuid4)),
                ('ours', models.BooleanField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='federation.peer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('peer', 'kind', 'reference'), name='between_one_reference'), models.UniqueConstraint(condition=models.Q(('local__isnull', False)), fields=('peer', 'kind', 'local'), name='between_one_local')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMessage',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('referral', models.UUIDField(null=True)),
                ('move', models.UUIDField(null=True, unique=True)),
                ('report', models.UUIDField(null=True, unique=True)),
                ('first', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_try', models.DateTimeField(default=django.utils.timezone.now)),
                ('number', models.BigIntegerField(default=0)),
                ('result', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outgoing', to='federation.peer')),
            ],
            options={
                'indexes': [models.Index(fields=['peer', 'ended_at', 'next_try'], name='federation_waiting'), models.Index(fields=['referral'], name='between_of_referral')],
            },
        ),
    ]

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Move',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('institution', models.UUIDField()),
                ('actor', models.UUIDField(null=True)),
                ('role', models.CharField(max_length=40)),
                ('resource', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('name', models.CharField(max_length=40)),
                ('source', models.CharField(max_length=40)),
                ('target', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('request', models.UUIDField(unique=True)),
                ('event', models.UUIDField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'row', 'version'), name='process_one_move_a_version'), models.CheckConstraint(condition=models.Q(('version__gt', 1)), name='process_moves_come_after_the_beginning')],
            },
        ),
    ]

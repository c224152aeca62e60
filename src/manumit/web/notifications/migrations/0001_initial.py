import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='NotificationPool',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField()),
                ('ring_key', models.CharField(max_length=40)),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NotificationCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_month', models.CharField(max_length=7)),
                ('last_month', models.CharField(max_length=7)),
                ('country', models.CharField(max_length=2)),
                ('form', models.CharField(max_length=40)),
                ('age_band', models.CharField(max_length=40)),
                ('sex', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='notifications_of_somebody'), models.CheckConstraint(condition=models.Q(('first_month__regex', '^\\d{4}-\\d{2}$'), ('last_month__regex', '^\\d{4}-\\d{2}$')), name='notifications_by_month')],
            },
        ),
    ]

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('visit', models.BinaryField(max_length=32, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('share', models.PositiveSmallIntegerField(default=0)),
                ('code', models.CharField(blank=True, max_length=8)),
            ],
        ),
    ]

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('ready', models.BooleanField(null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('under_way', 'under_way'), ('closed', 'closed'), ('dropped', 'dropped')], default='open', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
    ]

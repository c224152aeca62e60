from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='VisitorSession',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=32)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]

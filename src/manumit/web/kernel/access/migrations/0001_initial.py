import datetime
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.UUIDField(db_index=True)),
                ('person', models.UUIDField(db_index=True)),
                ('institution', models.UUIDField(db_index=True)),
                ('office', models.UUIDField()),
                ('role', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('confirm_until', models.DateTimeField()),
                ('opens_at_once', models.BooleanField()),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('revoked_by', models.UUIDField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('noticed_by', models.UUIDField(null=True)),
                ('noticed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('asked_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=1))))), name='break_glass_is_short'), models.CheckConstraint(condition=models.Q(('confirm_until__gt', models.F('asked_at')), ('confirm_until__lte', models.F('ends_at'))), name='break_glass_is_confirmed_in_time'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('person')), _negated=True), _connector='OR'), name='break_glass_has_a_second_reader'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('confirmed_at__lte', models.F('confirm_until')), _connector='OR'), name='break_glass_confirmed_before_it_lapsed'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='break_glass_confirmed_by_and_at'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='break_glass_revoked_by_and_at'), models.CheckConstraint(condition=models.Q(models.Q(('noticed_at', None), ('noticed_by', None)), models.Q(('noticed_at__isnull', False), ('noticed_by__isnull', False)), _connector='OR'), name='break_glass_noticed_by_and_at')],
            },
        ),
    ]

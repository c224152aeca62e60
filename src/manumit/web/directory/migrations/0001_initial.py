import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnmetNeedPool',
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
            name='UnmetNeedCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_month', models.CharField(max_length=7)),
                ('last_month', models.CharField(max_length=7)),
                ('country', models.CharField(max_length=2)),
                ('need', models.CharField(max_length=40)),
                ('aspect', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='unmet_of_somebody'), models.CheckConstraint(condition=models.Q(('aspect__in', ['language', 'sex', 'age'])), name='unmet_by_one_aspect'), models.CheckConstraint(condition=models.Q(('first_month__regex', '^\\d{4}-\\d{2}$'), ('last_month__regex', '^\\d{4}-\\d{2}$')), name='unmet_by_month')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('needs', models.JSONField(default=list)),
                ('languages', models.JSONField(default=list)),
                ('sexes', models.JSONField(default=list)),
                ('ages', models.JSONField(default=list)),
                ('capacity', models.CharField(default='unknown', max_length=40)),
                ('places', models.PositiveIntegerField(null=True)),
                ('free_places', models.PositiveIntegerField(null=True)),
                ('free_on', models.DateField(null=True)),
                ('area', models.CharField(blank=True, max_length=60)),
                ('hours', models.CharField(default='unknown', max_length=40)),
                ('contact', models.CharField(default='referral', max_length=40)),
                ('papers', models.CharField(default='unknown', max_length=40)),
                ('cost', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('cost_per', models.CharField(blank=True, max_length=40)),
                ('step_free', models.CharField(default='unknown', max_length=40)),
                ('confirmed_on', models.DateField()),
                ('request', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('listed', 'listed'), ('asked', 'asked'), ('ended', 'ended')], default='listed', editable=False, max_length=40)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.office')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('needs', []), _negated=True), name='service_meets_a_need'), models.CheckConstraint(condition=models.Q(models.Q(('needs__contains', ['housing']), _negated=True), ('area', ''), _connector='OR'), name='housing_has_no_place'), models.CheckConstraint(condition=models.Q(models.Q(('needs__contains', ['housing']), _negated=True), ('contact', 'referral'), _connector='OR'), name='housing_is_reached_by_referral'), models.CheckConstraint(condition=models.Q(('capacity', 'counted'), models.Q(('free_on__isnull', True), ('free_places__isnull', True), ('places__isnull', True)), _connector='OR'), name='places_where_they_are_counted'), models.CheckConstraint(condition=models.Q(models.Q(('free_on__isnull', True), ('free_places__isnull', True)), models.Q(('free_on__isnull', False), ('free_places__isnull', False)), _connector='OR'), name='free_places_have_their_day'), models.CheckConstraint(condition=models.Q(('places__isnull', True), ('free_places__isnull', True), ('free_places__lte', models.F('places')), _connector='OR'), name='no_more_free_than_there_are'), models.CheckConstraint(condition=models.Q(models.Q(('cost', 0), ('cost_per', ''), ('currency', '')), models.Q(('cost__gt', 0), ('currency__regex', '^[A-Z]{3}$'), models.Q(('cost_per', ''), _negated=True)), _connector='OR'), name='cost_is_none_or_stated')],
            },
        ),
    ]

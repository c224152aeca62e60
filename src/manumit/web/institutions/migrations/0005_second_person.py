import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# Posts of older versions hold as they did.
APPROVE = "UPDATE institutions_post SET approved_at = begins, waits_since = begins;"


class Migration(migrations.Migration):
    dependencies = [("institutions", "0004_no_device")]

    operations = [
        migrations.AddField(
            "post",
            "given_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("post", "waits_since", models.DateTimeField(null=True)),
        migrations.AddField(
            "post",
            "approved_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("post", "approved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(APPROVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(approved_at__isnull=False)
                & ~Q(approved_by=F("member"))
                & (Q(given_by=None) | ~Q(approved_by=F("given_by"))),
                name="post_approved_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=Q(given_by=None) | ~Q(given_by=F("member")), name="post_of_somebody_else"
            ),
        ),
    ]

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0005_second_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="admitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="institutions.institution",
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="reachable",
            field=models.BooleanField(default=True),
        ),
        AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_elsewhere",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (\n            SELECT FROM public.institutions_office o\n            JOIN public.institutions_institution i ON i.id = o.institution_id\n            WHERE o.id = NEW.office_id AND i.admitted_by_id IS NOT NULL\n        ) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': of another installation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="d2c0a7ce16e372e2cea34691b49ef0c68377f5be",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_nobody_elsewhere_8c449",
                    table="institutions_invitation",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_elsewhere",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (\n            SELECT FROM public.institutions_office o\n            JOIN public.institutions_institution i ON i.id = o.institution_id\n            WHERE o.id = NEW.office_id AND i.admitted_by_id IS NOT NULL\n        ) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': of another installation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="754a09f4d92c67959b03b7618e4552c2a1d677db",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_nobody_elsewhere_cb825",
                    table="institutions_post",
                    when="BEFORE",
                ),
            ),
        ),
    ]

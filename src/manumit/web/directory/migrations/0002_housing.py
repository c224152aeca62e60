"""An office that houses people has no place in any row; and the pool holds one code beside a need."""

import pgtrigger.compiler
from django.db import migrations

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        # Before the first version: what waited with four codes of one person is gone.
        migrations.RunSQL("DELETE FROM public.directory_unmetpool", migrations.RunSQL.noop),
        AddTrigger(
            model_name="service",
            trigger=pgtrigger.compiler.Trigger(
                name="housing_has_no_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NEW.state NOT IN ('listed', 'asked') THEN\n            RETURN NEW;\n        END IF;\n        PERFORM FROM public.institutions_office WHERE id = NEW.office_id FOR NO KEY UPDATE;\n        IF EXISTS (\n            SELECT FROM public.directory_service other\n            WHERE other.office_id = NEW.office_id AND other.id <> NEW.id\n            AND other.state IN ('listed', 'asked')\n            AND (\n                NEW.needs @> '[\"housing\"]'\n                AND (other.area <> '' OR other.contact <> 'referral')\n                OR other.needs @> '[\"housing\"]'\n                AND (NEW.area <> '' OR NEW.contact <> 'referral')\n            )\n        ) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': of an office that houses';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="57dd1bb0cab34ef7e3ca28b8b7a5309ea9d576b6",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_housing_has_no_place_b2ecf",
                    table="directory_service",
                    when="BEFORE",
                ),
            ),
        ),
    ]

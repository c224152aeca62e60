import pgtrigger.compiler
from django.db import migrations

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("consent", "0001_initial"),
    ]

    operations = [
        AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="fa749ef547672dafc1255835cffaa3897f01fef5",
                    operation="INSERT",
                    pgid="pgtrigger_explained_682bc",
                    table="consent_consentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

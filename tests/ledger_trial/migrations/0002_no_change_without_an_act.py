import pgtrigger.compiler
from django.db import migrations

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("ledger_trial", "0001_initial"),
    ]

    operations = [
        AddTrigger(
            model_name="thingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="a6d781583dc6c93435dcf40620c67713904d5a9f",
                    operation="INSERT",
                    pgid="pgtrigger_explained_6887b",
                    table="ledger_trial_thingevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

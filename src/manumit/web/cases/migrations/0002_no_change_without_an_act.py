import pgtrigger.compiler
from django.db import migrations

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("cases", "0001_initial"),
    ]

    operations = [
        AddTrigger(
            model_name="casefileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="b91dbb7ede06fd9e5075086e0a72f684a89876f4",
                    operation="INSERT",
                    pgid="pgtrigger_explained_7204a",
                    table="cases_casefileevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="decisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="28cb85258c057354d89455709c1701f5ebe88f43",
                    operation="INSERT",
                    pgid="pgtrigger_explained_88171",
                    table="cases_decisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="draftevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="45bd545c698724df30e073a3e49a419105df346a",
                    operation="INSERT",
                    pgid="pgtrigger_explained_fd407",
                    table="cases_draftevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="evidencesetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="a9f5062452650a3883d63c9fd3fac5f72135aff1",
                    operation="INSERT",
                    pgid="pgtrigger_explained_fdc9e",
                    table="cases_evidencesetevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="findingversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="4982a08053dcdd52f386a4c5b4c9114bc97de403",
                    operation="INSERT",
                    pgid="pgtrigger_explained_8998f",
                    table="cases_findingversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="identityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="ebaa8bd120f614e3bf0734098964fead91599580",
                    operation="INSERT",
                    pgid="pgtrigger_explained_2722e",
                    table="cases_identityevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="identityvalueevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="3d3454e95f1ac85d4e3db08f40d09e9f598830b6",
                    operation="INSERT",
                    pgid="pgtrigger_explained_94e1b",
                    table="cases_identityvalueevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="keeperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="7d5868fc42bc00e8b676165a2ae70308091d43cc",
                    operation="INSERT",
                    pgid="pgtrigger_explained_ca9ba",
                    table="cases_keeperevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="mandateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="e1c7f4bfbccc4128fb8ebc2690323acfa05c727c",
                    operation="INSERT",
                    pgid="pgtrigger_explained_2d666",
                    table="cases_mandateevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="referralevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="40d07ca4dc52ab79123e07060c3db4d9da2a95b5",
                    operation="INSERT",
                    pgid="pgtrigger_explained_f91de",
                    table="cases_referralevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="waivernoticeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="e60b3cb202da13c93573059684f12b13b2a6ca64",
                    operation="INSERT",
                    pgid="pgtrigger_explained_ced2d",
                    table="cases_waivernoticeevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

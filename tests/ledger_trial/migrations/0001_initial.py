import uuid

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("institution", models.UUIDField()),
                ("state", models.CharField(max_length=20)),
                ("sealed", models.BinaryField(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="ThingEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, serialize=False)),
                ("institution", models.UUIDField()),
                ("state", models.CharField(max_length=20)),
                ("sealed", models.BinaryField(default=b"")),
            ],
            options={
                "abstract": False,
            },
        ),
        AddTrigger(
            model_name="thing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "ledger_trial_thingevent" ("id", "institution", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sealed", "state") VALUES (NEW."id", NEW."institution", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."sealed", NEW."state"); RETURN NULL;',
                    hash="9412938b2b631fdfc9abed771f5c4bb7060b41e4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1e468",
                    table="ledger_trial_thing",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="thing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "ledger_trial_thingevent" ("id", "institution", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sealed", "state") VALUES (NEW."id", NEW."institution", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."sealed", NEW."state"); RETURN NULL;',
                    hash="cbf02041eac6b392befac5258ceed72f46f666f3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3392b",
                    table="ledger_trial_thing",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="thing",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "ledger_trial_thingevent" ("id", "institution", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sealed", "state") VALUES (OLD."id", OLD."institution", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."sealed", OLD."state"); RETURN NULL;',
                    hash="9bc369027eaf908a6ef825f4ffdb77bc568661a9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ad604",
                    table="ledger_trial_thing",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="thingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="ledger_trial.thing",
            ),
        ),
        AddTrigger(
            model_name="thingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="924b9e05784d52194812b3583e403519a55c17c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a1b26",
                    table="ledger_trial_thingevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="thingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="c826200c003dcf5f51e5618ce161667f9240071d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_97146",
                    table="ledger_trial_thingevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_attachments"),
        ("institutions", "0005_second_person"),
    ]

    operations = [
        migrations.AlterField(
            model_name="waivernotice",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
            ),
        ),
        migrations.CreateModel(
            name="Takeover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                ("noticed_by", models.UUIDField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=40)),
                ("request", models.UUIDField(unique=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TakeoverEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                ("noticed_by", models.UUIDField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=40)),
                ("request", models.UUIDField()),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.casefile",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutions.office",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="cases.takeover",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("noticed_at", None), ("noticed_by", None)),
                    models.Q(("noticed_at__isnull", False), ("noticed_by__isnull", False)),
                    _connector="OR",
                ),
                name="cases_takeover_noticed_by_and_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeover",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_takeoverevent" ("decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request", "role") VALUES (NEW."decided_at", NEW."decided_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."noticed_at", NEW."noticed_by", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."request", NEW."role"); RETURN NULL;',
                    hash="359ae9ddfbc68c21aa54abfb8a1e3dd2e24d1b45",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ba4dc",
                    table="cases_takeover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeover",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_takeoverevent" ("decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request", "role") VALUES (NEW."decided_at", NEW."decided_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."noticed_at", NEW."noticed_by", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."request", NEW."role"); RETURN NULL;',
                    hash="8a5d7f01afd4edd270d3c409e07b2b576a480564",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_12a4b",
                    table="cases_takeover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeover",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_takeoverevent" ("decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request", "role") VALUES (OLD."decided_at", OLD."decided_by", OLD."file_id", OLD."id", OLD."institution_id", OLD."noticed_at", OLD."noticed_by", OLD."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."request", OLD."role"); RETURN NULL;',
                    hash="da7eee28d8ac74c26a9fd3ef55584e869cb58097",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fd593",
                    table="cases_takeover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeoverevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="04b9f5a18cbb1cc9455bbd742192c2061070a28b",
                    operation="INSERT",
                    pgid="pgtrigger_explained_04171",
                    table="cases_takeoverevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeoverevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="594b3f03bf6088cd68421379c4f6b14b76a264c2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3ed2e",
                    table="cases_takeoverevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeoverevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="8372d0c6480bafcd9c958c7bd39296f3efdd027d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_cac08",
                    table="cases_takeoverevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import manumit.web.kernel.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_no_change_without_an_act"),
        ("institutions", "0005_second_person"),
        ("vault", "0002_stays_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAttachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed_file", models.UUIDField(unique=True)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("media_type", models.CharField(max_length=20)),
                ("size", models.PositiveIntegerField()),
                ("on_day", models.DateField(null=True)),
                ("handed_by", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField(unique=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=40)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.personkey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseAttachmentEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("sealed_file", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("media_type", models.CharField(max_length=20)),
                ("size", models.PositiveIntegerField()),
                ("on_day", models.DateField(null=True)),
                ("handed_by", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField()),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=40)),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="cases.caseattachment",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="vault.personkey",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="caseattachment",
            constraint=models.UniqueConstraint(
                fields=("file", "number"), name="cases_attachment_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseattachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_reason", "")
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_attachment_withdrawn_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_caseattachmentevent" ("file_id", "handed_by", "id", "institution_id", "kind", "made_at", "made_by", "media_type", "number", "on_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "sealed_file", "size", "subject_id", "withdrawn_at", "withdrawn_by", "withdrawn_reason") VALUES (NEW."file_id", NEW."handed_by", NEW."id", NEW."institution_id", NEW."kind", NEW."made_at", NEW."made_by", NEW."media_type", NEW."number", NEW."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."request", NEW."sealed_file", NEW."size", NEW."subject_id", NEW."withdrawn_at", NEW."withdrawn_by", NEW."withdrawn_reason"); RETURN NULL;',
                    hash="f048ff2f987c6b7e305c4599d779bb910e40efae",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e36d7",
                    table="cases_caseattachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_caseattachmentevent" ("file_id", "handed_by", "id", "institution_id", "kind", "made_at", "made_by", "media_type", "number", "on_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "sealed_file", "size", "subject_id", "withdrawn_at", "withdrawn_by", "withdrawn_reason") VALUES (NEW."file_id", NEW."handed_by", NEW."id", NEW."institution_id", NEW."kind", NEW."made_at", NEW."made_by", NEW."media_type", NEW."number", NEW."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."request", NEW."sealed_file", NEW."size", NEW."subject_id", NEW."withdrawn_at", NEW."withdrawn_by", NEW."withdrawn_reason"); RETURN NULL;',
                    hash="fa5246f33ec6146f5937d83e676b464daa2b9577",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ef4dc",
                    table="cases_caseattachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_caseattachmentevent" ("file_id", "handed_by", "id", "institution_id", "kind", "made_at", "made_by", "media_type", "number", "on_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "sealed_file", "size", "subject_id", "withdrawn_at", "withdrawn_by", "withdrawn_reason") VALUES (OLD."file_id", OLD."handed_by", OLD."id", OLD."institution_id", OLD."kind", OLD."made_at", OLD."made_by", OLD."media_type", OLD."number", OLD."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."request", OLD."sealed_file", OLD."size", OLD."subject_id", OLD."withdrawn_at", OLD."withdrawn_by", OLD."withdrawn_reason"); RETURN NULL;',
                    hash="0394122938365bf5257ab03365a751f293b3f2b5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1a8ff",
                    table="cases_caseattachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="explained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',\n                TG_TABLE_NAME;\n        END IF;\n        IF NOT EXISTS (\n            SELECT FROM ledger_event\n            WHERE uuid = NEW.pgh_context_id AND outcome = 'allowed' AND at >= now()\n        ) THEN\n            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',\n                TG_TABLE_NAME;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="58b5e6c365a63c2452b018ce680c3fc6c1790fbd",
                    operation="INSERT",
                    pgid="pgtrigger_explained_2d6a3",
                    table="cases_caseattachmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="a06b0ec23671895eb981302b6fe8b39bb4b5b83a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c0589",
                    table="cases_caseattachmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseattachmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="7d0b3c7a604b9ade7750eeaefed32c18e3749636",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_8973e",
                    table="cases_caseattachmentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("subject", models.UUIDField()),
                ("purpose", models.CharField(max_length=40)),
                ("recipient", models.UUIDField()),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("not_required", "Not Required"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("guardian", "Guardian"),
                            ("lawyer", "Lawyer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("representative", models.UUIDField(null=True)),
                ("as_child", models.BooleanField()),
                ("text_version", models.PositiveSmallIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=3)),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("read", "Read"),
                            ("read_aloud", "Read Aloud"),
                            ("interpreted", "Interpreted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("recorded_by", models.UUIDField()),
                ("role", models.CharField(max_length=40)),
                ("institution", models.UUIDField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                (
                    "withdrawn_voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("guardian", "Guardian"),
                            ("lawyer", "Lawyer"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                ("purpose", models.CharField(max_length=40)),
                ("recipient", models.UUIDField()),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("not_required", "Not Required"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("guardian", "Guardian"),
                            ("lawyer", "Lawyer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("representative", models.UUIDField(null=True)),
                ("as_child", models.BooleanField()),
                ("text_version", models.PositiveSmallIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=3)),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("read", "Read"),
                            ("read_aloud", "Read Aloud"),
                            ("interpreted", "Interpreted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("recorded_by", models.UUIDField()),
                ("role", models.CharField(max_length=40)),
                ("institution", models.UUIDField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                (
                    "withdrawn_voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("guardian", "Guardian"),
                            ("lawyer", "Lawyer"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "purpose", "recipient"], name="consent_of_whom")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said__in", ["given", "refused", "not_required"])),
                        name="consent_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("said", "refused"), ("valid_until", None)),
                            models.Q(
                                models.Q(("said", "refused"), _negated=True),
                                ("valid_until__gt", models.F("valid_from")),
                                ("valid_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consent_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked", ""),
                                ("language", ""),
                                ("said", "not_required"),
                                ("text_version", None),
                                ("voice", ""),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("said", "not_required"), _negated=True),
                                ("asked__in", ["read", "read_aloud", "interpreted"]),
                                ("reason", ""),
                                ("voice__in", ["person", "guardian", "lawyer"]),
                                ("language__regex", "^[a-z]{2,3}$"),
                                ("text_version__isnull", False),
                                ("text_version__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="consent_asked_or_reasoned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("representative", None), ("voice__in", ["", "person"])),
                            models.Q(
                                ("representative__isnull", False),
                                ("voice__in", ["guardian", "lawyer"]),
                            ),
                            _connector="OR",
                        ),
                        name="consent_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("as_child", True), ("said", "given"), _negated=True),
                            ("voice", "guardian"),
                            _connector="OR",
                        ),
                        name="consent_of_a_child",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                ("withdrawn_by", None),
                                ("withdrawn_voice", ""),
                            ),
                            models.Q(
                                models.Q(("said", "refused"), _negated=True),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(
                                    ("withdrawn_voice__in", ["person", "guardian", "lawyer"]),
                                    ("said", "not_required"),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="consent_withdrawn",
                    ),
                ],
            },
        ),
        AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="only_withdrawn",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' AND NEW.withdrawn_at IS NULL THEN\n            NEW.recorded_at := clock_timestamp();\n            RETURN NEW;\n        END IF;\n        IF TG_OP = 'UPDATE' THEN\n            IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL\n                AND to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawn_voice'] = to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawn_voice']\n            THEN\n                NEW.withdrawn_at := clock_timestamp();\n                RETURN NEW;\n            END IF;\n        END IF;\n        RAISE check_violation USING MESSAGE = 'consent: a row is only added, or withdrawn once';\n    ",
                    hash="004869ddf8e6768449afef4dbe1c8905b3d557ed",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_withdrawn_aad93",
                    table="consent_consent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "consent_consentevent" ("as_child", "asked", "id", "institution", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "recipient", "recorded_at", "recorded_by", "representative", "role", "said", "subject", "text_version", "valid_from", "valid_until", "voice", "withdrawn_at", "withdrawn_by", "withdrawn_voice") VALUES (NEW."as_child", NEW."asked", NEW."id", NEW."institution", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."reason", NEW."recipient", NEW."recorded_at", NEW."recorded_by", NEW."representative", NEW."role", NEW."said", NEW."subject", NEW."text_version", NEW."valid_from", NEW."valid_until", NEW."voice", NEW."withdrawn_at", NEW."withdrawn_by", NEW."withdrawn_voice"); RETURN NULL;',
                    hash="d4447e3d08ab68ccbac6317db32e3ee509b9913c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6007e",
                    table="consent_consent",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "consent_consentevent" ("as_child", "asked", "id", "institution", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "recipient", "recorded_at", "recorded_by", "representative", "role", "said", "subject", "text_version", "valid_from", "valid_until", "voice", "withdrawn_at", "withdrawn_by", "withdrawn_voice") VALUES (NEW."as_child", NEW."asked", NEW."id", NEW."institution", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."purpose", NEW."reason", NEW."recipient", NEW."recorded_at", NEW."recorded_by", NEW."representative", NEW."role", NEW."said", NEW."subject", NEW."text_version", NEW."valid_from", NEW."valid_until", NEW."voice", NEW."withdrawn_at", NEW."withdrawn_by", NEW."withdrawn_voice"); RETURN NULL;',
                    hash="70f0f3e1dd6d6f02bf315115ab655ef4d9771698",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3b14c",
                    table="consent_consent",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "consent_consentevent" ("as_child", "asked", "id", "institution", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "recipient", "recorded_at", "recorded_by", "representative", "role", "said", "subject", "text_version", "valid_from", "valid_until", "voice", "withdrawn_at", "withdrawn_by", "withdrawn_voice") VALUES (OLD."as_child", OLD."asked", OLD."id", OLD."institution", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."reason", OLD."recipient", OLD."recorded_at", OLD."recorded_by", OLD."representative", OLD."role", OLD."said", OLD."subject", OLD."text_version", OLD."valid_from", OLD."valid_until", OLD."voice", OLD."withdrawn_at", OLD."withdrawn_by", OLD."withdrawn_voice"); RETURN NULL;',
                    hash="a6c9b441cf68963331218e9b249f666fbbf27631",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_124d9",
                    table="consent_consent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="consentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="consent.consent",
            ),
        ),
        AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="1ac949804e48f8b1f9a0bca6542bcb724f6f4ad1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3dd0f",
                    table="consent_consentevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="consentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="4b1ae980bc0055c0ae7e87f167b7d09955cc39f3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_81d6b",
                    table="consent_consentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

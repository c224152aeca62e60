import uuid

import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("institution", models.UUIDField()),
                ("number", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("spans", models.JSONField()),
                ("leaves", models.BinaryField()),
                ("previous", models.BinaryField(max_length=32)),
                ("head", models.BinaryField(max_length=32)),
                ("key", models.CharField(max_length=16)),
                ("signature", models.BinaryField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("institution", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                ("event", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("institution", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("actor", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=40)),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("resource", models.UUIDField(null=True)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("allowed", "Allowed"),
                            ("refused", "Refused"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("batch", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "resource", "number"], name="ledger_who_saw"),
                    models.Index(fields=["actor", "number"], name="ledger_what_did"),
                    models.Index(fields=["institution", "number"], name="ledger_chain"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act__regex", "^[A-Za-z][A-Za-z0-9_.-]{0,39}$"),
                            ("role__regex", "^[A-Za-z][A-Za-z0-9_.-]{0,39}$"),
                            models.Q(
                                ("kind", ""),
                                ("kind__regex", "^[A-Za-z][A-Za-z0-9_.-]{0,39}$"),
                                _connector="OR",
                            ),
                            models.Q(
                                ("purpose", ""),
                                ("purpose__regex", "^[A-Za-z][A-Za-z0-9_.-]{0,39}$"),
                                _connector="OR",
                            ),
                            models.Q(
                                ("reason", ""),
                                ("reason__regex", "^[A-Za-z][A-Za-z0-9_.-]{0,39}$"),
                                _connector="OR",
                            ),
                        ),
                        name="ledger_event_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["allowed", "refused", "failed"])),
                        name="ledger_event_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "allowed"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_event_says_why",
                    ),
                ],
            },
        ),
        AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="stamp",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_current_xact_id();\n    NEW.number := nextval(pg_get_serial_sequence(TG_RELID::regclass::text, 'number'));\n    NEW.at := clock_timestamp();\nPERFORM set_config('pghistory.context_id', NEW.uuid::text, true); RETURN NEW;",
                    hash="a0f4190b1dac1d9e931a596764bece199910408f",
                    operation="INSERT",
                    pgid="pgtrigger_stamp_f89a6",
                    table="ledger_event",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="f31ee20825eab8a4066b51d714ac4b301693fa9b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b44a2",
                    table="ledger_event",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="5b0dbde536e71378a84657450e727a9de8be143b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_b954b",
                    table="ledger_event",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                fields=("institution", "number"), name="ledger_one_chain"
            ),
        ),
        AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="14058b214f1e3c88a4e97606c040f96e7d95ffca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_addd1",
                    table="ledger_seal",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="55e57ed5a8206905c718b23cf94fffe8d7650969",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_0332e",
                    table="ledger_seal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.UniqueConstraint(
                fields=("table", "row"), name="ledger_one_tombstone"
            ),
        ),
        AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="stamp",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_current_xact_id();\n    NEW.number := nextval(pg_get_serial_sequence(TG_RELID::regclass::text, 'number'));\n    NEW.at := clock_timestamp();\n RETURN NEW;",
                    hash="285e4662ba98521a6e037ed6d11fa662ddbc0085",
                    operation="INSERT",
                    pgid="pgtrigger_stamp_e62ce",
                    table="ledger_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="04a4b77358245d6901342a6ae0744355a88f580c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_676a2",
                    table="ledger_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="6cba481606f98d48d2c7c43294b62397ed7a5500",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_c7b9a",
                    table="ledger_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
    ]

import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("institution", models.UUIDField()),
                ("actor", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("resource", models.CharField(max_length=40)),
                ("row", models.UUIDField()),
                ("name", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=40)),
                ("target", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("request", models.UUIDField(unique=True)),
                ("event", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("resource", "row", "version"), name="process_one_move_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gt", 1)),
                        name="process_moves_come_after_the_beginning",
                    ),
                ],
            },
        ),
        AddTrigger(
            model_name="move",
            trigger=pgtrigger.compiler.Trigger(
                name="stamp",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_current_xact_id();\n    NEW.number := nextval(pg_get_serial_sequence(TG_RELID::regclass::text, 'number'));\n    NEW.at := clock_timestamp();\n RETURN NEW;",
                    hash="254ce82239337aefe24b83fd286bb87e7d3f43ad",
                    operation="INSERT",
                    pgid="pgtrigger_stamp_fd356",
                    table="process_move",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="move",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="a6e24d4d93a30538ff4d7c5e268d233d742c2da4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1a7d8",
                    table="process_move",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="move",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="34b49702a4bb6aa3b4ef8b5daf340988bd6b8d46",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_a071e",
                    table="process_move",
                    when="BEFORE",
                ),
            ),
        ),
    ]

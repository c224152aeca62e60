import uuid

import pgtrigger.compiler
from django.db import migrations, models

from manumit.web.kernel.triggers import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("ready", models.BooleanField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("under_way", "under_way"),
                            ("closed", "closed"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        AddTrigger(
            model_name="errand",
            trigger=pgtrigger.compiler.Trigger(
                name="states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n            IF NEW.state <> 'open' OR NEW.version <> 1 THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row begins in its initial state';\n            END IF;\n            IF EXISTS (SELECT FROM public.process_move WHERE resource = 'errand' AND \"row\" = NEW.id) THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row does not begin again';\n            END IF;\n            RETURN NEW;\n        END IF;\n        IF NEW.id <> OLD.id THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row keeps its id';\n        END IF;\n        IF NEW.state = OLD.state AND NEW.version = OLD.version THEN\n            RETURN NEW;\n        END IF;\n        IF NEW.version <> OLD.version + 1 OR (OLD.state, NEW.state) NOT IN (('closed', 'under_way'), ('open', 'dropped'), ('open', 'under_way'), ('under_way', 'closed'), ('under_way', 'dropped'), ('under_way', 'under_way')) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row changes along a declared way, one version at a time';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="5ff244d29bd1ffae62e25b346f432cf2dc65db1b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_states_f7f0b",
                    table="process_trial_errand",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="errand",
            trigger=pgtrigger.compiler.Trigger(
                name="moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF NEW.version <> OLD.version AND NOT EXISTS (SELECT FROM public.process_move WHERE resource = 'errand' AND \"row\" = NEW.id AND version = NEW.version AND source = OLD.state AND target = NEW.state) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row is moved by a recorded step only';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="95b9732f10e1e9f127d6b2fc7cb72b161a814e1d",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_46aae",
                    table="process_trial_errand",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]

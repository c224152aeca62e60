import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import manumit.web.kernel.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consent", "0001_initial"),
        ("institutions", "0002_attempts"),
        ("process", "0001_initial"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pseudonym", models.CharField(max_length=9)),
                (
                    "age",
                    models.CharField(
                        choices=[("adult", "adult"), ("child", "child"), ("unsure", "unsure")],
                        max_length=6,
                    ),
                ),
                ("opened_by", models.UUIDField()),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("possible", "possible"),
                            ("presumed", "presumed"),
                            ("identified", "identified"),
                            ("not_identified", "not_identified"),
                        ],
                        default="possible",
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.personkey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reasoning", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
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
                    "move",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.move",
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
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("list_id", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField(default=1)),
                ("begun_by", models.UUIDField()),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("taken_up_by", models.UUIDField()),
                ("taken_up_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("request", models.UUIDField(unique=True)),
                (
                    "beside",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.draft",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DraftEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("list_id", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField(default=1)),
                ("begun_by", models.UUIDField()),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("taken_up_by", models.UUIDField()),
                ("taken_up_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("request", models.UUIDField()),
                (
                    "beside",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.draft",
                    ),
                ),
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
                        to="cases.draft",
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
        migrations.CreateModel(
            name="EvidenceSet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("list_id", models.CharField(max_length=60)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "draft",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="cases.draft",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
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
            name="EvidenceSetEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("list_id", models.CharField(max_length=60)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "draft",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.draft",
                    ),
                ),
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
                        to="cases.evidenceset",
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
        migrations.CreateModel(
            name="FindingVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("list_id", models.CharField(max_length=60)),
                ("engine", models.CharField(max_length=80)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="cases.evidenceset",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
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
            name="DecisionEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("reasoning", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
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
                    "move",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="process.move",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="cases.decision",
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
                (
                    "finding",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.findingversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="finding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.findingversion",
            ),
        ),
        migrations.CreateModel(
            name="FindingVersionEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("list_id", models.CharField(max_length=60)),
                ("engine", models.CharField(max_length=80)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.evidenceset",
                    ),
                ),
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
                        to="cases.findingversion",
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
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("indexed", models.BooleanField(default=False)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IdentityEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("indexed", models.BooleanField(default=False)),
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
                        to="cases.identity",
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
        migrations.CreateModel(
            name="IdentityValue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("after", models.PositiveIntegerField()),
                ("chosen", models.BooleanField(default=False)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField()),
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="cases.identity",
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
            name="IdentityValueEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("field", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("after", models.PositiveIntegerField()),
                ("chosen", models.BooleanField(default=False)),
                ("content", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField()),
                (
                    "identity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.identity",
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
                        to="cases.identityvalue",
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
        migrations.CreateModel(
            name="Keeper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("member", models.UUIDField()),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keepers",
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
            ],
        ),
        migrations.CreateModel(
            name="KeeperEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("member", models.UUIDField()),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(null=True)),
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
                        to="cases.keeper",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("name", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("basis", models.CharField(max_length=40)),
                ("begins", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("request", models.UUIDField(unique=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
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
            name="MandateEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("name", manumit.web.kernel.vault.fields.SealedField(subject="subject_id")),
                ("basis", models.CharField(max_length=40)),
                ("begins", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="cases.mandate",
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
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=40)),
                ("parts", models.JSONField(default=list)),
                ("message", manumit.web.kernel.vault.fields.SealedField(subject="person_id")),
                ("passed", manumit.web.kernel.vault.fields.SealedField(subject="person_id")),
                ("valid_until", models.DateTimeField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("accepted_by", models.UUIDField(null=True)),
                (
                    "answer",
                    manumit.web.kernel.vault.fields.SealedField(null=True, subject="person_id"),
                ),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("request", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("answered", "answered"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="drafted",
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.casefile",
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.personkey",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "sent_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.institution",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseFileEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("pseudonym", models.CharField(max_length=9)),
                (
                    "age",
                    models.CharField(
                        choices=[("adult", "adult"), ("child", "child"), ("unsure", "unsure")],
                        max_length=6,
                    ),
                ),
                ("opened_by", models.UUIDField()),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("request", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("possible", "possible"),
                            ("presumed", "presumed"),
                            ("identified", "identified"),
                            ("not_identified", "not_identified"),
                        ],
                        default="possible",
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        to="cases.casefile",
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
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.referral",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="casefile",
            name="origin",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened",
                to="cases.referral",
            ),
        ),
        migrations.CreateModel(
            name="ReferralEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("purpose", models.CharField(max_length=40)),
                ("parts", models.JSONField(default=list)),
                ("message", manumit.web.kernel.vault.fields.SealedField(subject="person_id")),
                ("passed", manumit.web.kernel.vault.fields.SealedField(subject="person_id")),
                ("valid_until", models.DateTimeField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("accepted_by", models.UUIDField(null=True)),
                (
                    "answer",
                    manumit.web.kernel.vault.fields.SealedField(null=True, subject="person_id"),
                ),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("request", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("answered", "answered"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="drafted",
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="vault.personkey",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="cases.referral",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "sent_to",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="institutions.institution",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WaiverNotice",
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
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.consent",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
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
            name="WaiverNoticeEvent",
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
                (
                    "consent",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="consent.consent",
                    ),
                ),
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
                        to="cases.waivernotice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draft",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_draftevent" ("begun_at", "begun_by", "beside_id", "closed_at", "content", "file_id", "id", "institution_id", "list_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id", "taken_up_at", "taken_up_by") VALUES (NEW."begun_at", NEW."begun_by", NEW."beside_id", NEW."closed_at", NEW."content", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."request", NEW."subject_id", NEW."taken_up_at", NEW."taken_up_by"); RETURN NULL;',
                    hash="259dd6e10a0c9f6097d79053f2643e9de8106682",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7287b",
                    table="cases_draft",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draft",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_draftevent" ("begun_at", "begun_by", "beside_id", "closed_at", "content", "file_id", "id", "institution_id", "list_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id", "taken_up_at", "taken_up_by") VALUES (NEW."begun_at", NEW."begun_by", NEW."beside_id", NEW."closed_at", NEW."content", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."request", NEW."subject_id", NEW."taken_up_at", NEW."taken_up_by"); RETURN NULL;',
                    hash="9c5b0d978a57c3ab4fe848da40fbd78fdd465447",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_68a11",
                    table="cases_draft",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draft",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_draftevent" ("begun_at", "begun_by", "beside_id", "closed_at", "content", "file_id", "id", "institution_id", "list_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id", "taken_up_at", "taken_up_by") VALUES (OLD."begun_at", OLD."begun_by", OLD."beside_id", OLD."closed_at", OLD."content", OLD."file_id", OLD."id", OLD."institution_id", OLD."list_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."request", OLD."subject_id", OLD."taken_up_at", OLD."taken_up_by"); RETURN NULL;',
                    hash="0217c39e7324816521d57935ee3c1008dbde9570",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3e7e6",
                    table="cases_draft",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draftevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="ef0f67efc7c8973a07045fa528a5d82f1138055c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e5d18",
                    table="cases_draftevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draftevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="18ad73d118b5a7c7b02752f34d073f1f77d80375",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_2a480",
                    table="cases_draftevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceset",
            constraint=models.UniqueConstraint(
                fields=("file", "number"), name="cases_evidence_number"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceset",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="bc64aa3d436007ff85826184192e5dfa5a320241",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a0107",
                    table="cases_evidenceset",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceset",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="25ecc6125236e7f08cf598ab1c67c1eb369c6382",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_ef0d8",
                    table="cases_evidenceset",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceset",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_evidencesetevent" ("content", "draft_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."content", NEW."draft_id", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="b96b62a4f436a78bcd92230b4876a96554837abd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5bff2",
                    table="cases_evidenceset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceset",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_evidencesetevent" ("content", "draft_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."content", NEW."draft_id", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="dbc52074c3136922fcc1d01bb6f167f33df03af8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4f26d",
                    table="cases_evidenceset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceset",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_evidencesetevent" ("content", "draft_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (OLD."content", OLD."draft_id", OLD."file_id", OLD."id", OLD."institution_id", OLD."list_id", OLD."made_at", OLD."made_by", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."subject_id"); RETURN NULL;',
                    hash="cdc32248581d85cccecbf118a1d905b41f8530c5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a31ec",
                    table="cases_evidenceset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidencesetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="769028684eaa5c0f8d0c442f6ef676d5293ca85d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3d151",
                    table="cases_evidencesetevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidencesetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="2264eba5bb0b5dee7058c75bf9a5e2e1100145ab",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_7b36c",
                    table="cases_evidencesetevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="findingversion",
            constraint=models.UniqueConstraint(
                fields=("file", "number"), name="cases_finding_number"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="85d27b1e0913ba3cea59328fac2971b148c2ce72",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f61b8",
                    table="cases_findingversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversion",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="5dc99be3a16ed233871dc8ef01a745e728d6dc9f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_ece61",
                    table="cases_findingversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_findingversionevent" ("content", "engine", "evidence_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."content", NEW."engine", NEW."evidence_id", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="28126cd5acc4317aa4c0a5486662edbff2e719df",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2a398",
                    table="cases_findingversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_findingversionevent" ("content", "engine", "evidence_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."content", NEW."engine", NEW."evidence_id", NEW."file_id", NEW."id", NEW."institution_id", NEW."list_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="5604b008166b586685c56d7c42b8835cb72971e3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_17391",
                    table="cases_findingversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_findingversionevent" ("content", "engine", "evidence_id", "file_id", "id", "institution_id", "list_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (OLD."content", OLD."engine", OLD."evidence_id", OLD."file_id", OLD."id", OLD."institution_id", OLD."list_id", OLD."made_at", OLD."made_by", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."subject_id"); RETURN NULL;',
                    hash="f98f0c5e91fb1f636fbc6a46610d59829c96403a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8610c",
                    table="cases_findingversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="de41510054cf29384bef77141b3ff676eea646a4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_56016",
                    table="cases_decisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="428c7896acb7dafe49322730db93bc38e5c98918",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_b3a1a",
                    table="cases_decisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="a0ddae4b334609b5fc2dc6db06618b6072cea469",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d3c21",
                    table="cases_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="cd53dce801307d4cd0fbfb6772b8b46db3f71d59",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_f97bc",
                    table="cases_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_decisionevent" ("file_id", "finding_id", "id", "institution_id", "move_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasoning", "subject_id") VALUES (NEW."file_id", NEW."finding_id", NEW."id", NEW."institution_id", NEW."move_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reasoning", NEW."subject_id"); RETURN NULL;',
                    hash="9fff80b5fe042dd075654d5b0ff290c29edc37b3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5e7ef",
                    table="cases_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_decisionevent" ("file_id", "finding_id", "id", "institution_id", "move_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasoning", "subject_id") VALUES (NEW."file_id", NEW."finding_id", NEW."id", NEW."institution_id", NEW."move_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reasoning", NEW."subject_id"); RETURN NULL;',
                    hash="9e081705d67f543c8c9622489f8f029e604854f9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_19250",
                    table="cases_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_decisionevent" ("file_id", "finding_id", "id", "institution_id", "move_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasoning", "subject_id") VALUES (OLD."file_id", OLD."finding_id", OLD."id", OLD."institution_id", OLD."move_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reasoning", OLD."subject_id"); RETURN NULL;',
                    hash="21914615f7018af61f3a7349d85398c5816dcebb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ae3e6",
                    table="cases_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="d0fab69c5949ae78341cd543cd35d83e8d97a8b9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b139f",
                    table="cases_findingversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="a992ce0a3d9194b32e837d2f8a25ac6593ddaf8b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_e89cf",
                    table="cases_findingversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_identityevent" ("file_id", "id", "indexed", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."file_id", NEW."id", NEW."indexed", NEW."institution_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="328ec04c8979f0141aa598a1db25f6db35657971",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0e5ca",
                    table="cases_identity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_identityevent" ("file_id", "id", "indexed", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (NEW."file_id", NEW."id", NEW."indexed", NEW."institution_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."subject_id"); RETURN NULL;',
                    hash="addc43411f960fa512d06081eaff8ce253c8afec",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c1a7d",
                    table="cases_identity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_identityevent" ("file_id", "id", "indexed", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_id") VALUES (OLD."file_id", OLD."id", OLD."indexed", OLD."institution_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."subject_id"); RETURN NULL;',
                    hash="b4b91333317ecfe50f001ad83c090fd8875390bf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4807f",
                    table="cases_identity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="ae0a511f1407f914f011f6eaa081fd8dedb8751a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_80439",
                    table="cases_identityevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="7934650cf3f7ed7222570baf39504e90a46e9cff",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_cecf3",
                    table="cases_identityevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="identityvalue",
            constraint=models.UniqueConstraint(
                fields=("identity", "field", "number"), name="cases_value_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityvalue",
            constraint=models.UniqueConstraint(
                fields=("identity", "field", "request"), name="cases_value_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("after__lt", models.F("number"))),
                name="cases_value_comes_after",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="ad145931583bba15af7f015725de56de7130a3cd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e1006",
                    table="cases_identityvalue",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="21f2553fa3bf64dee817c46bfcc522e70f488b87",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_59b92",
                    table="cases_identityvalue",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_identityvalueevent" ("after", "chosen", "content", "field", "id", "identity_id", "institution_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id") VALUES (NEW."after", NEW."chosen", NEW."content", NEW."field", NEW."id", NEW."identity_id", NEW."institution_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."request", NEW."subject_id"); RETURN NULL;',
                    hash="54049ffa34901fa638215cbd54b31a71f88e1204",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f397d",
                    table="cases_identityvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_identityvalueevent" ("after", "chosen", "content", "field", "id", "identity_id", "institution_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id") VALUES (NEW."after", NEW."chosen", NEW."content", NEW."field", NEW."id", NEW."identity_id", NEW."institution_id", NEW."made_at", NEW."made_by", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."request", NEW."subject_id"); RETURN NULL;',
                    hash="9848265f240f41e715baa4d2ecf94fd36d67088d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1cef3",
                    table="cases_identityvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_identityvalueevent" ("after", "chosen", "content", "field", "id", "identity_id", "institution_id", "made_at", "made_by", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request", "subject_id") VALUES (OLD."after", OLD."chosen", OLD."content", OLD."field", OLD."id", OLD."identity_id", OLD."institution_id", OLD."made_at", OLD."made_by", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."request", OLD."subject_id"); RETURN NULL;',
                    hash="765747a8103c8bd7cbe2675b6ddc5cdebbd5a9d6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_64cee",
                    table="cases_identityvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalueevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="dfdf376ead295c89622d840331360c33f5178f95",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c952c",
                    table="cases_identityvalueevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identityvalueevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="6f937a49ecfcef0ecd14942eaee4c88d8bd72c03",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_599f4",
                    table="cases_identityvalueevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("file", "member"),
                name="cases_keeper_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keeper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_keeperevent" ("file_id", "id", "institution_id", "member", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."file_id", NEW."id", NEW."institution_id", NEW."member", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="24bf37b23b7205554f59578c7b453277fcd3041f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_99618",
                    table="cases_keeper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keeper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_keeperevent" ("file_id", "id", "institution_id", "member", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."file_id", NEW."id", NEW."institution_id", NEW."member", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="1a70353e695ade561265c227d500f9e0bbc81c93",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9eb3e",
                    table="cases_keeper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keeper",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_keeperevent" ("file_id", "id", "institution_id", "member", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (OLD."file_id", OLD."id", OLD."institution_id", OLD."member", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."since", OLD."until"); RETURN NULL;',
                    hash="c07ef6810e482c7cf2222fdf72c4bdcc9e2b2f46",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_09f98",
                    table="cases_keeper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keeperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="54dc2c24fa23896a9fd508c073678abcff1d2cfe",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fa220",
                    table="cases_keeperevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keeperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="0b5e05bb4db5b7fa0f3f535da7f0968b6506a728",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_892c0",
                    table="cases_keeperevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("guardian", "lawyer"))), name="cases_mandate_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gt", models.F("begins")), _connector="OR"
                ),
                name="cases_mandate_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="cases_mandate_ended_by_and_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_mandateevent" ("basis", "begins", "ended_at", "ended_by", "file_id", "id", "institution_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "request", "subject_id", "until") VALUES (NEW."basis", NEW."begins", NEW."ended_at", NEW."ended_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."request", NEW."subject_id", NEW."until"); RETURN NULL;',
                    hash="0a7e2e0125c26d5e676c87f028f184be7bb0ee9f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a338c",
                    table="cases_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_mandateevent" ("basis", "begins", "ended_at", "ended_by", "file_id", "id", "institution_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "request", "subject_id", "until") VALUES (NEW."basis", NEW."begins", NEW."ended_at", NEW."ended_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."request", NEW."subject_id", NEW."until"); RETURN NULL;',
                    hash="846b7ffa95f874faccddd685b0a718df015972e0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d7dca",
                    table="cases_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_mandateevent" ("basis", "begins", "ended_at", "ended_by", "file_id", "id", "institution_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "request", "subject_id", "until") VALUES (OLD."basis", OLD."begins", OLD."ended_at", OLD."ended_by", OLD."file_id", OLD."id", OLD."institution_id", OLD."kind", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by", OLD."request", OLD."subject_id", OLD."until"); RETURN NULL;',
                    hash="822d33cadd771cbb85a031eed5b80659ca97b073",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_99fc6",
                    table="cases_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="9ffc17c6f6b13817684348cbe15df96c158769aa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bbc3a",
                    table="cases_mandateevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="43855a65e55105e76b34fc48a1cb220c1363fcf2",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_704e0",
                    table="cases_mandateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["sent_to", "state"], name="cases_inbox"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_by", models.F("sent_to")), _negated=True),
                name="cases_to_another_institution",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n            IF NEW.state <> 'drafted' OR NEW.version <> 1 THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row begins in its initial state';\n            END IF;\n            IF EXISTS (SELECT FROM public.process_move WHERE resource = 'referral' AND \"row\" = NEW.id) THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row does not begin again';\n            END IF;\n            RETURN NEW;\n        END IF;\n        IF NEW.id <> OLD.id THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row keeps its id';\n        END IF;\n        IF NEW.state = OLD.state AND NEW.version = OLD.version THEN\n            RETURN NEW;\n        END IF;\n        IF NEW.version <> OLD.version + 1 OR (OLD.state, NEW.state) NOT IN (('accepted', 'answered'), ('accepted', 'expired'), ('accepted', 'withdrawn'), ('answered', 'withdrawn'), ('drafted', 'expired'), ('drafted', 'sent'), ('drafted', 'withdrawn'), ('sent', 'accepted'), ('sent', 'declined'), ('sent', 'expired'), ('sent', 'withdrawn')) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row changes along a declared way, one version at a time';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="ea61e3427e1ba922066626512bc10ebef73076db",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_states_98676",
                    table="cases_referral",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF NEW.version <> OLD.version AND NOT EXISTS (SELECT FROM public.process_move WHERE resource = 'referral' AND \"row\" = NEW.id AND version = NEW.version AND source = OLD.state AND target = NEW.state) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row is moved by a recorded step only';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="ebea057e7c153a153e2720c5c374a0c7bfeb1f79",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_e4729",
                    table="cases_referral",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_referralevent" ("accepted_by", "answer", "file_id", "id", "made_at", "made_by", "message", "office_id", "outcome", "parts", "passed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "request", "sent_by_id", "sent_to_id", "state", "valid_until", "version") VALUES (NEW."accepted_by", NEW."answer", NEW."file_id", NEW."id", NEW."made_at", NEW."made_by", NEW."message", NEW."office_id", NEW."outcome", NEW."parts", NEW."passed", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."request", NEW."sent_by_id", NEW."sent_to_id", NEW."state", NEW."valid_until", NEW."version"); RETURN NULL;',
                    hash="dcc297127d066435d2487f435fad872f3ddadde0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b2939",
                    table="cases_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_referralevent" ("accepted_by", "answer", "file_id", "id", "made_at", "made_by", "message", "office_id", "outcome", "parts", "passed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "request", "sent_by_id", "sent_to_id", "state", "valid_until", "version") VALUES (NEW."accepted_by", NEW."answer", NEW."file_id", NEW."id", NEW."made_at", NEW."made_by", NEW."message", NEW."office_id", NEW."outcome", NEW."parts", NEW."passed", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."purpose", NEW."request", NEW."sent_by_id", NEW."sent_to_id", NEW."state", NEW."valid_until", NEW."version"); RETURN NULL;',
                    hash="d1e198e786a449d3f9f015ac59832328a62681b8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_18505",
                    table="cases_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_referralevent" ("accepted_by", "answer", "file_id", "id", "made_at", "made_by", "message", "office_id", "outcome", "parts", "passed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "request", "sent_by_id", "sent_to_id", "state", "valid_until", "version") VALUES (OLD."accepted_by", OLD."answer", OLD."file_id", OLD."id", OLD."made_at", OLD."made_by", OLD."message", OLD."office_id", OLD."outcome", OLD."parts", OLD."passed", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."request", OLD."sent_by_id", OLD."sent_to_id", OLD."state", OLD."valid_until", OLD."version"); RETURN NULL;',
                    hash="384e6f74fb0512ca07991149afdab9d33fe00abd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_33b55",
                    table="cases_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="15e749552834c6fbda850602d1417ef3bc376e1f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a16c6",
                    table="cases_casefileevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="a19a4003e6f595ea96d7e09638f89daa55b7b8a1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_40815",
                    table="cases_casefileevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.UniqueConstraint(
                fields=("institution", "pseudonym"), name="cases_one_pseudonym"
            ),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("age__in", ["adult", "child", "unsure"])), name="cases_age"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n            IF NEW.state <> 'possible' OR NEW.version <> 1 THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row begins in its initial state';\n            END IF;\n            IF EXISTS (SELECT FROM public.process_move WHERE resource = 'person_as_victim' AND \"row\" = NEW.id) THEN\n                RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row does not begin again';\n            END IF;\n            RETURN NEW;\n        END IF;\n        IF NEW.id <> OLD.id THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row keeps its id';\n        END IF;\n        IF NEW.state = OLD.state AND NEW.version = OLD.version THEN\n            RETURN NEW;\n        END IF;\n        IF NEW.version <> OLD.version + 1 OR (OLD.state, NEW.state) NOT IN (('identified', 'presumed'), ('not_identified', 'presumed'), ('possible', 'presumed'), ('presumed', 'identified'), ('presumed', 'not_identified')) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row changes along a declared way, one version at a time';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="406cbf8e26ecddb77863a260790c01339292d6d2",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_states_ce944",
                    table="cases_casefile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF NEW.version <> OLD.version AND NOT EXISTS (SELECT FROM public.process_move WHERE resource = 'person_as_victim' AND \"row\" = NEW.id AND version = NEW.version AND source = OLD.state AND target = NEW.state) THEN\n            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row is moved by a recorded step only';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="4c59b53774a49a1fefdb54b3e53fc9ff1f33c65e",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_a4639",
                    table="cases_casefile",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_casefileevent" ("age", "id", "institution_id", "office_id", "opened_at", "opened_by", "origin_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pseudonym", "request", "state", "subject_id", "version") VALUES (NEW."age", NEW."id", NEW."institution_id", NEW."office_id", NEW."opened_at", NEW."opened_by", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."pseudonym", NEW."request", NEW."state", NEW."subject_id", NEW."version"); RETURN NULL;',
                    hash="f263bd3e2f6641fc5969ee0e1b76b34eef21ebfd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_69bc1",
                    table="cases_casefile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_casefileevent" ("age", "id", "institution_id", "office_id", "opened_at", "opened_by", "origin_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pseudonym", "request", "state", "subject_id", "version") VALUES (NEW."age", NEW."id", NEW."institution_id", NEW."office_id", NEW."opened_at", NEW."opened_by", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."pseudonym", NEW."request", NEW."state", NEW."subject_id", NEW."version"); RETURN NULL;',
                    hash="e573f871a551c9f8ab8f18bb30de0e5da8c6bb6e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a63eb",
                    table="cases_casefile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_casefileevent" ("age", "id", "institution_id", "office_id", "opened_at", "opened_by", "origin_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pseudonym", "request", "state", "subject_id", "version") VALUES (OLD."age", OLD."id", OLD."institution_id", OLD."office_id", OLD."opened_at", OLD."opened_by", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."pseudonym", OLD."request", OLD."state", OLD."subject_id", OLD."version"); RETURN NULL;',
                    hash="8b8ef0c6ce64f131031be3aacdb1d2b89d8eeb02",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cc958",
                    table="cases_casefile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="e825f18a121c3915c0861c9249f2e2cd0e5ff358",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_77cf2",
                    table="cases_referralevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="ea94ee55d22dd4f4c07b0a64a4be8946450735cd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_1d4fb",
                    table="cases_referralevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="waivernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("noticed_at", None), ("noticed_by", None)),
                    models.Q(("noticed_at__isnull", False), ("noticed_by__isnull", False)),
                    _connector="OR",
                ),
                name="cases_waiver_noticed_by_and_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waivernotice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_waivernoticeevent" ("consent_id", "decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."consent_id", NEW."decided_at", NEW."decided_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."noticed_at", NEW."noticed_by", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="301c2872d7b154af3142ef9dbef42d2b39ff04a4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cccfd",
                    table="cases_waivernotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waivernotice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_waivernoticeevent" ("consent_id", "decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."consent_id", NEW."decided_at", NEW."decided_by", NEW."file_id", NEW."id", NEW."institution_id", NEW."noticed_at", NEW."noticed_by", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="8765efc22af795b3bddae6a2925afc64bd77acc8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e2c3",
                    table="cases_waivernotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waivernotice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_waivernoticeevent" ("consent_id", "decided_at", "decided_by", "file_id", "id", "institution_id", "noticed_at", "noticed_by", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."consent_id", OLD."decided_at", OLD."decided_by", OLD."file_id", OLD."id", OLD."institution_id", OLD."noticed_at", OLD."noticed_by", OLD."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="da20bad15d644b001b85181bab5a3a0ab2a709cf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_21871",
                    table="cases_waivernotice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waivernoticeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' AND current_setting('manumit.erasing', true) = 'on' THEN\n            RETURN OLD;\n        END IF;\n        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;\n    ",
                    hash="7cdeed9881fb2753884a02cdbc6ef78131c1e782",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b4578",
                    table="cases_waivernoticeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waivernoticeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
                    hash="7a48ee6a751f0dbd6a221f403d225309e13f9b2a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_d7f8d",
                    table="cases_waivernoticeevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

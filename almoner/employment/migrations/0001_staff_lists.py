import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from almoner.procedure.tables import case_table
from almoner.scope.row_security import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_documents_in_quarantine"),
        ("procedure", "0001_cases"),
        ("people", "0004_guards_of_lines_and_row_security"),
        ("register", "0003_kinds_to_begin_with"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffList",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("state", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("about", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("mapping", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("trouble", models.TextField(blank=True)),
                ("as_at", models.DateField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("rows_in_all", models.PositiveIntegerField(default=0)),
                ("weights", models.CharField(blank=True, max_length=40)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StaffListRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("cells", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("values", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("why", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("remarks", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("possible", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("may_practise", models.BooleanField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not decided"),
                            ("is", "This person"),
                            ("nobody", "Not on the register"),
                            ("left_out", "Left out"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.entry"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "staff_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="employment.stafflist"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("number", models.CharField(max_length=12)),
                ("team", models.CharField(blank=True, max_length=200)),
                ("job_title", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("staff_id", models.CharField(blank=True, max_length=60)),
                ("starts", models.DateField()),
                ("ends", models.DateField(null=True)),
                ("linked_name", models.CharField(max_length=400)),
                ("linked_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.entry"
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "Added"), ("changed", "Changed"), ("left", "Left")], max_length=10
                    ),
                ),
                ("before", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("after", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "staff_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="employment.stafflist"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="employment.staffmember"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffAlert",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("state", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lapsed", "Registration lapsed"),
                            ("ended", "Registration ended"),
                            ("suspended", "Suspended"),
                            ("conditions", "Conditions on practice"),
                            ("unpublished", "Not on the published register"),
                            ("not_yet", "Registration not begun"),
                            ("expiring", "Registration due to end"),
                            ("name", "Name differs from the register"),
                        ],
                        max_length=20,
                    ),
                ),
                ("mark", models.CharField(blank=True, max_length=500)),
                ("effective_on", models.DateField(null=True)),
                ("words", models.TextField()),
                ("reached", models.PositiveSmallIntegerField(null=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="employment.staffmember"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("swept_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="watch_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("fingerprint", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("used_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "fingerprint"), name="column_memory_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="stafflist",
            index=models.Index(fields=["organisation", "-opened_at"], name="staff_list_newest"),
        ),
        migrations.AddConstraint(
            model_name="stafflist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "",
                            "uploaded",
                            "read",
                            "mapped",
                            "unreadable",
                            "checked",
                            "decided",
                            "finished",
                            "undone",
                            "discarded",
                        ],
                    )
                ),
                name="staff_list_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stafflist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["unreadable", "undone", "discarded"]), _negated=True),
                fields=("organisation", "sha256"),
                name="staff_list_same_file_once",
            ),
        ),
        migrations.AddIndex(
            model_name="stafflistrow",
            index=models.Index(fields=["staff_list", "outcome", "decision", "line"], name="staff_list_row_band"),
        ),
        migrations.AddConstraint(
            model_name="stafflistrow",
            constraint=models.UniqueConstraint(fields=("staff_list", "line"), name="staff_list_row_once"),
        ),
        migrations.AddConstraint(
            model_name="stafflistrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "certain", "to be looked at", "not found", "bad"])),
                name="staff_list_row_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="stafflistrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "is"), _negated=True), ("entry__isnull", False), _connector="OR"
                ),
                name="staff_list_row_is_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="stafflistrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "certain"),
                    models.Q(("decision", "is"), _negated=True),
                    ("decided_by__isnull", False),
                    _connector="OR",
                ),
                name="staff_list_row_below_certain_needs_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="staffmember",
            index=models.Index(fields=["organisation", "name", "id"], name="staff_member_by_name"),
        ),
        migrations.AddIndex(
            model_name="staffmember",
            index=models.Index(fields=["entry"], name="staff_member_by_entry"),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("organisation", "entry"),
                name="staff_member_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                name="staff_member_ends_after_starting",
            ),
        ),
        migrations.AddIndex(
            model_name="staffchange",
            index=models.Index(fields=["member", "-at"], name="staff_change_history"),
        ),
        migrations.AddConstraint(
            model_name="staffchange",
            constraint=models.UniqueConstraint(fields=("staff_list", "member"), name="staff_change_once_a_list"),
        ),
        migrations.AddIndex(
            model_name="staffalert",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["member", "kind"], name="staff_alert_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="staffalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["", "open", "being_dealt_with", "dealt_with", "settled"])),
                name="staff_alert_state_is_known",
            ),
        ),
        *case_table("employment_stafflist", "staff_list"),
        *case_table("employment_staffalert", "staff_alert"),
        *protect("employment_stafflistrow"),
        *protect("employment_staffmember"),
        *protect("employment_staffchange"),
        *protect("employment_columnmemory"),
    ]

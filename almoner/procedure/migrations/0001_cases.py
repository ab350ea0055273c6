import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import almoner.procedure.rules.requests
from almoner.procedure.tables import engine


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people_and_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Docket",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("procedure", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("state", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("due", models.DateField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="procedure.docket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("bounced", "bounced"),
                            ("reminded", "reminded"),
                            ("received", "received"),
                            ("reviewed", "reviewed"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("to_name", models.CharField(max_length=200)),
                ("to_email", models.EmailField(max_length=254)),
                ("message", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField()),
                ("sent_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("links_sent", models.PositiveSmallIntegerField(default=1)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("received_at", models.DateTimeField(null=True)),
                ("answer", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="procedure.docket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Span",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
                ("clock", models.CharField(blank=True, max_length=60)),
                ("because", models.CharField(blank=True, max_length=200)),
                ("clause", models.CharField(blank=True, max_length=40)),
                ("waits_on", models.CharField(blank=True, max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("starts_on", models.DateField()),
                ("starts_ord", models.IntegerField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ends_ord", models.IntegerField(null=True)),
                ("used", models.IntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="procedure.docket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("move", models.CharField(max_length=60)),
                ("from_state", models.CharField(blank=True, max_length=40)),
                ("to_state", models.CharField(max_length=40)),
                ("actor_id", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=60)),
                ("reasons", models.TextField(blank=True)),
                ("values", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("clause", models.CharField(max_length=40)),
                (
                    "apart_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="procedure.docket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("move", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=60)),
                ("organisation_id", models.IntegerField(null=True)),
                (
                    "barred",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="procedure.docket"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="docket",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["due", "opened_at"], name="docket_open"
            ),
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(fields=["case", "-at"], name="remark_of_a_case"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            almoner.procedure.rules.requests.RequestState["BOUNCED"],
                            almoner.procedure.rules.requests.RequestState["DELIVERED"],
                            almoner.procedure.rules.requests.RequestState["REMINDED"],
                            almoner.procedure.rules.requests.RequestState["SENT"],
                        ],
                    )
                ),
                fields=["expires_on"],
                name="request_outstanding",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer__isnull", False),
                        (
                            "state__in",
                            [
                                almoner.procedure.rules.requests.RequestState["RECEIVED"],
                                almoner.procedure.rules.requests.RequestState["REVIEWED"],
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    almoner.procedure.rules.requests.RequestState["RECEIVED"],
                                    almoner.procedure.rules.requests.RequestState["REVIEWED"],
                                ],
                            ),
                            _negated=True,
                        ),
                        ("answer__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="request_answered_when_received",
            ),
        ),
        migrations.AddIndex(
            model_name="span",
            index=models.Index(fields=["kind", "name"], name="span_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="span",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_at__isnull", True)),
                fields=("case", "kind", "clock", "name"),
                name="span_one_open_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="span",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__isnull", True), ("ends_on__isnull", True), ("ends_ord__isnull", True)),
                    models.Q(
                        ("ends_at__gte", models.F("starts_at")),
                        ("ends_on__gte", models.F("starts_on")),
                        ("ends_on__isnull", False),
                        ("ends_ord__gte", models.F("starts_ord")),
                        ("ends_ord__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="span_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="step_one_for_each_version"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="step_same_submission_counts_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("actor_id", ""), _negated=True), models.Q(("role", ""), _negated=True)),
                name="step_has_an_author_and_a_role",
            ),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(fields=["organisation_id", "role"], name="turn_by_role"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation_id__isnull", False), ("person__isnull", False), _connector="XOR"),
                name="turn_is_a_persons_or_a_roles",
            ),
        ),
        *engine(),
    ]

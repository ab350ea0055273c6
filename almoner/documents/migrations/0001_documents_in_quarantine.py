import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from almoner.scope.row_security import protect

# What arrived is evidence and never changes; a state changes only as `rules.MOVES` says; no line is removed.
GUARD = """
create function documents_document_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a document is withdrawn, never removed' using errcode = '23514', constraint = 'document_stays';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'quarantined' then
      raise exception 'a document arrives in quarantine'
        using errcode = '23514', constraint = 'document_starts_in_quarantine';
    end if;
    return new;
  end if;
  if (new.id, new.organisation_id, new.about, new.name, new.size, new.sha256, new.declared_type, new.detected_type,
      new.received_by_id, new.received_at)
     is distinct from
     (old.id, old.organisation_id, old.about, old.name, old.size, old.sha256, old.declared_type, old.detected_type,
      old.received_by_id, old.received_at) then
    raise exception 'what was received does not change' using errcode = '23514', constraint = 'document_as_received';
  end if;
  if new.state <> old.state and not (
       (old.state in ('quarantined', 'waiting')
         and new.state in ('waiting', 'clean', 'not_scanned', 'refused', 'withdrawn'))
    or (old.state = 'not_scanned' and new.state in ('clean', 'refused', 'withdrawn'))
    or (old.state = 'clean' and new.state = 'withdrawn')) then
    raise exception 'a document does not go from % to %', old.state, new.state
      using errcode = '23514', constraint = 'document_moves';
  end if;
  return new;
end $$;
create trigger guard before insert or update or delete on documents_document
  for each row execute function documents_document_guard();
"""
GUARD_UNDONE = """
drop trigger guard on documents_document;
drop function documents_document_guard();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0004_guards_of_lines_and_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("name", models.CharField(max_length=140)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("declared_type", models.CharField(blank=True, max_length=120)),
                ("detected_type", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quarantined", "Being checked"),
                            ("waiting", "Waiting to be checked"),
                            ("clean", "Checked"),
                            ("not_scanned", "Not checked for viruses"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("scanner", models.CharField(blank=True, max_length=200)),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["visible_to"], name="document_visible_to"),
                    models.Index(fields=["about", "-received_at"], name="document_of_a_matter"),
                    models.Index(
                        condition=models.Q(("state__in", ["quarantined", "waiting"])),
                        fields=["received_at"],
                        name="document_to_be_scanned",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["quarantined", "waiting", "clean", "not_scanned", "refused", "withdrawn"])
                        ),
                        name="document_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "clean"), _negated=True),
                            models.Q(("scanned_at__isnull", False), models.Q(("scanner", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="document_clean_only_when_scanned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["refused", "waiting"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="document_says_why",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, GUARD_UNDONE),
        *protect("documents_document", "visible_to", many=True),
    ]

from django.db import migrations, models

from almoner.record.append_only import append_only

ACCESS = """
alter table record_reading enable row level security;
alter table record_reading force row level security;
create policy reading on record_reading for select
  using (organisation_id = any((select app_orgs())::int[]) or (select app_all()));
create policy appending on record_reading for insert with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0002_seals_and_heads")]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_id", models.TextField()),
                ("subject", models.TextField()),
                ("case_id", models.UUIDField(null=True)),
                ("organisation_id", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["actor_id", "at"], name="record_reading_actor"),
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=["case_id", "at"],
                        name="record_reading_case",
                    ),
                    models.Index(fields=["at"], name="record_reading_at"),
                ],
            },
        ),
        migrations.RunSQL(ACCESS, "drop policy reading on record_reading; drop policy appending on record_reading;"),
        *append_only("record_reading"),
    ]

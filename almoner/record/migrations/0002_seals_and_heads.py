import django.contrib.postgres.fields
from django.db import migrations, models

from almoner.record.append_only import append_only

# Who may see an event may see its seal. Tiles and heads tell nothing of anybody.
ACCESS = """
revoke all on record_seal, record_tile, record_edge, record_head from almoner_app;
grant select on record_seal, record_tile, record_edge, record_head to almoner_app;
grant select, insert on record_seal, record_tile, record_head to almoner_sealer;
grant select, update on record_edge to almoner_sealer;
grant usage, select on sequence record_tile_id_seq to almoner_sealer;

alter table record_seal enable row level security;
alter table record_seal force row level security;
create policy reading on record_seal for select
  using ((select app_all()) or exists (select 1 from record_entry e where e.id = entry_id));
create policy sealing on record_seal to almoner_sealer using (true) with check (true);

insert into record_edge (id, size, levels) values (1, 0, '{}');
alter table record_edge add constraint record_edge_one_row check (id = 1);
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_entry")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("case_id", models.UUIDField(null=True)),
                ("number", models.IntegerField()),
                ("previous", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=("case_id", "number"),
                        name="record_seal_place_in_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "position"), name="record_tile_place")],
            },
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("levels", django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(ACCESS, migrations.RunSQL.noop),
        *append_only("record_seal"),
        *append_only("record_tile"),
        *append_only("record_head"),
    ]

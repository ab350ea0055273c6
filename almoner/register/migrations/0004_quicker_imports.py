"""Names and towns are kept apart by one-now keys alone: a range index on each made an import twice as long.

An import also refreshes the planner's statistics, which would otherwise describe the register before it.
"""

from django.db import migrations

TABLES = (
    "register_entry, register_name, register_town, register_term, register_annotation, register_namepair,"
    " register_word, register_blockkey"
)


class Migration(migrations.Migration):
    dependencies = [("register", "0003_kinds_to_begin_with")]

    operations = [
        migrations.RemoveConstraint(model_name="name", name="one_name_at_a_time"),
        migrations.RemoveConstraint(model_name="town", name="one_town_at_a_time"),
        # Fair use is kept by the operations app, for every public page alike.
        migrations.DeleteModel(name="Bucket"),
        migrations.RunSQL(
            f"grant maintain on {TABLES} to almoner_app", f"revoke maintain on {TABLES} from almoner_app"
        ),
    ]

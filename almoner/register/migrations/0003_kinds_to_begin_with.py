"""The kinds of order, ending and annotation that an installation begins with."""

from dataclasses import asdict
from typing import Any

from django.db import migrations

from almoner.register.rules.kinds import ANNOTATION_KINDS, ENDING_GROUNDS, ORDER_KINDS

KINDS = (("OrderKind", ORDER_KINDS), ("EndingGround", ENDING_GROUNDS), ("AnnotationKind", ANNOTATION_KINDS))


def put_in(apps: Any, schema_editor: Any) -> None:
    # The owner is bound by forced row security too; these rows are the platform's own.
    for model, kinds in KINDS:
        table = apps.get_model("register", model)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"alter table {table} no force row level security")
        apps.get_model("register", model).objects.using(schema_editor.connection.alias).bulk_create(
            apps.get_model("register", model)(**asdict(kind)) for kind in kinds
        )
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"alter table {table} force row level security")


class Migration(migrations.Migration):
    dependencies = [("register", "0002_who_reaches_what")]
    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]

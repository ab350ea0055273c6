from django.db import migrations


class Migration(migrations.Migration):
    """What rate limits count. Unlogged: losing the counts in a crash costs nothing, writing them twice would."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE operations_allowance (
                bucket bytea PRIMARY KEY,
                full_again timestamptz NOT NULL
            );
            CREATE INDEX operations_allowance_full_again ON operations_allowance (full_again);
            """,
            "DROP TABLE operations_allowance;",
        )
    ]

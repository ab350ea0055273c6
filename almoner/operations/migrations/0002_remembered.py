from django.db import migrations


class Migration(migrations.Migration):
    """What all processes remember alike for a short while. Unlogged, as the counts of rate limits are."""

    dependencies = [("operations", "0001_allowance")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE operations_remembered (
                key bytea PRIMARY KEY,
                value text NOT NULL,
                ends timestamptz NOT NULL
            );
            CREATE INDEX operations_remembered_ends ON operations_remembered (ends);
            """,
            "DROP TABLE operations_remembered;",
        )
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """At which of its starts a job's worker died: counted apart from the times that it was begun again."""

    dependencies = [("operations", "0002_remembered"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE operations_death (
                job_id bigint NOT NULL REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
                start integer NOT NULL,
                PRIMARY KEY (job_id, start)
            );
            """,
            "DROP TABLE operations_death;",
        )
    ]

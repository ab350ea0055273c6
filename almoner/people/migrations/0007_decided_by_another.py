from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_openings_may_end_early")]

    operations = [
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("proposed_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="recusal_not_decided_by_who_raised_it",
            ),
        ),
    ]

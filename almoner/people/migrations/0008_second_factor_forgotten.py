from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_decided_by_another"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signinevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed in"),
                    ("second_factor", "Gave a second factor"),
                    ("second_factor_set_up", "Set up a second factor"),
                    ("second_factor_forgotten", "Second factor forgotten by an administrator"),
                    ("signed_out", "Signed out"),
                    ("timed_out", "Timed out"),
                    ("password_changed", "Changed the password"),
                    ("sessions_ended", "Ended all sessions"),
                    ("disabled", "Account disabled"),
                    ("enabled", "Account enabled again"),
                ],
                max_length=30,
            ),
        ),
    ]

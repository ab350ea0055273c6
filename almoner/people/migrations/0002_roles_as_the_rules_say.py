from django.db import migrations, models


class Migration(migrations.Migration):
    """The list of roles is the rules’ own; a new role needs no migration."""

    dependencies = [("people", "0001_people_and_organisations")]

    operations = [
        migrations.AlterField(model_name="membership", name="role", field=models.CharField(max_length=40)),
    ]

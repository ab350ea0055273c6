import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from almoner.scope.row_security import protect


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("of", models.CharField(max_length=300)),
                ("values", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="drafts_by_age")],
                "constraints": [models.UniqueConstraint(fields=("person", "of"), name="one_draft_of_a_form")],
            },
        ),
        *protect("drafts_draft", using="person_id = (select app_person())"),
    ]

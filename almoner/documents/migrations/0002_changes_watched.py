from django.db import migrations

from almoner.record.watch import watch


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents_in_quarantine"), ("record", "0004_watched_changes")]

    operations = [*watch("documents_document")]

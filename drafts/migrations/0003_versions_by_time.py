"""An index apart from the data step: PostgreSQL makes none on a table whose rows the same transaction has changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("drafts", "0002_versions_and_presence")]

    operations = [
        migrations.AddIndex("revision", models.Index(fields=["draft", "-created_at"], name="revisions_of_a_draft_by_time")),
    ]

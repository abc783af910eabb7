"""Versions refer to what they stand on, and repeat it no more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the migration that moves the data: PostgreSQL alters no table with changes pending in one transaction.
    dependencies = [("drafts", "0003_standings")]

    operations = [
        migrations.AlterField("revision", "standing", models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name="revisions", to="drafts.standing")),
        migrations.RemoveField("revision", "template_version"),
        migrations.RemoveField("revision", "answers"),
        migrations.RemoveField("revision", "assembled"),
    ]

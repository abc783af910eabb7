"""How fast a person speaks, and how long a draft shall be."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("drafts", "0004_standings_alone")]

    operations = [
        migrations.AddField("user", "speaking_rate", models.PositiveSmallIntegerField(default=200, verbose_name="语速（字/分钟）")),
        migrations.AddField("draft", "target_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("draft", "target_characters", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "draft",
            models.CheckConstraint(
                condition=Q(target_minutes__isnull=True) | Q(target_characters__isnull=True), name="one_target_of_a_draft"
            ),
        ),
    ]

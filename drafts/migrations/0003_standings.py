"""What texts stand on, in rows of their own: every version edited by hand had repeated them."""

import json

import django.db.models.deletion
from django.db import migrations, models


def part_standings(apps, schema_editor):
    """One standing for versions in a row that stand on the same, draft by draft, a version at a time."""
    Draft, Revision, Standing = (apps.get_model("drafts", name) for name in ("Draft", "Revision", "Standing"))
    for draft in Draft.objects.filter(version__gt=0).only("pk").iterator(chunk_size=500):
        standing, before = None, None
        revisions = draft.revisions.order_by("number").only("number", "template_version_id", "answers", "assembled")
        for revision in revisions.iterator(chunk_size=50):
            values = {name: getattr(revision, name) for name in ("template_version_id", "answers", "assembled")}
            spelled = json.dumps(values, sort_keys=True)
            if spelled != before:
                standing, before = Standing.objects.create(draft_id=draft.pk, **values), spelled
            Revision.objects.filter(pk=revision.pk).update(standing=standing)


class Migration(migrations.Migration):
    dependencies = [("drafts", "0002_versions_and_presence")]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField()),
                ("assembled", models.JSONField()),
                ("draft", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="drafts.draft")),
                ("template_version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="drafts.templateversion")),
            ],
        ),
        migrations.AddField("revision", "standing", models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="revisions", to="drafts.standing")),
        migrations.RunPython(part_standings, migrations.RunPython.noop, elidable=True),
    ]

"""What the list of versions shows, stored with each version; and who has a draft open."""

import re

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from rapidfuzz.distance import LCSseq


def plain_text(document):
    return "\n".join("".join(run["text"] for run in p["runs"]) for p in document["paragraphs"])


def kind_of(revision, copied):
    """What can be known afterwards of how a version came about."""
    if revision.number == 1:
        return "copied" if copied else "assembled"
    return "reassembled" if revision.document == revision.assembled else "edited"


def describe_versions(apps, schema_editor):
    """Fill in sizes and kinds of the versions that are there, one draft after the other, a version at a time."""
    Draft = apps.get_model("drafts", "Draft")
    for draft in Draft.objects.filter(version__gt=0).only("pk", "copied_from_id").iterator(chunk_size=500):
        before = ""
        revisions = draft.revisions.order_by("number").only("number", "assembled", "document")
        for revision in revisions.iterator(chunk_size=50):
            after = re.sub(r"\s+", "", plain_text(revision.document))
            kept = LCSseq.similarity(before, after)
            draft.revisions.filter(pk=revision.pk).update(
                kind=kind_of(revision, draft.copied_from_id is not None),
                character_count=len(after),
                added=len(after) - kept,
                removed=len(before) - kept,
            )
            before = after


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]

    operations = [
        migrations.AddField("revision", "kind", models.CharField(choices=[("assembled", "生成"), ("reassembled", "更新填写内容"), ("edited", "编辑"), ("restored", "恢复"), ("copied", "复制")], default="edited", max_length=12)),
        migrations.AddField("revision", "restored_from", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("revision", "character_count", models.PositiveIntegerField(default=0)),
        migrations.AddField("revision", "added", models.PositiveIntegerField(default=0)),
        migrations.AddField("revision", "removed", models.PositiveIntegerField(default=0)),
        migrations.AddField("revision", "pinned", models.BooleanField(default=False, verbose_name="固定")),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window", models.UUIDField()),
                ("device", models.CharField(max_length=16)),
                ("seen_at", models.DateTimeField()),
                ("draft", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="drafts.draft")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["seen_at"], name="presences_that_have_expired")],
                "constraints": [models.UniqueConstraint(fields=("draft", "person", "window"), name="one_presence_a_window")],
            },
        ),
        # Before the rows are changed: PostgreSQL makes no index on a table with changes pending in the same transaction.
        migrations.AddIndex("revision", models.Index(fields=["draft", "-created_at"], name="revisions_of_a_draft_by_time")),
        migrations.RunPython(describe_versions, migrations.RunPython.noop, elidable=True),
    ]

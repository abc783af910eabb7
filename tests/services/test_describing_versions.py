"""What the migration fills in for versions that were stored before."""

from importlib import import_module

import pytest
from django.apps import apps

from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from tests.services.histories import save, speech

FACTS = ("number", "kind", "added", "removed", "character_count")
describe_versions = import_module("drafts.migrations.0002_versions_and_presence").describe_versions


@pytest.mark.django_db
def test_versions_from_before_are_described_as_new_ones_are(owner: User, four_point: SpeechTemplate) -> None:
    draft = drafting.start_draft(owner=owner, template_version=four_point.latest)
    draft = drafting.assemble_draft(draft=draft, author=owner)
    save(draft, "一要学习。")
    save(draft, "一要深入学习。", "二要落实。")
    draft = drafting.assemble_draft(draft=Draft.objects.get(pk=draft.pk), author=owner)
    copy = drafting.copy_draft(draft=draft, owner=owner, document=speech("副本。"))
    facts = list(Revision.objects.order_by("pk").values_list("draft", *FACTS))
    assert len(facts) == draft.version + copy.version

    Revision.objects.update(kind="edited", added=0, removed=0, character_count=0)
    describe_versions(apps, None)
    assert list(Revision.objects.order_by("pk").values_list("draft", *FACTS)) == facts

"""Databases from before a change keep everything, and hold it as new ones do."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from drafts.models import Draft, Revision

FIRST = ("drafts", "0001_initial")


def text(*lines: str) -> dict[str, Any]:
    return {"paragraphs": [{"key": f"p{n}", "style": "body", "runs": [{"text": t}]} for n, t in enumerate(lines)]}


@pytest.fixture
def first_apps(transactional_db: None) -> Iterator[Apps]:
    """The models of the first release on a database as it left it; afterwards the database is the newest again."""
    executor = MigrationExecutor(connection)
    executor.migrate([FIRST])
    yield executor.loader.project_state([FIRST]).apps
    call_command("migrate", verbosity=0)


@pytest.fixture
def drafts(first_apps: Apps) -> list[Any]:
    """An edited draft, assembled once more at its end, and a copy of it."""
    owner = first_apps.get_model("drafts", "User").objects.create(username="owner", name="某")
    template = first_apps.get_model("drafts", "SpeechTemplate").objects.create(slug="tiny")
    version = first_apps.get_model("drafts", "TemplateVersion").objects.create(
        speech_template=template, number=1, source=""
    )
    shared = {
        "speech_template": template,
        "template_version": version,
        "owner": owner,
        "updated_at": version.created_at,
    }
    draft = first_apps.get_model("drafts", "Draft").objects.create(version=4, **shared)
    copy = first_apps.get_model("drafts", "Draft").objects.create(version=1, copied_from=draft, **shared)
    texts = [text("一要学习。"), text("一要深入 学习。"), text("一要深入学习。", "二要落实。"), text("一要学习好。")]
    standings = [texts[0], texts[0], texts[0], texts[3]]
    for target, number, shown, assembled in [
        *((draft, n, *pair) for n, pair in enumerate(zip(texts, standings, strict=True), 1)),
        (copy, 1, texts[1], texts[0]),
    ]:
        first_apps.get_model("drafts", "Revision").objects.create(
            draft=target,
            number=number,
            save_id=uuid.uuid4(),
            template_version=version,
            answers={"会议": assembled["paragraphs"][0]["runs"][0]["text"]},
            assembled=assembled,
            document=shown,
            content_hash="",
            author=owner,
        )
    return [draft.pk, copy.pk]


def test_versions_of_the_first_release_are_described_and_stand_on_what_they_did(drafts: list[Any]) -> None:
    call_command("migrate", verbosity=0)

    draft, copy = (Draft.objects.get(pk=pk) for pk in drafts)
    facts = ("number", "kind", "character_count", "added", "removed")
    assert list(draft.revisions.order_by("number").values_list(*facts)) == [
        (1, "assembled", 5, 5, 0),
        (2, "edited", 7, 2, 0),
        (3, "edited", 12, 5, 0),
        (4, "reassembled", 6, 1, 7),
    ]
    assert list(copy.revisions.values_list(*facts)) == [(1, "copied", 7, 7, 0)]
    first, second, third, fourth = draft.revisions.order_by("number")
    assert (first.standing, second.standing) == (second.standing, third.standing)
    assert (first.standing.answers, fourth.standing.answers) == ({"会议": "一要学习。"}, {"会议": "一要学习好。"})
    assert [revision.is_as_assembled for revision in (first, second, third, fourth)] == [True, False, False, True]
    assert Revision.objects.filter(standing__draft=copy).count() == 1

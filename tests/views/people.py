"""People and drafts for the tests of pages, made in one line each."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from drafts.models import Draft, SpeechTemplate, TemplateVersion, User
from drafts.services import drafting
from drafts.services.templates import load_builtin_templates

BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "山高水长-2026"

TINY = """\
slug: tiny
name: 小模板
kind: 表态发言
questions:
  - {name: 主题, section: 开头, required: true}
  - {name: 要点, section: 主体, kind: list, item: 要点, start_items: 2, fields: [{name: 标题}]}
blocks:
  - {key: title, style: title, text: "{{ 主题 }}"}
  - {key: point, for_each: 要点, as: 点, ordinals: 一是, text: "{{ 序号 }}{{ 点.标题 }}"}
"""
TINY_PROBLEM_LINE = 8
"""Where ``broken_tiny`` is refused."""


def broken_tiny() -> str:
    """TINY with an operator that the template language does not have."""
    return TINY.replace("{{ 主题 }}", "{{ 主题 + 主题 }}")


def person(username: str, **facts: Any) -> User:
    return User.objects.create_user(username, password=None, **facts)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def four_point_version() -> TemplateVersion:
    load_builtin_templates()
    return SpeechTemplate.objects.get(slug="four-point").latest


def assembled_draft(owner: User, **answers: str) -> Draft:
    draft = drafting.start_draft(owner=owner, template_version=four_point_version())
    drafting.save_answers(draft=draft, answers=draft.answers | answers, base=draft.answers_version)
    return drafting.assemble_draft(draft=draft, author=owner)


def many_drafts(owner: User, count: int, **facts: Any) -> list[Draft]:
    """``count`` rows of the list, the first the newest, an hour apart; titles 讲稿 1, 讲稿 2, …."""
    version = four_point_version()
    now = timezone.now()
    rows = [
        Draft(
            **{
                "owner": owner,
                "speech_template": version.speech_template,
                "template_version": version,
                "version": 1,
                "title": f"讲稿 {number}",
                "updated_at": now - timedelta(hours=number),
                **facts,
            }
        )
        for number in range(1, count + 1)
    ]
    return Draft.objects.bulk_create(rows)

"""One of everything that a page can show, for the tests that open every page."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, Revision, SpeechTemplate, TemplateVersion, User
from drafts.services import drafting
from drafts.services.layouts import load_builtin_layouts
from drafts.services.templates import create_template, load_builtin_templates, publish_version
from tests.views.people import TINY, broken_tiny, many_drafts

LONG = "在市政协党组理论学习中心组专题研讨交流会议上的发言材料" * 7 + "标题不断"
LONG_WORDS = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
RARE = "𠀀𪚥㐂龘"


@dataclass
class Stage:
    """People, templates and drafts by name."""

    people: dict[str, User]
    templates: dict[str, SpeechTemplate]
    drafts: dict[str, Draft] = field(default_factory=dict)

    def of(self, name: str, draft: str, query: str = "", **more: Any) -> str:
        return reverse(name, kwargs={"pk": self.drafts[draft].pk, **more}) + query

    def admin_of(self, name: str, thing: str, action: str = "change") -> str:
        found: Any = self.people if name == "user" else self.templates
        pk = found[thing].versions.latest("number").pk if name == "templateversion" else found[thing].pk
        return reverse(f"admin:drafts_{name}_{action}", args=[pk])


def set_the_stage() -> Stage:
    load_builtin_templates()
    load_builtin_layouts()
    names = {"owner": "周某", "newcomer": "新来的人", "staff": "管理模板的人"}
    people = {name: User.objects.create_user(name, name=words) for name, words in names.items()}
    User.objects.filter(username="staff").update(is_staff=True)
    people["staff"].refresh_from_db()
    people["administrator"] = User.objects.create_superuser("administrator", name="管理员")
    stage = Stage(people, {template.slug: template for template in SpeechTemplate.objects.all()})
    stage.templates["tiny"] = create_template(source=TINY.replace("小模板", "很长的模板名称" * 4), author=None)
    _fill_the_list(people["owner"])
    makers: dict[str, Callable[[Stage], Draft]] = {
        "open": _open,
        "sample": _sample,
        "long": _long,
        "fresh": _fresh,
        "gaps": _gaps,
        "speech": _speech,
        "pending": _pending,
        "torn": _torn,
        "rare": _rare,
        "misfit": _misfit,
        "refused": _refused,
        "damaged": _damaged,
    }
    for name, make in makers.items():
        stage.drafts[name] = make(stage)
    trashed = many_drafts(people["owner"], 3, title=LONG)
    for draft in trashed:
        drafting.trash_draft(draft=draft)
    stage.drafts["trashed"] = trashed[0]
    return stage


def edit(draft: Draft, **changed: str) -> None:
    """Save the text with new words in the paragraphs called by their keys."""
    draft.refresh_from_db()
    before = drafting.read_document(draft)
    after = [Paragraph.of(p.key, p.style, changed[p.key]) if p.key in changed else p for p in before]
    save(draft, Document(tuple(after)))


def save(draft: Draft, document: Document) -> None:
    drafting.save_document(draft=draft, author=draft.owner, base=draft.version, save_id=uuid.uuid4(), document=document)
    draft.refresh_from_db()


def _fill_the_list(owner: User) -> None:
    many_drafts(owner, 150, title=LONG, character_count=2260, gap_count=2)
    many_drafts(owner, 25, title=LONG_WORDS, character_count=1, gap_count=1)
    originals = many_drafts(owner, 25, version=0, answered=3, questions=14, title="")
    Draft.objects.filter(pk__in=[draft.pk for draft in originals[:12]]).update(copied_from=originals[20])


def _start(stage: Stage, *, with_sample: bool = False, template: str = "four-point") -> Draft:
    version = stage.templates[template].latest
    return drafting.start_draft(owner=stage.people["owner"], template_version=version, with_sample=with_sample)


def _assembled(stage: Stage) -> Draft:
    draft = _start(stage, with_sample=True)
    return drafting.assemble_draft(draft=draft, author=draft.owner)


def _answer(draft: Draft, **changed: Any) -> None:
    drafting.save_answers(draft=draft, answers=draft.answers | changed, base=draft.answers_version)


def _open(stage: Stage) -> Draft:
    """Started, with nothing filled in yet but one answer, so that it stays a draft of its own."""
    draft = _start(stage)
    _answer(draft, 单位="市档案馆")
    return draft


def _sample(stage: Stage) -> Draft:
    return _start(stage, with_sample=True)


def _long(stage: Stage) -> Draft:
    """Answers at and past their limits, and a list that is full."""
    draft = _start(stage, with_sample=True)
    points = [{**draft.answers["要点"][0], "id": f"n{n}", "标题": LONG_WORDS} for n in range(10)]
    _answer(draft, 标题=LONG, 会议=LONG_WORDS * 2, 背景="长" * 5_001, 日期="某年某月", 要点=points)
    return draft


def _fresh(stage: Stage) -> Draft:
    """Assembled, and not touched since."""
    return _assembled(stage)


def _gaps(stage: Stage) -> Draft:
    draft = _start(stage)
    _answer(draft, 会议=LONG[:80])
    return drafting.assemble_draft(draft=draft, author=draft.owner)


def _speech(stage: Stage) -> Draft:
    """Five versions, one of them marked."""
    draft = _assembled(stage)
    edit(draft, salutation="同志们：")
    edit(draft, salutation="各位委员、同志们：", unit="市档案馆党组")
    edit(draft, title=LONG)
    edit(draft, salutation="各位同志、各位委员：")
    Revision.objects.filter(draft=draft, number=2).update(name="送审稿" * 10, pinned=True)
    return draft


def _pending(stage: Stage) -> Draft:
    """Edited here, answered there: both go together."""
    draft = _assembled(stage)
    edit(draft, salutation="同志们：")
    _answer(draft, 单位="市博物馆")
    return draft


def _torn(stage: Stage) -> Draft:
    draft = _assembled(stage)
    edit(draft, title="手改的标题", salutation="亲爱的同志们：")
    _answer(draft, 标题="表单里改的标题", 称谓="各位来宾")
    return draft


def _rare(stage: Stage) -> Draft:
    draft = _assembled(stage)
    words = f"会议由{RARE}同志主持，<b>“引文”</b> & 表情😀，Supercalifragilistic。"
    save(draft, Document((Paragraph.of("title", Style.TITLE, RARE), Paragraph.of("p", Style.BODY, words))))
    return draft


def _misfit(stage: Stage) -> Draft:
    draft = _start(stage, template="tiny")
    Draft.objects.filter(pk=draft.pk).update(title=LONG, answers={"主题": ["一"], "旧项": LONG, "要点": "一、二"})
    draft.refresh_from_db()
    return draft


def _refused(stage: Stage) -> Draft:
    """Of a version that a newer check refuses; there is a better one."""
    template = create_template(source=TINY.replace("slug: tiny", "slug: refused"), author=None)
    draft = drafting.start_draft(owner=stage.people["owner"], template_version=template.latest, with_sample=True)
    publish_version(speech_template=template, source=template.latest.source.replace("小模板", "新版"), author=None)
    TemplateVersion.objects.filter(speech_template=template, number=1).update(source=broken_tiny())
    return draft


def _damaged(stage: Stage) -> Draft:
    draft = _assembled(stage)
    edit(draft, salutation="同志们：")
    Revision.objects.filter(draft=draft, number=1).update(content_hash="0" * 64)
    return draft

"""The gallery and a template's own page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drafts.core.template import load_template
from drafts.models import SpeechTemplate, TemplateVersion, User
from drafts.services.templates import create_template
from drafts.views.structure import Part, Row, parts_of
from tests.views.people import TINY, TINY_PROBLEM_LINE, broken_tiny, four_point_version, logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return logged_in(person("wang"))


def names(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/templates/[^"]*">(.*?)</a></h2>', page)


def tiny(n: int = 0) -> SpeechTemplate:
    return create_template(source=TINY.replace("slug: tiny", f"slug: tiny-{n}"), author=None)


def spoil(template: SpeechTemplate) -> None:
    TemplateVersion.objects.filter(speech_template=template).update(source=broken_tiny())


def test_structure_is_derived_from_questions_and_blocks() -> None:
    assert parts_of(load_template(TINY)) == (
        Part("标题", (Row("title"),)),
        Part("主体", (Row("point", "一是"), Row("point", "二是")), count=2, item="要点"),
    )


def test_four_point_form_reads_as_people_know_it() -> None:
    parts = parts_of(four_point_version().definition)
    assert [part.label for part in parts] == ["标题", "引言", "4 个要点", "结语", "落款"]
    assert parts[2].rows == tuple(Row("point", f"{n}要", has_sub_points=True) for n in "一二三四")
    assert [row.role for row in parts[1].rows] == ["salutation", "text", "text"]


def test_gallery_shows_the_default_first_and_marks_it(client: Client) -> None:
    SpeechTemplate.objects.filter(pk=tiny().pk).update(position=0)
    four_point_version()
    page = client.get("/templates/").content.decode()
    assert names(page)[0] == "四点式交流发言"
    assert page.count(">默认</span>") == 1


def test_gallery_leaves_out_what_is_archived(client: Client) -> None:
    template = tiny()
    SpeechTemplate.objects.filter(pk=template.pk).update(archived=True)
    assert names(client.get("/templates/").content.decode()) == []
    assert client.get("/templates/tiny-0/").status_code == 404


def test_broken_template_hides_from_people_and_shows_its_problem_to_staff(client: Client, administrator: User) -> None:
    four_point_version()
    spoil(tiny())
    assert "小模板" not in client.get("/templates/").content.decode()
    assert client.get("/templates/tiny-0/").status_code == 404
    staff = logged_in(administrator)
    for address in ("/templates/", "/templates/tiny-0/"):
        page = staff.get(address).content.decode()
        assert f"第 {TINY_PROBLEM_LINE} 行" in page
        assert "小模板" in page


def test_query_count_of_the_gallery_is_constant(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/templates/")
        return len(caught)

    tiny(1)
    one = count()
    for n in range(2, 12):
        tiny(n)
    assert count() == one


def test_template_page_shows_structure_questions_and_paper(client: Client) -> None:
    four_point_version()
    page = client.get("/templates/four-point/").content.decode()
    assert all(question.name in page for question in four_point_version().definition.questions)
    assert '<article class="paper" lang="zh-Hans">' in page
    assert 'action="/templates/four-point/start/"' in page


def test_template_without_a_sample_shows_gaps_and_offers_no_trial(client: Client) -> None:
    tiny()
    page = client.get("/templates/tiny-0/").content.decode()
    assert '<mark class="gap">（待填：主题）</mark>' in page
    assert "用示例内容试一试" not in page


def test_template_with_a_sample_is_shown_and_offered_for_trial(client: Client) -> None:
    create_template(source=TINY + "sample: {主题: 示例<题>}\n", author=None)
    page = client.get("/templates/tiny/").content.decode()
    assert "示例&lt;题&gt;</h3>" in page
    assert "用示例内容试一试" in page


LISTS = """\
slug: lists
name: 两张清单
kind: 对照检查发言
questions:
  - {name: 单位, section: 开场, required: true}
  - {name: 总述, section: 问题, kind: text}
  - {name: 问题, section: 问题, kind: list, item: 问题, fields: [{name: 标题}]}
  - {name: 原因, section: 原因, kind: list, item: 原因, start_items: 2, fields: [{name: 标题}]}
blocks:
  - {key: title, style: title, text: "{{ 单位 }}检查"}
  - {key: hello, text: "同志们好"}
  - {key: summary, text: "{{ 总述 }}"}
  - {key: problem, for_each: 问题, as: 题, style: heading-1, text: "{{ 题.标题 }}"}
  - {key: again, for_each: 问题, as: 题, text: "{{ 题.标题 }}"}
  - {key: head, style: heading-1, text: 原因分析}
  - {key: cause, for_each: 原因, as: 因, ordinals: （一）, text: "{{ 序号 }}{{ 因.标题 }}"}
  - {key: sign, style: signature, text: "{{ 单位 }}"}
"""


def test_sections_join_and_headings_go_with_what_follows() -> None:
    parts = parts_of(load_template(LISTS))
    assert [part.label for part in parts] == ["标题", "正文", "3 个问题", "2 个原因", "落款"]
    assert [row.role for row in parts[2].rows] == ["text", "point", "point", "point"]
    assert parts[3].rows == (Row("heading"), Row("point", "（一）"), Row("point", "（二）"))


def test_built_in_templates_all_have_a_structure(client: Client) -> None:
    four_point_version()
    page = client.get("/templates/").content.decode()
    assert len(names(page)) == SpeechTemplate.objects.count()
    for version in TemplateVersion.objects.all():
        labels = [part.label for part in parts_of(version.definition)]
        assert (version, labels[0], len(labels) == len(set(labels)) >= 3) == (version, "标题", True)


def test_template_that_writes_more_than_a_speech_opens_without_its_paper(owner: User) -> None:
    source = TINY + "".join(f"  - {{key: long-{n}, text: {'学' * 19_000}}}\n" for n in range(4))
    template = create_template(source=source, author=owner)
    page = logged_in(owner).get(template.get_absolute_url())
    assert page.status_code == 200
    assert 'class="paper' not in page.content.decode()

"""Errors say one sentence, whole in Chinese and whole in the reader's language."""

import pytest

from drafts.core.errors import AnswerError, AnswerProblem, NumberingError, Phrase, SidianError, TemplateError
from drafts.core.template import load_template
from tests.core.notation import template

ENGLISH = {
    "第 %(line)d 行：%(sentence)s": "Line %(line)d: %(sentence)s",
    "%(place)s：%(sentence)s": "%(place)s: %(sentence)s",
    "%(list)s第%(number)d项": "%(list)s, item %(number)d",
    "%(item)s的%(field)s": "%(item)s, %(field)s",
    "必须填写。": "Required.",
    "示例内容不合要求（%(problem)s）": "The sample answers do not fit (%(problem)s)",
    "用示例内容不能生成讲稿（%(problem)s）": "No speech can be made of the sample answers (%(problem)s)",
    "序号体系“%(family)s”最多排 %(limit)d 项，这里有 %(total)d 项。": "“%(family)s” counts %(limit)d, not %(total)d.",
    "“%(name)s”应是“名称: 内容”的一组。": "“%(name)s” has to be a group of “name: content”.",
    "模板": "template",
    "有一处不对：%(part)s。": "Something is wrong: %(part)s.",
    "第%(n)d处": "place %(n)d",
}
BLOCKS = "  - {key: a, for_each: 要点, as: 点, ordinals: 首先, text: '{{ 序号 }}{{ 点.标题 }}'}\n"


def english(message: str) -> str:
    return ENGLISH[message]


def refusal(source: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        load_template(source)
    return caught.value


def test_parameter_that_is_a_phrase_is_translated_with_its_sentence() -> None:
    error = SidianError("有一处不对：%(part)s。", part=Phrase("第%(n)d处", {"n": 3}))
    assert str(error) == "有一处不对：第3处。"
    assert error.translated(english) == "Something is wrong: place 3."


def test_parameter_that_is_an_error_is_translated_with_its_sentence() -> None:
    inner = NumberingError("必须填写。")
    error = TemplateError("示例内容不合要求（%(problem)s）", line=4, problem=inner)
    assert str(error) == "第 4 行：示例内容不合要求（必须填写。）"
    assert error.translated(english) == "Line 4: The sample answers do not fit (Required.)"


def test_problem_names_its_place_in_the_language_of_the_sentence() -> None:
    problem = AnswerProblem(("要点", 2, "标题"), "必须填写。", {})
    assert str(problem) == "要点第2项的标题：必须填写。"
    assert problem.translated(english) == "要点, item 2, 标题: Required."
    assert str(AnswerError([problem, problem])) == "要点第2项的标题：必须填写；要点第2项的标题：必须填写。"


def test_template_whose_sample_does_not_fit_is_refused_in_one_language() -> None:
    error = refusal(template(BLOCKS, more="sample:\n  会议: 例会\n  要点: [{标题: 学}, {内容: 习}]\n"))
    assert error.translated(english) == "Line 21: The sample answers do not fit (要点, item 2, 标题: Required.)"


def test_template_whose_sample_cannot_be_assembled_is_refused_in_one_language() -> None:
    error = refusal(template(BLOCKS, more="sample:\n  会议: 例会\n  要点:" + "\n    - 标题: 学" * 6 + "\n"))
    assert error.translated(english) == (
        "Line 20: No speech can be made of the sample answers (“首先” counts 5, not 6.)"
    )


def test_what_is_no_template_at_all_is_refused_in_one_language() -> None:
    assert refusal("一").translated(english) == "Line 1: “template” has to be a group of “name: content”."

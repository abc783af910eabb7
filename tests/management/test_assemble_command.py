"""``manage.py assemble``: real files in, real files out, one line for bad input."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from drafts.core.numbering import FAMILIES
from drafts.formats.files import read_document
from drafts.services.templates import builtin_source

ANSWERS = {
    "会议": "局党组理论学习中心组专题研讨会",
    "专题": "把调查研究落到实处",
    "要点": [
        {"标题": "选准题目", "内容": "题目从群众中来。"},
        {"标题": "摸清实情", "内容": "脚要下去。", "分点": [{"标题": "看", "内容": "看现场。"}, {"标题": "问"}]},
    ],
}

Run = Callable[..., Path]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Assembles answers (a dict, or the file's text) into ``name`` and gives the path."""

    def assemble(answers: object, name: str = "out.txt", template: str = "four-point") -> Path:
        text = answers if isinstance(answers, str) else yaml.safe_dump(answers, allow_unicode=True)
        source = tmp_path / "answers.yaml"
        source.write_text(text, "utf-8")
        call_command("assemble", template, answers=str(source), output=str(tmp_path / name))
        return tmp_path / name

    return assemble


def refusal(run: Run, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(*args, **kwargs)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_assemble_writes_plain_text(run: Run) -> None:
    assert run(ANSWERS).read_text("utf-8") == (
        "在局党组理论学习中心组专题研讨会上的发言材料\n"
        "结合学习体会和工作实际，我认为，把调查研究落到实处，要从以下两个方面入手：\n"
        "一要选准题目。题目从群众中来。\n"
        "二要摸清实情。脚要下去。首先，看。看现场。其次，问。\n"
    )


def test_assemble_writes_keyed_paragraphs_as_json(run: Run) -> None:
    data = json.loads(run(ANSWERS, "out.json").read_text("utf-8"))
    assert data["paragraphs"][0] == {
        "key": "title",
        "style": "title",
        "text": "在局党组理论学习中心组专题研讨会上的发言材料",
    }
    assert [paragraph["key"] for paragraph in data["paragraphs"]] == ["title", "theme", "point.n1", "point.n2"]


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_assemble_uses_the_family_that_yaml_names_without_quotes(run: Run, family: str) -> None:
    text = yaml.safe_dump(ANSWERS, allow_unicode=True) + f"序号体系: {family}\n"
    assert run(text).read_text("utf-8").split("\n")[2].startswith(family)


def test_assemble_writes_word_that_reads_back(run: Run) -> None:
    path = run(ANSWERS, "out.docx")
    document = read_document(path.name, path.read_bytes())
    assert document.plain_text + "\n" == run(ANSWERS).read_text("utf-8")


def test_assemble_writes_pdf(run: Run) -> None:
    assert run(ANSWERS, "out.PDF").read_bytes().startswith(b"%PDF-")


def test_assemble_takes_a_template_file(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((builtin_source("four-point") or "").replace("发言材料", "讲话提纲"), "utf-8")
    assert (
        run(ANSWERS, template=str(own)).read_text("utf-8").startswith("在局党组理论学习中心组专题研讨会上的讲话提纲\n")
    )


def test_skeleton_names_every_question_and_can_be_filled(run: Run) -> None:
    out = StringIO()
    call_command("assemble", "four-point", skeleton=True, stdout=out)
    blank = yaml.safe_load(out.getvalue())
    assert list(blank) == [
        *("会议", "专题", "标题", "称谓", "背景", "意义", "问题", "过渡"),
        *("序号体系", "要点", "结尾", "下一步", "单位", "职务", "姓名", "日期"),
    ]
    assert run(blank | ANSWERS).read_text("utf-8") == run(ANSWERS).read_text("utf-8")


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"会议": "会"}, "专题：必须填写；要点：必须填写。"),
        (ANSWERS | {"会仪": "会"}, "会仪：没有这个填写项"),
        (ANSWERS | {"要点": "四点"}, "要点：应是一个列表。"),
        (ANSWERS | {"会议": 5}, "会议：应是一段文字（数字请加引号）。"),
        (ANSWERS | {"背景": "长" * 5_001}, "背景：太长：最多 5000 字，现有 5001 字。"),
        (ANSWERS | {"日期": "2026-02-30"}, "日期：应是一个日期，如 2026-03-08。"),
        (ANSWERS | {"序号体系": "甲、"}, "序号体系：没有“甲、”这个序号体系"),
        (ANSWERS | {"要点": [{"内容": "没有标题"}]}, "要点第1项的标题：必须填写。"),
        ("会议: [", "请检查缩进、冒号和引号。"),
        ("- 会议", "这里应是“名称: 内容”的一组。"),
        ("会议: &a 会\n专题: *a", "请检查缩进、冒号和引号。"),
    ],
)
def test_assemble_refuses_answers_that_do_not_fit(run: Run, tmp_path: Path, answers: object, complaint: str) -> None:
    assert complaint in refusal(run, answers)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yaml"]


def test_assemble_refuses_an_unknown_template_and_an_unknown_ending(run: Run) -> None:
    assert refusal(run, ANSWERS, template="five-point").startswith("没有“five-point”这个模板")
    assert refusal(run, ANSWERS, "out.odt").startswith("不能写出这种文件：out.odt")


def test_assemble_refuses_unreadable_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("会议: 会".encode("gb18030"))
    assert refusal(run, ANSWERS, template=str(tmp_path / "latin.yaml")).endswith("不是 UTF-8 编码的文本。")
    assert refusal(run, ANSWERS, template=str(tmp_path / "none.yaml")).startswith("读不到文件")


def test_assemble_leaves_what_was_there_when_the_folder_is_missing(run: Run, tmp_path: Path) -> None:
    assert refusal(run, ANSWERS, "no/such/out.txt").startswith("不能写入")
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yaml"]


def test_assemble_names_the_line_of_a_bad_template(run: Run, tmp_path: Path) -> None:
    source = (builtin_source("four-point") or "").replace("在{{ 会议 }}上", "在{{ 会议.__class__ }}上")
    line = source[: source.index("__class__")].count("\n") + 1
    (tmp_path / "bad.yaml").write_text(source, "utf-8")
    assert refusal(run, ANSWERS, template=str(tmp_path / "bad.yaml")) == f"第 {line} 行：没有“__class__”这个字段。"


def test_command_line_gives_one_line_and_exit_status_2() -> None:
    command = [sys.executable, "manage.py", "assemble", "five-point", "--answers", "none.yaml", "-o", "out.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "five-point" in done.stderr

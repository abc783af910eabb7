"""``manage.py assemble``: real files in, real files out, one line for bad input."""

import json
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from django.core.management import CommandError, call_command
from docx.oxml.ns import qn

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

    def assemble(answers: object, name: str = "out.txt", template: str = "four-point", **more: str) -> Path:
        text = answers if isinstance(answers, str) else yaml.safe_dump(answers, allow_unicode=True)
        source = tmp_path / "answers.yaml"
        source.write_text(text, "utf-8")
        call_command("assemble", template, answers=str(source), output=str(tmp_path / name), **more)
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
        (ANSWERS | {"会议": ["会"]}, "会议：应是一段文字。"),
        (ANSWERS | {"id": "a"}, "id：没有这个填写项"),
        (ANSWERS | {"背景": "长" * 5_001}, "背景：太长：最多 5000 字，现有 5001 字。"),
        (ANSWERS | {"日期": "2026-02-30"}, "日期：应是一个日期，如 2026-03-08。"),
        (ANSWERS | {"序号体系": "甲、"}, "序号体系：没有“甲、”这个序号体系"),
        (ANSWERS | {"要点": [{"内容": "没有标题"}]}, "要点第1项的标题：必须填写。"),
        ("会议: [", "请检查缩进、冒号和引号。"),
        ("- 会议", "这里应是“名称: 内容”的一组。"),
        ("会议: &a 会\n专题: *a", "第 1 行：不能使用 YAML 的锚点和引用"),
        ("会议: 会\n专题: 题\n会议: 又", "第 3 行：“会议”写了两次。"),
        ("会议: 会\n要点:\n- {标题: 一, 标题: 二}", "第 3 行：“标题”写了两次。"),
        ("会议: 会\n专题: !!binary aGk=", "第 2 行：不能使用 YAML 的标签"),
        ("会议: 会\n---\n专题: 题", "第 2 行：一个文件里只能有一份内容。"),
        ("会议: 会\n<<: {专题: 题}", "<<：没有这个填写项"),
        ("会议: 会\n背景: =", "专题：必须填写；要点：必须填写。"),
        ("- a\n" * 100_000, "第 20000 行：文件里的内容超过了 20000 项。"),
        ("背景: [" + "a," * 200_000 + "]", "第 1 行：文件里的内容超过了 20000 项。"),
        ("背景: " + "[" * 300_000, "第 1 行：层次太深。"),
        ("背景: 1" + ":1" * 200_000, "背景：太长：最多 5000 字"),
        ("背景: 0x" + "f" * 500_000, "背景：太长：最多 5000 字"),
        ("背景: 1" + "学" * 600_000, "文件超过了 600000 字。"),
        ("背景: 1" + "学" * 700_000, "太大：最多 2 MB。"),
    ],
)
def test_assemble_refuses_answers_that_do_not_fit(run: Run, tmp_path: Path, answers: object, complaint: str) -> None:
    assert complaint in refusal(run, answers)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yaml"]


def test_assemble_names_the_first_of_many_problems_and_counts_the_rest(run: Run) -> None:
    complaint = refusal(run, ANSWERS | {f"甲{n}": "一" for n in range(1_000)})
    assert complaint.count("没有这个填写项") == 5
    assert complaint.endswith("；等等，共 1000 处。")


def test_assemble_refuses_an_unknown_template_and_an_unknown_ending(run: Run) -> None:
    assert refusal(run, ANSWERS, template="five-point").startswith("没有“five-point”这个模板")
    assert refusal(run, ANSWERS, "out.odt").startswith("不能写出这种文件：out.odt")


@pytest.mark.parametrize(
    "typed",
    [
        "5",
        "1.50",
        "0x1F",
        "0777",
        "1_000",
        "12:30",
        "1e3",
        ".5",
        "yes",
        "No",
        "true",
        "2026-03-08",
        "=",
        ".nan",
        "第 1 次",
    ],
)
def test_answer_is_the_text_that_was_typed(run: Run, typed: str) -> None:
    text = yaml.safe_dump({name: answer for name, answer in ANSWERS.items() if name != "专题"}, allow_unicode=True)
    assert f"我认为，{typed}，要从" in run(f"{text}专题: {typed}\n").read_text("utf-8")


@pytest.mark.parametrize("nothing", ["~", "null", "", "''"])
def test_answer_of_nothing_is_none(run: Run, nothing: str) -> None:
    text = yaml.safe_dump(ANSWERS, allow_unicode=True)
    assert run(f"{text}背景: {nothing}\n").read_text("utf-8") == run(ANSWERS).read_text("utf-8")


def test_longest_answers_fit_into_a_file_also_where_every_character_is_an_escape(run: Run) -> None:
    answers = ANSWERS | {"会议": "𠮷😀会", "背景": "学" * 5_000, "结尾": "学" * 5_000}
    answers["要点"] = [{"标题": "学", "内容": "学" * 4_500}] * 5 + [{"标题": "学" * 120, "内容": "学" * 4_000}] * 5
    escaped = json.dumps(answers)
    assert run(escaped, "a.txt").read_text("utf-8") == run(json.dumps(answers, ensure_ascii=False)).read_text("utf-8")


def test_assemble_refuses_unreadable_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("会议: 会".encode("gb18030"))
    assert refusal(run, ANSWERS, template=str(tmp_path / "latin.yaml")).endswith("不是 UTF-8 编码的文本。")
    assert refusal(run, ANSWERS, template=str(tmp_path / "none.yaml")).startswith("不能读取")
    assert refusal(run, ANSWERS, template=str(tmp_path)).startswith("没有")
    (tmp_path / "folder.yaml").mkdir()
    assert refusal(run, ANSWERS, template=str(tmp_path / "folder.yaml")).startswith("不能读取")
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")  # says that it has no bytes at all
    assert refusal(run, ANSWERS, template=str(tmp_path / "endless.yaml")).endswith("太大：最多 2 MB。")


def test_assemble_writes_a_name_as_long_as_a_folder_takes(run: Run) -> None:
    name = "讲" * 83 + ".txt"
    assert len(name.encode()) == 253
    assert run(ANSWERS, name).read_text("utf-8").startswith("在局党组")


def test_assemble_refuses_a_longer_name_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    assert refusal(run, ANSWERS, "讲" * 90 + ".txt").startswith("不能写入")
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yaml"]


def test_assemble_keeps_the_permissions_of_the_file_and_gives_a_new_one_the_usual(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shared.txt").write_text("旧")
    (tmp_path / "shared.txt").chmod(0o640)
    before = os.umask(0o027)
    try:
        assert stat.S_IMODE(run(ANSWERS, "shared.txt").stat().st_mode) == 0o640
        assert stat.S_IMODE(run(ANSWERS, "new.txt").stat().st_mode) == 0o640
        os.umask(0o022)
        assert stat.S_IMODE(run(ANSWERS, "other.txt").stat().st_mode) == 0o644
    finally:
        os.umask(before)


def test_assemble_writes_where_a_link_points(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.txt").write_text("旧")
    (tmp_path / "out.txt").symlink_to(tmp_path / "folder" / "real.txt")
    assert run(ANSWERS).is_symlink()
    assert (tmp_path / "folder" / "real.txt").read_text("utf-8").startswith("在局党组")
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["real.txt"]


def test_assemble_leaves_the_old_file_where_the_disk_is_full(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.docx").write_text("旧")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(ANSWERS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        assert refusal(run, ANSWERS, "out.docx").startswith("不能写入")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "out.docx").read_text() == "旧"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.yaml", "out.docx"]


def test_assemble_names_the_line_of_a_bad_template(run: Run, tmp_path: Path) -> None:
    source = (builtin_source("four-point") or "").replace("在{{ 会议 }}上", "在{{ 会议.__class__ }}上")
    line = source[: source.index("__class__")].count("\n") + 1
    (tmp_path / "bad.yaml").write_text(source, "utf-8")
    assert refusal(run, ANSWERS, template=str(tmp_path / "bad.yaml")) == f"第 {line} 行：没有“__class__”这个字段。"


def test_assemble_takes_a_layout_profile(run: Run) -> None:
    pitches = [
        docx.Document(str(run(ANSWERS, "out.docx", **chosen))).sections[0]._sectPr.find(qn("w:docGrid"))
        for chosen in ({}, {"profile": "national"}, {"profile": "reading"})
    ]
    assert [pitch.get(qn("w:linePitch")) for pitch in pitches] == ["579", "579", "660"]
    assert refusal(run, ANSWERS, profile="none") == "没有“none”这个版式，可选：national、reading。"


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["assemble", "five-point", "--answers", "none.yaml", "-o", "out.txt"], "five-point"),
        (["assemble"], "TEMPLATE"),
        (["assemble", "four-point", "--answers"], "--answers"),
        (["assemble", "four-point", "--no-such\noption"], "--no-such"),
        (["assemble", "four-point", "--verbosity", "9"], "--verbosity"),
        (["outline"], "FILE"),
        (["outline", "a.txt", "b.txt"], "b.txt"),
        (["outline", "--xml", "a.txt"], "--xml"),
        (["outline", "no\nsuch.txt"], "such.txt"),
    ],
)
def test_command_line_gives_one_line_and_exit_status_2(arguments: list[str], word: str) -> None:
    done = manage(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert word in done.stderr


@pytest.mark.parametrize(("command", "argument"), [("assemble", "--skeleton"), ("outline", "--json")])
def test_help_is_still_there(command: str, argument: str) -> None:
    done = manage(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: manage.py {command} ")
    assert argument in done.stdout


def test_arguments_that_another_program_gives_wrongly_are_refused_alike() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("assemble", "four-point", "--no-such-option")
    assert (caught.value.returncode, str(caught.value)) == (2, "unrecognized arguments: --no-such-option")

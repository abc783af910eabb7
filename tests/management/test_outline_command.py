"""``manage.py outline``: readable lines, JSON, and one line for every kind of bad file."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from drafts.core.document import Document
from drafts.formats.word import write_word

SPEECH = (
    "学习体会\n同志们：\n我谈两点体会。\n一是学要深。首先，静下心。其次，沉下气。\n二是干要实。说了就办。\n谢谢大家！\n"
)


def outline_of(path: Path, *options: str) -> str:
    written = StringIO()
    call_command("outline", str(path), *options, stdout=written)
    return written.getvalue()


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, "utf-8")
    return path


def test_outline_prints_one_indented_line_a_section(speech: Path) -> None:
    assert outline_of(speech).splitlines() == [
        "标题（4 字）",
        "称谓（4 字）",
        "引言（7 字）",
        "过渡（预告 2 项）：我谈两点体会。",
        "一是学要深（20 字）",
        "  首先，静下心（7 字）",
        "  其次，沉下气（7 字）",
        "二是干要实（11 字）",
        "结语（5 字）",
    ]


def test_outline_prints_json(speech: Path) -> None:
    outline = json.loads(outline_of(speech, "--json"))
    assert outline["title"] == {"paragraph": 0, "text": "学习体会"}
    assert outline["announced_count"] == 2
    assert [(point["ordinal"], point["heading"], point["paragraphs"]) for point in outline["points"]] == [
        ("一是", "学要深", [3]),
        ("二是", "干要实", [4]),
    ]
    assert outline["closing"] == [5]


def test_outline_explains_each_paragraph(speech: Path) -> None:
    assert outline_of(speech, "--explain").splitlines()[2:4] == [
        "3 过渡 [announces] 这里说明接下来要谈什么，后面就是要点。 我谈两点体会。",
        "4 要点 [ordinal-leads] 段首有序号“一是”，在全文最外一层。 一是学要深。首先，静下心。其次，沉下气。",
    ]


def test_outline_prints_reasons_as_json(speech: Path) -> None:
    found = json.loads(outline_of(speech, "--json", "--explain"))
    assert [(row["paragraph"], row["role"], row["rule"]) for row in found.pop("reasons")] == [
        (0, "title", "first-line"),
        (1, "salutation", "form"),
        (2, "transition", "announces"),
        (3, "point", "ordinal-leads"),
        (4, "point", "ordinal-leads"),
        (5, "closing", "farewell"),
    ]
    assert found == json.loads(outline_of(speech, "--json"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.txt", None, "不能读取"),
        ("speech.pdf", b"%PDF-1.7", "不认识的文件类型：speech.pdf"),
        ("broken.docx", b"PK\x03\x04 broken", "不能读取"),
        ("empty.txt", b"", "文件里没有文字。"),
        ("empty.docx", write_word(Document()), "文件里没有文字。"),
        ("large.txt", b"a" * (2 * 1024 * 1024 + 1), "文件超过了 2 MB。"),
        ("large.docx", b"a" * (10 * 1024 * 1024 + 1), "太大：最多 10 MB。"),
    ],
)
def test_outline_refuses_a_bad_file_with_one_line(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=reason) as caught:
        outline_of(path)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


def test_outline_reads_no_more_of_a_file_than_it_takes(tmp_path: Path) -> None:
    (tmp_path / "endless.txt").symlink_to("/dev/zero")  # says that it has no bytes at all
    with pytest.raises(CommandError, match="太大：最多 10 MB。"):
        outline_of(tmp_path / "endless.txt")

"""``manage.py typeset``: a speech in, a standard file out, one line for bad input."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from drafts.formats.files import read_document
from tests.formats.pages import pages_of

SPEECH = "学习体会\n同志们：\n我谈两点体会。\n一、学要深\n静下心来学。\n二、干要实\n说了就办。\n谢谢大家！\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, "utf-8")
    return path


def typeset(source: Path, name: str, **options: str) -> tuple[Path, str]:
    """The file that was written beside ``source``, and what was said."""
    said = StringIO()
    call_command("typeset", str(source), output=str(source.parent / name), stderr=said, **options)
    return source.parent / name, said.getvalue()


def refusal(source: Path, name: str = "out.docx", **options: str) -> str:
    before = sorted(path.name for path in source.parent.iterdir())
    with pytest.raises(CommandError) as caught:
        typeset(source, name, **options)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in source.parent.iterdir()) == before
    return str(caught.value)


def test_typeset_makes_a_styled_word_file(source: Path) -> None:
    written, said = typeset(source, "out.docx")
    document = read_document(written.name, written.read_bytes())
    assert document.plain_text + "\n" == SPEECH
    assert [paragraph.style.value for paragraph in document] == [
        *("title", "salutation", "body", "heading-1", "body", "heading-1", "body", "body")
    ]
    assert said == ""


def test_typeset_makes_a_pdf_of_the_same_text(source: Path) -> None:
    written, _said = typeset(source, "out.PDF")
    (page,) = pages_of(written.read_bytes())
    assert "".join(line.text for line in page.lines) == SPEECH.replace("\n", "")


def test_typeset_takes_what_it_made(source: Path) -> None:
    first, _ = typeset(source, "first.docx")
    second, _ = typeset(first, "second.docx")
    assert second.read_bytes() == first.read_bytes()


def test_typeset_takes_a_layout_profile(source: Path) -> None:
    source.write_text(SPEECH + "说了就办。\n" * 30, "utf-8")
    counts = {
        slug: len(pages_of(typeset(source, f"{slug}.pdf", profile=slug)[0].read_bytes()))
        for slug in ("national", "reading")
    }
    assert counts["reading"] > counts["national"]


def test_typeset_says_which_characters_came_from_another_font(source: Path) -> None:
    source.write_text("发言\n张喆同志说了就办。\n", "utf-8")
    assert "喆" in typeset(source, "out.pdf")[1]
    assert typeset(source, "out.docx")[1] == ""


def test_typeset_refuses_what_it_cannot_read(source: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "old.doc").write_bytes(b"x")
    assert refusal(tmp_path / "broken.docx") == f"{tmp_path / 'broken.docx'}：文件已损坏，或不是 .docx 文件。"
    assert refusal(tmp_path / "empty.txt") == f"{tmp_path / 'empty.txt'}：文件是空的。"
    assert refusal(tmp_path / "old.doc").endswith("读不了 .doc 文件；请另存为 .docx 再试。")
    assert refusal(tmp_path / "none.txt").startswith("不能读取 ")
    assert refusal(tmp_path).startswith("不能读取 ")


def test_typeset_refuses_another_ending_profile_or_its_own_source(source: Path) -> None:
    assert refusal(source, "out.txt") == "排版只写出 .docx 和 .pdf，不写 out.txt。"
    assert refusal(source, "out.odt").startswith("不能写出这种文件：out.odt")
    assert refusal(source, profile="none") == "没有“none”这个版式，可选：national、reading。"
    word, _ = typeset(source, "own.docx")
    assert refusal(word, "own.docx").startswith("要写的文件就是原文件")
    assert refusal(source, "no/such/out.pdf").startswith("不能写入")


def test_command_line_gives_one_line_and_exit_status_2(source: Path) -> None:
    command = [sys.executable, "manage.py", "typeset", str(source), "-o", str(source.with_name("out.odt"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)

"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from drafts.core.errors import FormatError
from drafts.formats.saving import save_whole


def test_save_whole_replaces_what_is_there(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    target.write_bytes(b"old and longer")
    save_whole(target, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.pdf", b"new")]


def test_save_whole_takes_the_longest_name_that_there_is(tmp_path: Path) -> None:
    target = tmp_path / ("长" * 83 + ".pdf")
    save_whole(target, b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("place", ["no/such/out.pdf", "folder"])
def test_save_whole_leaves_nothing_where_it_cannot_write(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder" / "kept").mkdir(parents=True)
    with pytest.raises(FormatError) as caught:
        save_whole(tmp_path / place, b"new")
    assert str(caught.value).startswith(f"不能写入 {tmp_path / place}：")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]

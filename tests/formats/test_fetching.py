import shutil
from pathlib import Path

import pytest

from drafts.formats.fetching import FetchResult, fetch_fonts
from tests.formats.conftest import ROOT

OPEN = ROOT / "fonts" / "open"
READY = FetchResult("字体已经齐备。", complete=True, usable=True)


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without apt and npm, whose Python package index cannot be reached."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """A folder with every font of the repository's own."""
    folder = tmp_path / "open"
    folder.mkdir()
    for file in OPEN.iterdir():
        if file.suffix in (".otf", ".ttf", ".ttc"):
            (folder / file.name).symlink_to(file)
    return folder


@pytest.mark.usefixtures("no_tools")
def test_fetch_with_everything_there_only_looks(fetched: Path) -> None:
    assert fetch_fonts(fetched) == READY


@pytest.mark.usefixtures("no_tools")
def test_fetch_without_anything_says_so_and_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = fetch_fonts(tmp_path / "open")
    assert (result.complete, result.usable) == (False, False)
    reasons = capsys.readouterr().err.splitlines()
    assert reasons[:3] == [
        "fetch_fonts: fandol_from_debian: apt-get is not on this machine",
        "fetch_fonts: serif_from_npm: npm is not on this machine",
        "fetch_fonts: serif_from_debian: apt-get is not on this machine",
    ]
    assert [reason.partition(": ")[2].partition(":")[0] for reason in reasons[3:]] == ["sans_from_pip"]


@pytest.mark.usefixtures("no_tools")
def test_fetch_keeps_the_fallback_until_asked_to_retry(fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fetched / "FandolKai-Regular.otf").unlink()
    assert fetch_fonts(fetched) == FetchResult(
        "字体没有取全，PDF 先用后备字体；联网后运行 python manage.py fetch_fonts --retry。", complete=False, usable=True
    )
    assert capsys.readouterr().err != ""
    assert not fetch_fonts(fetched).complete
    assert capsys.readouterr().err == ""
    assert not fetch_fonts(fetched, retry=True).complete
    assert capsys.readouterr().err != ""


@pytest.mark.usefixtures("no_tools")
def test_fetch_does_not_take_half_a_font_for_a_whole_one(fetched: Path) -> None:
    whole = (OPEN / "FandolKai-Regular.otf").read_bytes()
    (fetched / "FandolKai-Regular.otf").unlink()
    (fetched / "FandolKai-Regular.otf").write_bytes(whole[: len(whole) // 2])
    assert not fetch_fonts(fetched).complete


@pytest.mark.usefixtures("no_tools")
def test_fetch_into_a_folder_that_cannot_be_made_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not fetch_fonts(tmp_path / "file" / "open").usable


def test_fetch_takes_fonts_out_of_a_debian_package(
    tmp_path: Path, fetched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """apt-get and dpkg are played by two small scripts that do on this machine what the real ones do."""
    tools = tmp_path / "tools"
    tools.mkdir()
    bash, cp, mkdir = (shutil.which(name) for name in ("bash", "cp", "mkdir"))
    (tools / "apt-get").write_text(f"#!{bash}\necho package > package.deb\n")
    (tools / "dpkg").write_text(f"#!{bash}\n{mkdir} -p $3/usr/share\n{cp} {OPEN}/Fandol*.otf $3/usr/share/\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    for name in ("FandolKai-Regular.otf", "FandolHei-Regular.otf"):
        (fetched / name).unlink()
    assert fetch_fonts(fetched) == READY
    assert sorted(fetched.glob(".*.part")) == []

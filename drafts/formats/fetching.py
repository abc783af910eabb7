"""Fetching the open fonts that a PDF embeds, without root and without installing anything.

The standard library alone, so that it runs before anything else is there:
``python -m drafts.formats.fetching fonts/open``.
"""

import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from drafts.core.errors import gettext_noop

_FANDOL = ("FandolFang-Regular.otf", "FandolKai-Regular.otf", "FandolHei-Regular.otf", "FandolSong-Regular.otf")
_SERIF = ("NotoSerifSC_900Black.ttf", "NotoSerifSC_400Regular.ttf")
_SERIF_DEBIAN = ("NotoSerifCJK-Black.ttc", "NotoSerifCJK-Medium.ttc")
_SANS = ("NotoSansCJKsc-Regular.otf",)
_NPM_PACKAGE = "@expo-google-fonts/noto-serif-sc@0.4.3"
_PIP_PACKAGE = "mpl-font==1.1.0"

_SECONDS = 300
_SMALLEST = 1_000_000
_MAGICS = (b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf")
_ATTEMPTED = ".attempted"


@dataclass(frozen=True, slots=True)
class FetchResult:
    """How it ended, in one sentence.  ``complete`` where every role has its own open font."""

    message: str
    complete: bool
    usable: bool


class _NotFetchedError(Exception):
    """A source that gave nothing; the next one is tried."""


def fetch_fonts(folder: Path, *, retry: bool = False) -> FetchResult:
    """Put the open fonts into ``folder`` where they are missing.  Never raises for want of network or tools.

    With fonts there already it only looks; a fallback font is kept until ``retry`` asks to try for the rest again.
    """
    if _complete(folder):
        return FetchResult(gettext_noop("字体已经齐备。"), complete=True, usable=True)
    if _usable(folder) and (folder / _ATTEMPTED).exists() and not retry:
        return _outcome(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fonts-") as scratch:
            _fetch_missing(folder, Path(scratch))
        (folder / _ATTEMPTED).touch()
    except OSError as error:
        print(f"fetch_fonts: {error}", file=sys.stderr)
    return _outcome(folder)


def _fetch_missing(folder: Path, scratch: Path) -> None:
    # Apt's own user must be able to enter when root downloads.
    scratch.chmod(0o755)
    if not _all_good(folder, _FANDOL):
        _try_each(folder, scratch, {_fandol_from_debian: _FANDOL})
    if not _has_serif(folder):
        _try_each(folder, scratch, {_serif_from_npm: _SERIF, _serif_from_debian: _SERIF_DEBIAN})
    if not _complete(folder) and not _all_good(folder, _SANS):
        _try_each(folder, scratch, {_sans_from_pip: _SANS})


def _try_each(
    folder: Path, scratch: Path, sources: Mapping[Callable[[Path], dict[str, Path]], tuple[str, ...]]
) -> None:
    """Take the files from the first source that has them all, whole."""
    for number, (source, names) in enumerate(sources.items()):
        place = scratch / f"{names[0]}-{number}"
        place.mkdir()
        try:
            files = source(place)
            missing = [name for name in names if name not in files or not _is_font(files[name])]
            if missing:
                raise _NotFetchedError(f"{', '.join(missing)}: missing or damaged")
        except (_NotFetchedError, OSError, tarfile.TarError, zipfile.BadZipFile, subprocess.SubprocessError) as error:
            print(f"fetch_fonts: {source.__name__.strip('_')}: {_one_line(error)}", file=sys.stderr)
            continue
        for name in names:
            _move(files[name], folder / name)
        return


def _fandol_from_debian(place: Path) -> dict[str, Path]:
    return _from_debian("texlive-lang-chinese", place)


def _serif_from_debian(place: Path) -> dict[str, Path]:
    return _from_debian("fonts-noto-cjk-extra", place)


def _from_debian(package: str, place: Path) -> dict[str, Path]:
    """The fonts in a Debian package, downloaded and unpacked below ``place``, nothing installed."""
    _need("apt-get", "dpkg")
    timeouts = ["-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1", "-o", "APT::Sandbox::User="]
    try:
        _run(["apt-get", *timeouts, "download", package], place)
    except _NotFetchedError:
        # Without package lists, or with outdated ones: fetch lists of our own, which needs no root.
        own = _own_apt_folders(place)
        _run(["apt-get", *timeouts, *own, "update"], place)
        _run(["apt-get", *timeouts, *own, "download", package], place)
    for archive in place.glob("*.deb"):
        _run(["dpkg", "-x", archive.name, "unpacked"], place)
    return {path.name: path for path in (place / "unpacked").rglob("*") if path.is_file() and not path.is_symlink()}


def _own_apt_folders(place: Path) -> list[str]:
    for name in ("state/lists/partial", "cache/archives/partial"):
        (place / name).mkdir(parents=True)
    state, cache = place / "state", place / "cache"
    return ["-o", f"Dir::State={state}", "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", f"Dir::Cache={cache}"]


def _serif_from_npm(place: Path) -> dict[str, Path]:
    _need("npm")
    options = ["--silent", "--cache", str(place / "cache"), "--fetch-timeout=20000", "--fetch-retries=1"]
    _run(["npm", "pack", _NPM_PACKAGE, *options], place)
    found: dict[str, Path] = {}
    for archive in place.glob("*.tgz"):
        with tarfile.open(archive) as package:
            for member in package:
                name = Path(member.name).name
                stream = package.extractfile(member) if member.isfile() and name in _SERIF else None
                if stream is not None:
                    found[name] = _copy(stream.read(), place / name)
    return found


def _sans_from_pip(place: Path) -> dict[str, Path]:
    options = ["--no-deps", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "--timeout", "20"]
    _run([sys.executable, "-m", "pip", "download", *options, "--dest", str(place), _PIP_PACKAGE], place)
    found: dict[str, Path] = {}
    for archive in place.glob("*.whl"):
        with zipfile.ZipFile(archive) as package:
            for member in package.namelist():
                name = Path(member).name
                if name in _SANS:
                    found[name] = _copy(package.read(member), place / name)
    return found


def _need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise _NotFetchedError(f"{program} is not on this machine")


def _run(command: list[str], place: Path) -> None:
    environment = os.environ | {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode != 0:
        raise _NotFetchedError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")


def _copy(content: bytes, target: Path) -> Path:
    target.write_bytes(content)
    return target


def _move(source: Path, target: Path) -> None:
    """Into place at once: a broken-off run leaves no half font under the real name."""
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o644)
    part.replace(target)


def _is_font(path: Path) -> bool:
    """Whether ``path`` is a whole OpenType file: its kind, its size, and every table within its length."""
    if not path.is_file() or path.stat().st_size < _SMALLEST:
        return False
    with path.open("rb") as stream:
        head = stream.read(12)
        if head[:4] not in _MAGICS:
            return False
        if head[:4] == b"ttcf":
            return True
        (count,) = struct.unpack(">H", head[4:6])
        records = struct.iter_unpack(">4sLLL", stream.read(16 * count))
        return all(offset + length <= path.stat().st_size for _, _, offset, length in records)


def _all_good(folder: Path, names: tuple[str, ...]) -> bool:
    return all(_is_font(folder / name) for name in names)


def _has_serif(folder: Path) -> bool:
    return _all_good(folder, _SERIF) or _all_good(folder, _SERIF_DEBIAN)


def _complete(folder: Path) -> bool:
    return _all_good(folder, _FANDOL) and _has_serif(folder)


def _usable(folder: Path) -> bool:
    return any(_is_font(folder / name) for name in (*_FANDOL, *_SERIF, *_SERIF_DEBIAN, *_SANS))


def _outcome(folder: Path) -> FetchResult:
    if _complete(folder):
        return FetchResult(gettext_noop("字体已经齐备。"), complete=True, usable=True)
    if _usable(folder):
        message = gettext_noop("字体没有取全，PDF 先用后备字体；联网后运行 python manage.py fetch_fonts --retry。")
        return FetchResult(message, complete=False, usable=True)
    message = gettext_noop(
        "没有取到字体，暂时不能导出 PDF；请把中文字体放进 fonts 文件夹，或联网后再运行 fetch_fonts。"
    )
    return FetchResult(message, complete=False, usable=False)


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1][:200] if lines else type(error).__name__


if __name__ == "__main__":
    print(fetch_fonts(Path(sys.argv[1] if len(sys.argv) > 1 else "fonts/open"), retry="--retry" in sys.argv).message)

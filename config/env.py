"""Settings from the environment: typed, with a default, and loud when a value is wrong."""

import contextlib
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_KEY_LENGTH = 32
# What the host of an address may look like; a leading dot stands for every name below it.
_HOST = re.compile(r"\*|\.?[a-z0-9-]+(\.[a-z0-9-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE | re.ASCII)


def stop(name: str, reason: str) -> NoReturn:
    """End the program with one sentence that names the variable."""
    sys.exit(f"{name}: {reason}")


def _read(name: str, default: T, parse: Callable[[str], T], *, wanted: str, english: str) -> T:
    raw = text(name)
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError:
        stop(name, f"应是{wanted}，现在是“{raw}”。(must be {english})")


def text(name: str, default: str = "") -> str:
    """The variable's text without spaces around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off."""

    def parse(raw: str) -> bool:
        if raw.lower() not in _TRUE | _FALSE:
            raise ValueError
        return raw.lower() in _TRUE

    return _read(name, default, parse, wanted=" 1 或 0", english="1 or 0")


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``."""

    def parse(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            raise ValueError
        return number

    return _read(
        name,
        default,
        parse,
        wanted=f" {least} 到 {most} 的整数",
        english=f"a whole number from {least} to {most}",
    )


def one_of(name: str, default: str, choices: set[str]) -> str:
    """One of a few words."""

    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError
        return raw

    known = ", ".join(sorted(choices))
    return _read(name, default, parse, wanted=f" {known} 之一", english=f"one of {known}")


def words(name: str, default: list[str]) -> list[str]:
    """A list parted by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def hosts(name: str, default: list[str]) -> list[str]:
    """Host names parted by commas, without scheme and port: with them no request would ever match."""
    found = words(name, default)
    for host in found:
        if not _HOST.fullmatch(host):
            stop(name, f"应是主机名，不带 http:// 和端口，“{host}”不是。(must be host names without scheme and port)")
    return found


def origins(name: str, default: list[str]) -> list[str]:
    """Origins parted by commas: scheme and host, and a port where it is not the scheme's own."""
    found = words(name, default)
    for origin in found:
        if not origin.startswith(("http://", "https://")):
            stop(name, f"每个地址都要以 http:// 或 https:// 开头，“{origin}”不是。(must start with a scheme)")
    return found


def folder(name: str, default: Path) -> Path:
    """A folder, as an absolute path; it need not exist yet, but no file may stand in its place."""
    path = Path(text(name) or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        stop(name, f"应是一个文件夹，{path} 不是。(must be a folder)")
    return path


def database(name: str, *, sqlite_file: Path, sqlite_options: dict[str, Any]) -> dict[str, Any]:
    """Django's database settings from a URL: postgres://user:password@host:port/name or sqlite:///path."""
    url = text(name)
    if not url:
        return _sqlite(sqlite_file, sqlite_options)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        stop(name, "不是正确的数据库地址。(not a database URL)")
    path = unquote(parts.path)
    if parts.scheme == "sqlite" and len(path) > 1:
        return _sqlite(Path(path[1:]).resolve(), sqlite_options)
    if parts.scheme not in ("postgres", "postgresql") or len(path) < 2:
        stop(name, "应写作 postgres://用户:密码@主机:端口/库名 或 sqlite:///路径。(not a database URL)")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder comes as ?host=/run/postgresql, as libpq spells it.
        "HOST": dict(parse_qsl(parts.query)).get("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 0,
        # After a restart of PostgreSQL the pool's dead connections are found out before a page meets them.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": 8, "timeout": 10},
            **{key: value for key, value in parse_qsl(parts.query) if key != "host"},
        },
    }


def _sqlite(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "config.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }


def secret_key(name: str, path: Path) -> str:
    """The key from the environment, else from ``path``, which is made with a random key and mode 0600 at first."""
    given = text(name)
    if given:
        if len(given) < _KEY_LENGTH:
            stop(name, f"至少要有 {_KEY_LENGTH} 个字符。(at least {_KEY_LENGTH} characters)")
        return given
    try:
        if not path.exists():
            _make_secret_key(path)
        kept = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        stop("SIDIAN_DATA_DIR", f"密钥文件 {path} 不能读写：{error}。(cannot read or write the secret key)")
    if len(kept) < _KEY_LENGTH:
        stop("SIDIAN_DATA_DIR", f"密钥文件 {path} 内容不完整，删除后会重新生成。(the secret key is damaged: delete it)")
    return kept


def _make_secret_key(path: Path) -> None:
    """Write a random key, private from its first byte and whole from its first moment under ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
        # Of two processes that start together one makes the key, and the other reads it.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()

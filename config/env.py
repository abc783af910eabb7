"""Settings from the environment: typed, with a default, and loud when a value is wrong."""

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def stop(name: str, reason: str) -> NoReturn:
    """End the program with one sentence that names the variable."""
    sys.exit(f"{name}: {reason}")


def _read(name: str, default: T, parse: Callable[[str], T], wanted: str) -> T:
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        return parse(raw.strip())
    except ValueError:
        stop(name, f"应是{wanted}，现在是“{raw}”。(must be {wanted})")


def text(name: str, default: str = "") -> str:
    """The variable's text without spaces around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off."""

    def parse(raw: str) -> bool:
        if raw.lower() not in _TRUE | _FALSE:
            raise ValueError
        return raw.lower() in _TRUE

    return _read(name, default, parse, " 1 或 0 ")


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``."""

    def parse(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            raise ValueError
        return number

    return _read(name, default, parse, f" {least} 到 {most} 的整数 ")


def one_of(name: str, default: str, choices: set[str]) -> str:
    """One of a few words."""

    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError
        return raw

    return _read(name, default, parse, " " + "、".join(sorted(choices)) + " 之一")


def words(name: str, default: list[str]) -> list[str]:
    """A list parted by commas."""
    return _read(name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], "逗号分隔的列表")


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
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": 8, "timeout": 10},
            **{key: value for key, value in parse_qsl(parts.query) if key != "host"},
        },
    }


def _sqlite(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }


def secret_key(name: str, path: Path) -> str:
    """The key from the environment, else from ``path``, which is made with a random key and mode 0600 at first."""
    given = os.environ.get(name, "").strip()
    if given:
        if len(given) < 32:
            stop(name, "至少要有 32 个字符。(at least 32 characters)")
        return given
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        return _make_secret_key(path)
    except (OSError, UnicodeDecodeError) as error:
        stop(name, f"读不了 {path}（{error}）。(cannot read the file)")


def _make_secret_key(path: Path) -> str:
    key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Exclusive and private from the first byte; of two processes that start together one makes the key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    except OSError as error:
        stop("SIDIAN_DATA_DIR", f"不能写入 {path}（{error.strerror}）。(cannot write the secret key)")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key

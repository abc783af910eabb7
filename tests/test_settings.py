"""Settings from the environment: defaults, what each variable changes, and the one sentence for a wrong value."""

import logging
import os
import runpy
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from csp.constants import NONCE, NONE, SELF
from django.test import Client
from django.urls import reverse

from config import env, preflight
from config.log import LineFormatter

ROOT = Path(__file__).resolve().parent.parent
KEY = "k" * 50

Load = Callable[..., dict[str, Any]]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Runs a file of config anew, by default the settings, in an environment that holds these variables alone."""
    for name in [name for name in os.environ if name.startswith("SIDIAN_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SIDIAN_DATA_DIR", str(tmp_path / "data"))

    def run(file: str = "settings.py", **variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / file))

    return run


def refusal(load: Load, file: str = "settings.py", **variables: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        load(file, **variables)
    return str(stopped.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIDIAN_DEBUG", "maybe"),
        ("SIDIAN_HTTPS", "2"),
        ("SIDIAN_LOCAL_COPIES", "never"),
        ("SIDIAN_SECRET_KEY", "short"),
        ("SIDIAN_CSRF_TRUSTED_ORIGINS", "speeches.example.org"),
        ("SIDIAN_ALLOWED_HOSTS", "https://speeches.example.org"),
        ("SIDIAN_ALLOWED_HOSTS", "localhost,speeches.example.org:8000"),
        ("SIDIAN_ALLOWED_HOSTS", "a.example.org b.example.org"),
        ("SIDIAN_LANGUAGE", "zh-CN"),
        ("SIDIAN_TIME_ZONE", "Asia/Atlantis"),
        ("SIDIAN_TIME_ZONE", "../etc/passwd"),
        ("SIDIAN_PROXY_COUNT", "-1"),
        ("SIDIAN_LOGIN_ATTEMPTS", "0"),
        ("SIDIAN_LOGIN_COOLOFF_MINUTES", "a while"),
        ("SIDIAN_SESSION_HOURS", "1.5"),
        ("SIDIAN_LOG_LEVEL", "loud"),
        ("SIDIAN_DATA_DIR", __file__),
        ("SIDIAN_FONTS_DIR", __file__),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "postgres://user@host"),
        ("DATABASE_URL", "postgres://user@host:port/name"),
        ("DATABASE_URL", "postgres://[host/name"),
        ("DATABASE_URL", "sqlite:///"),
    ],
)
def test_wrong_value_stops_with_one_sentence_that_names_the_variable(load: Load, name: str, value: str) -> None:
    sentence = refusal(load, **{name: value})

    assert sentence.startswith(f"{name}: ")
    assert len(sentence.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("SIDIAN_PORT", "http"), ("SIDIAN_PORT", "70000"), ("SIDIAN_WORKERS", "0"), ("SIDIAN_THREADS", "many")],
)
def test_wrong_value_of_the_server_stops_it_too(load: Load, name: str, value: str) -> None:
    assert refusal(load, "gunicorn.py", **{name: value}).startswith(f"{name}: ")


def test_wrong_value_is_said_in_both_languages(load: Load) -> None:
    assert refusal(load, "gunicorn.py", SIDIAN_PORT="http") == (
        "SIDIAN_PORT: 应是 1 到 65535 的整数，现在是“http”。(must be a whole number from 1 to 65535)"
    )


def test_wrong_database_address_does_not_show_its_password(load: Load) -> None:
    assert "sesame" not in refusal(load, DATABASE_URL="mysql://user:sesame@host/name")


def test_defaults_are_those_of_one_machine(load: Load) -> None:
    settings = load()

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["LANGUAGE_CODE"] == "zh-hans"
    assert settings["TIME_ZONE"] == "Asia/Shanghai"
    assert settings["SIDIAN_FONTS_DIR"] == ROOT / "fonts"
    assert "SECURE_SSL_REDIRECT" not in settings


@pytest.mark.parametrize(("given", "kept"), [("", True), ("1", True), ("0", False)])
def test_local_copies_are_kept_unless_switched_off(load: Load, given: str, kept: bool) -> None:
    assert load(SIDIAN_LOCAL_COPIES=given)["SIDIAN_LOCAL_COPIES"] is kept


def test_empty_variable_counts_as_not_given(load: Load) -> None:
    settings = load(SIDIAN_ALLOWED_HOSTS="", SIDIAN_LANGUAGE=" ", SIDIAN_HTTPS="", DATABASE_URL="")

    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["LANGUAGE_CODE"] == "zh-hans"
    assert settings["SIDIAN_HTTPS"] is False
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_hosts_are_parted_by_commas(load: Load) -> None:
    settings = load(SIDIAN_ALLOWED_HOSTS=" a.example.org, .b.example.org ,10.0.0.7,[fe80::1],desk-4,*")

    assert settings["ALLOWED_HOSTS"] == ["a.example.org", ".b.example.org", "10.0.0.7", "[fe80::1]", "desk-4", "*"]


def test_trusted_origins_keep_their_scheme(load: Load) -> None:
    settings = load(SIDIAN_CSRF_TRUSTED_ORIGINS="https://a.example.org,http://b.example.org:8080")

    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://a.example.org", "http://b.example.org:8080"]


def test_https_protects_cookies_and_redirects(load: Load) -> None:
    settings = load(SIDIAN_HTTPS="on")

    assert {
        name: settings[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    } == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
    }
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_forwarded_address_counts_only_behind_a_proxy(load: Load) -> None:
    assert load()["AXES_IPWARE_META_PRECEDENCE_ORDER"] == ["REMOTE_ADDR"]
    assert load(SIDIAN_PROXY_COUNT="1")["AXES_IPWARE_META_PRECEDENCE_ORDER"][0] == "HTTP_X_FORWARDED_FOR"


def test_content_security_policy_lets_nothing_in_from_elsewhere(load: Load) -> None:
    directives = load()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert directives["style-src"] == ["'self'"]
    sources = {source for values in directives.values() for source in values}
    assert sources == {NONE, SELF, "data:", NONCE}


def test_secret_key_is_made_once_and_private(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret_key"

    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]

    assert first == second == file.read_text().strip()
    assert len(first) >= 50
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(file.parent.iterdir()) == [file]


def test_secret_key_of_the_environment_leaves_no_file(load: Load, tmp_path: Path) -> None:
    assert load(SIDIAN_SECRET_KEY=KEY)["SECRET_KEY"] == KEY
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 50])
def test_damaged_secret_key_stops_with_one_sentence(load: Load, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_bytes(content)

    sentence = refusal(load)

    assert sentence.startswith("SIDIAN_DATA_DIR: ")
    assert str(tmp_path / "data" / "secret_key") in sentence


def test_sqlite_has_the_measured_settings(load: Load, tmp_path: Path) -> None:
    database = load()["DATABASES"]["default"]

    assert database == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "data" / "db.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


def test_sqlite_file_may_lie_elsewhere(load: Load, tmp_path: Path) -> None:
    settings = load(DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere.sqlite3")

    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "elsewhere.sqlite3"


def test_postgresql_is_read_from_its_address(load: Load) -> None:
    address = "postgres://us%40er:p%2Fw%23@db.example.org:5433/speeches?sslmode=require"

    assert load(DATABASE_URL=address)["DATABASES"]["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "speeches",
        "USER": "us@er",
        "PASSWORD": "p/w#",
        "HOST": "db.example.org",
        "PORT": "5433",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8, "timeout": 10}, "sslmode": "require"},
    }


def test_postgresql_socket_is_given_as_its_folder(load: Load) -> None:
    database = load(DATABASE_URL="postgresql:///speeches?host=/run/postgresql")["DATABASES"]["default"]

    assert (database["HOST"], database["PORT"], database["NAME"]) == ("/run/postgresql", "", "speeches")


@pytest.mark.parametrize(
    ("host", "bind"),
    [("", "127.0.0.1:8000"), ("192.0.2.1", "192.0.2.1:8000"), ("::1", "[::1]:8000"), ("[::1]", "[::1]:8000")],
)
def test_server_listens_where_it_is_told(load: Load, host: str, bind: str) -> None:
    assert load("gunicorn.py", SIDIAN_BIND=host)["bind"] == bind


def test_preflight_names_the_setting_of_a_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as stopped:
        preflight.check_address(f"127.0.0.1:{taken.getsockname()[1]}")

    assert str(stopped.value).startswith("SIDIAN_BIND, SIDIAN_PORT: ")
    assert len(str(stopped.value).splitlines()) == 1


def test_preflight_lets_a_free_port_pass() -> None:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        port = freed.getsockname()[1]

    assert preflight.check_address(f"127.0.0.1:{port}") is None


def test_preflight_makes_the_folder_private(tmp_path: Path) -> None:
    preflight.check_folder(tmp_path / "new" / "data")

    assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_preflight_names_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SystemExit, match=r"^SIDIAN_DATA_DIR: "):
        preflight.check_folder(tmp_path / "file" / "data")


def test_whole_takes_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDIAN_TRIAL", "1")
    assert env.whole("SIDIAN_TRIAL", 5, least=1, most=9) == 1
    monkeypatch.setenv("SIDIAN_TRIAL", "9")
    assert env.whole("SIDIAN_TRIAL", 5, least=1, most=9) == 9


@pytest.mark.django_db
def test_healthz_answers_while_the_database_does(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_event_of_the_log_stays_on_one_line() -> None:
    formatter = LineFormatter(fmt="{levelname} {message}", style="{")
    record = logging.makeLogRecord(
        {"levelname": "INFO", "msg": "log-in by %s", "args": ("四点\r\nWARNING \x1b[2J\u2028",)}
    )

    assert formatter.format(record) == r"INFO log-in by 四点\x0d\x0aWARNING \x1b[2J\u2028"


@pytest.mark.django_db
def test_failed_log_in_is_logged_with_name_and_address_but_no_password(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(reverse("login"), {"username": "guesser", "password": "sesame"})

    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("axes"))
    assert '"guesser"' in told
    assert '"127.0.0.1"' in told
    assert "sesame" not in told

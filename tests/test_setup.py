"""The first run of an installation and the ones after it, and what it is installed from."""

import os
import re
import stat
import subprocess
import sys
from importlib.metadata import requires
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pytest_django import Settings

from drafts.models import SpeechTemplate, User

ROOT = Path(__file__).resolve().parent.parent
SLUGS = {path.stem for path in (ROOT / "drafts" / "builtin").glob("*.yaml")}
PASSWORD = "山高水长-2026"
NO_HTTPS = "没有启用 HTTPS"


def set_up() -> str:
    output = StringIO()
    call_command("setup", stdout=output, no_color=True)
    return output.getvalue()


def shown_password(output: str) -> str:
    found = re.search(r"password: (\S+)", output)
    assert found, output
    return found[1]


@pytest.fixture
def administrator_settings(settings: Settings) -> Settings:
    settings.SIDIAN_ADMIN_USERNAME = "clerk"
    settings.SIDIAN_ADMIN_PASSWORD = ""
    settings.SIDIAN_HTTPS = False
    return settings


@pytest.mark.django_db
@pytest.mark.usefixtures("administrator_settings")
def test_first_run_makes_an_administrator_and_shows_the_password() -> None:
    password = shown_password(set_up())

    clerk = User.objects.get()
    assert (clerk.username, clerk.is_staff, clerk.is_superuser) == ("clerk", True, True)
    assert clerk.check_password(password)
    assert len(password) == 16


@pytest.mark.django_db
@pytest.mark.usefixtures("administrator_settings")
def test_second_run_is_silent_and_changes_nobody() -> None:
    set_up()
    before = User.objects.get().password

    assert set_up() == ""
    assert User.objects.get().password == before


@pytest.mark.django_db
def test_given_password_is_taken_and_not_shown(administrator_settings: Settings) -> None:
    administrator_settings.SIDIAN_ADMIN_PASSWORD = PASSWORD

    output = set_up()

    assert PASSWORD not in output
    assert "password" not in output
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "password"), [("clerk", "12345678"), ("clerk", "short"), ("two words", PASSWORD)])
def test_refused_administrator_is_one_sentence(administrator_settings: Settings, username: str, password: str) -> None:
    administrator_settings.SIDIAN_ADMIN_USERNAME = username
    administrator_settings.SIDIAN_ADMIN_PASSWORD = password

    with pytest.raises(CommandError, match=r"^SIDIAN_ADMIN_USERNAME, SIDIAN_ADMIN_PASSWORD: .+$"):
        set_up()
    assert User.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("administrator_settings")
def test_name_of_an_ordinary_person_is_not_made_administrator() -> None:
    User.objects.create_user("clerk", password=PASSWORD)

    with pytest.raises(CommandError, match=r"^SIDIAN_ADMIN_USERNAME, "):
        set_up()
    assert User.objects.get().is_superuser is False


@pytest.mark.django_db
@pytest.mark.usefixtures("administrator_settings")
def test_first_run_loads_the_built_in_templates() -> None:
    set_up()

    assert set(SpeechTemplate.objects.values_list("slug", flat=True)) == SLUGS


@pytest.mark.django_db
def test_missing_https_is_said_at_first_run(administrator_settings: Settings) -> None:
    assert NO_HTTPS in set_up()
    assert NO_HTTPS not in set_up()

    User.objects.all().delete()
    administrator_settings.SIDIAN_HTTPS = True
    assert NO_HTTPS not in set_up()


def _in_new_installation(folder: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIDIAN_", "DATABASE_", "DJANGO_"))
    }
    environment = {**kept, "SIDIAN_DATA_DIR": str(folder), **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_new_installation_keeps_its_files_private(tmp_path: Path) -> None:
    data = tmp_path / "data"

    done = _in_new_installation(data, "manage.py", "setup")

    assert (done.returncode, done.stderr) == (0, "")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.iterdir())}
    assert modes == {"data": 0o700, "db.sqlite3": 0o600, "db.sqlite3-writers": 0o600, "secret_key": 0o600}


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////proc/no/such/file",
        "postgres://somebody:sesame@127.0.0.1:1/speeches",
        "postgres://somebody:sesame@127.0.0.1:1/speeches?colour=red",
    ],
)
def test_unreachable_database_is_one_sentence(tmp_path: Path, address: str) -> None:
    done = _in_new_installation(tmp_path, "manage.py", "setup", DATABASE_URL=address)

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: DATABASE_URL: ")
    assert len(done.stderr.splitlines()) == 1
    assert "sesame" not in done.stderr


def test_wrong_setting_is_one_sentence_on_the_command_line(tmp_path: Path) -> None:
    done = _in_new_installation(tmp_path, "manage.py", "setup", SIDIAN_LOGIN_ATTEMPTS="often")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "SIDIAN_LOGIN_ATTEMPTS: 应是 1 到 100 的整数，现在是“often”。(must be a whole number from 1 to 100)\n"
    )


def _pinned(file: str) -> list[Requirement]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_packages_are_pinned_to_one_version(file: str) -> None:
    assert [str(package) for package in _pinned(file) if not re.fullmatch(r"==[\w.]+", str(package.specifier))] == []


def test_packages_that_run_bring_nothing_unpinned() -> None:
    pinned = _pinned("requirements.txt")
    needed = {
        canonicalize_name(need.name)
        for package in pinned
        for need in map(Requirement, requires(package.name) or [])
        if need.marker is None or need.marker.evaluate({"extra": ""})
    }

    assert needed - {canonicalize_name(package.name) for package in pinned} == set()

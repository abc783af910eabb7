"""Logging in and out, the throttle, the password, the language."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from drafts.models import User
from tests.views.people import PASSWORD, logged_in, person

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture
def wang() -> User:
    return User.objects.create_user("wang", name="王丽华", password=PASSWORD)


def try_to_log_in(client: Client, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"username": "wang", "password": password, **more})


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_log_in_leads_to_the_list(wang: User) -> None:
    response = try_to_log_in(Client(), PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_log_in_goes_on_to_next(wang: User) -> None:
    page = Client().get(LOGIN, {"next": "/templates/?a=1"}).content.decode()
    assert 'name="next" value="/templates/?a=1"' in page
    assert try_to_log_in(Client(), PASSWORD, next="/templates/?a=1")["Location"] == "/templates/?a=1"


def test_log_in_never_leads_to_another_host(wang: User) -> None:
    assert try_to_log_in(Client(), PASSWORD, next="https://elsewhere.example/")["Location"] == "/"


def test_wrong_password_is_told_without_saying_which_half_is_wrong(wang: User) -> None:
    wrong_password = try_to_log_in(Client(), "wrong").content.decode()
    wrong_name = Client().post(LOGIN, {"username": "nobody", "password": "wrong"}).content.decode()
    sentence = "用户名或密码不对，请再试一次。注意大小写和输入法。"
    assert [sentence in page for page in (wrong_password, wrong_name)] == [True, True]


def test_empty_log_in_asks_for_both_fields() -> None:
    page = Client().post(LOGIN, {"username": "", "password": ""}).content.decode()
    assert "请把用户名和密码都填上。" in page


def test_fifth_wrong_password_locks_and_says_for_how_long(wang: User) -> None:
    client = Client()
    answers = [try_to_log_in(client, "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "密码连续输错了 5 次。请等 15 分钟再试" in answers[-1].content.decode()
    assert try_to_log_in(client, PASSWORD).status_code == 429


def test_lock_holds_for_one_name_only(wang: User) -> None:
    User.objects.create_user("zhao", password=PASSWORD)
    client = Client()
    for _ in range(5):
        try_to_log_in(client, "wrong")
    assert client.post(LOGIN, {"username": "zhao", "password": PASSWORD}).status_code == 302


def test_log_in_page_is_passed_over_by_who_is_logged_in(wang: User) -> None:
    assert logged_in(wang).get(LOGIN, {"next": "/trash/"})["Location"] == "/trash/"


def test_log_out_takes_a_post_and_shows_the_log_in_page(wang: User) -> None:
    client = logged_in(wang)
    assert client.get(reverse("logout")).status_code == 405
    response = client.post(reverse("logout"))
    assert (response["Location"], told(response)) == (LOGIN, ["已退出登录。"])
    assert client.get("/")["Location"] == f"{LOGIN}?next=/"


def test_password_change_keeps_this_session_and_ends_the_others(wang: User) -> None:
    here, there = logged_in(wang), logged_in(wang)
    new = "另一个-口令-2026"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = here.post(reverse("password_change"), fields)
    assert (response["Location"], told(response)) == ("/", ["密码已修改。其他设备上需要用新密码重新登录。"])
    assert [client.get("/").status_code for client in (here, there)] == [200, 302]
    wang.refresh_from_db()
    assert wang.check_password(new)


def test_password_change_refuses_a_wrong_old_password_beside_its_field(wang: User) -> None:
    fields = {"old_password": "wrong", "new_password1": "x", "new_password2": "y"}
    page = logged_in(wang).post(reverse("password_change"), fields).content.decode()
    assert "密码没有修改，请看下面的说明。" in page
    assert page.count('aria-invalid="true"') == 2
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


@pytest.mark.parametrize("path", [LOGIN, "/templates/"])
def test_language_is_switched_and_the_page_kept(wang: User, path: str) -> None:
    client = Client() if path == LOGIN else logged_in(wang)
    assert '<html lang="zh-hans">' in client.get(path).content.decode()
    response = client.post(reverse("set_language"), {"language": "en", "next": path})
    assert response["Location"] == path
    page = client.get(path).content.decode()
    assert '<html lang="en">' in page
    assert 'value="zh-hans" lang="zh-Hans"><span>中文' in page


def test_header_names_the_person_and_hides_the_administration_from_others(wang: User) -> None:
    page = logged_in(wang).get("/").content.decode()
    assert "账号：王丽华" in page
    assert "管理后台" not in page
    staff = person("staff", is_staff=True)
    assert 'href="/admin/"' in logged_in(staff).get("/").content.decode()


def test_name_with_markup_is_shown_as_text() -> None:
    page = logged_in(person("x", name='<b>"王"</b>')).get("/").content.decode()
    assert "<b>" not in page
    assert "&lt;b&gt;&quot;王&quot;&lt;/b&gt;" in page


@pytest.mark.django_db
def test_name_longer_than_any_account_is_refused_and_not_written_down() -> None:
    response = Client().post(reverse("login"), {"username": "长" * 100_000, "password": "x"})
    assert response.status_code == 200
    assert AccessAttempt.objects.count() == 0


# --- the door of the administration ---

ADMIN_LOGIN = "/admin/login/"


def test_administration_has_the_same_door(wang: User) -> None:
    page = Client().get(ADMIN_LOGIN).content.decode()
    assert "<h1>登录</h1>" in page
    assert "css/login.css" in page
    assert page.count("admin/css") == 0


def test_wrong_passwords_at_the_administration_lock_and_say_for_how_long(wang: User) -> None:
    client = Client()
    answers = [client.post(ADMIN_LOGIN, {"username": "wang", "password": "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "密码连续输错了 5 次。请等 15 分钟再试" in answers[-1].content.decode()
    assert try_to_log_in(client, PASSWORD).status_code == 429


def test_overlong_name_at_the_administration_is_not_written_down() -> None:
    response = Client().post(ADMIN_LOGIN, {"username": "长" * 100_000, "password": "x"})
    assert (response.status_code, AccessAttempt.objects.count()) == (200, 0)


def test_staff_goes_on_into_the_administration() -> None:
    User.objects.create_superuser("boss", password=PASSWORD)
    response = Client().post(ADMIN_LOGIN, {"username": "boss", "password": PASSWORD, "next": "/admin/drafts/user/"})
    assert response["Location"] == "/admin/drafts/user/"


def test_others_are_told_at_the_administration_that_they_may_not_go_on(wang: User) -> None:
    fields = {"username": "wang", "password": PASSWORD, "next": "/admin/"}
    page = Client().post(ADMIN_LOGIN, fields, follow=True).content.decode()
    assert "你现在以“王丽华”登录，不能打开那个页面；可以换一个账号登录。" in page


# --- logging in without leaving the page ---

AGAIN = "/accounts/login/again/"


def log_in_again(client: Client, password: str, username: str = "wang") -> Any:
    return client.post(AGAIN, {"username": username, "password": password})


def test_log_in_again_gives_a_session_and_says_whose(wang: User) -> None:
    client = Client()
    response = log_in_again(client, PASSWORD)
    assert (response.status_code, response.json()) == (200, {"person": str(wang.pk)})
    assert client.get("/").status_code == 200


def test_log_in_again_takes_the_place_of_another_persons_session(wang: User) -> None:
    client = logged_in(person("colleague"))
    log_in_again(client, PASSWORD)
    assert client.get("/").wsgi_request.user == wang


@pytest.mark.parametrize(
    ("password", "reason"),
    [("wrong", "用户名或密码不对，请再试一次。注意大小写和输入法。"), ("", "请把用户名和密码都填上。")],
)
def test_log_in_again_says_what_was_wrong(wang: User, password: str, reason: str) -> None:
    response = log_in_again(Client(), password)
    assert (response.status_code, response.json()) == (400, {"reason": reason})


def test_log_in_again_and_the_page_count_wrong_passwords_together(wang: User) -> None:
    client = Client()
    for _ in range(2):
        try_to_log_in(client, "wrong")
        log_in_again(client, "wrong")
    assert log_in_again(client, "wrong").status_code == 429
    assert log_in_again(client, PASSWORD).status_code == 429
    assert try_to_log_in(client, PASSWORD).status_code == 429


def test_log_in_again_needs_a_csrf_token(wang: User) -> None:
    assert log_in_again(Client(enforce_csrf_checks=True), PASSWORD).status_code == 403


def test_log_in_again_is_a_post(wang: User) -> None:
    assert Client().get(AGAIN).status_code == 405

"""Error pages say in plain words what happened, with the right status, in both languages."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import urls as project
from drafts.views import errors
from tests.views.people import logged_in, person

pytestmark = pytest.mark.django_db


def explode(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def overflow(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


handler400, handler403 = project.handler400, project.handler403
handler404, handler500 = project.handler404, project.handler500
urlpatterns = [
    path("explode/", explode),
    path("refuse/", refuse),
    path("suspect/", suspect),
    path("overflow/", overflow),
    *project.urlpatterns,
]


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere/", 404, "没有这个页面"),
        ("/refuse/", 403, "你的账号不能打开这个页面"),
        ("/suspect/", 400, "没有看懂这次请求"),
        ("/overflow/", 413, "一次提交的内容太多"),
        ("/explode/", 500, "服务器出错了"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
@override_settings(ROOT_URLCONF=__name__)
def test_error_has_its_page(address: str, status: int, heading: str, known: bool) -> None:
    client = logged_in(person("wang")) if known else Client()
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_error_page_follows_the_language() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    for address in ("/nowhere/", "/explode/"):
        assert '<html lang="en">' in client.get(address).content.decode()


def test_form_without_its_token_is_told_that_nothing_changed() -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/templates/?a=1"})
    response = client.post("/accounts/login/", {"username": "wang", "password": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "刚才的操作没有提交成功" in page
    assert 'href="/templates/?a=1"' in page


def test_way_back_never_leads_to_another_host() -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": "https://elsewhere.example/trap"})
    page = client.post("/accounts/login/", {}).content.decode()
    assert "elsewhere" not in page


def test_request_past_the_limit_is_413() -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        response = logged_in(person("wang")).post("/language/", {"next": "长" * 200})
    assert response.status_code == 413


def test_server_error_page_asks_nothing_of_the_database(django_assert_num_queries: object) -> None:
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture has no public type
        assert errors.server_error(request).status_code == 500

"""The language of the pages: the switch first, then the installation's, never the browser's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def headings(client: Client, **headers: str) -> str:
    return client.get(reverse("login"), headers=headers).content.decode()


def test_pages_are_chinese_whatever_the_browser_asks_for(client: Client) -> None:
    page = headings(client, accept_language="en-US,en;q=0.9")
    assert '<html lang="zh-hans">' in page
    assert "用户名" in page


def test_switch_turns_the_pages_english_and_back(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en"})
    assert '<html lang="en">' in headings(client)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert "用户名" in headings(client)


def test_an_office_can_start_in_english_and_switch_to_chinese(client: Client, settings: Any) -> None:
    settings.SIDIAN_LANGUAGE = "en"
    assert "Username" in headings(client)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    page = headings(client)
    assert "用户名" in page
    assert "Username" not in page


def test_an_unknown_language_is_not_heeded(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    assert '<html lang="zh-hans">' in headings(client)

"""The address that throttling counts by."""

from typing import Any

import pytest
from django.test import RequestFactory

from config.address import client_address


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "10.9.9.9", "192.168.1.1"),
        (1, "192.168.1.7", "192.168.1.7"),
        (1, "10.9.9.9, 192.168.1.7", "192.168.1.7"),
        (2, "10.9.9.9, 192.168.1.7, 192.168.1.2", "192.168.1.7"),
        (1, "", "192.168.1.1"),
    ],
)
def test_address_is_the_one_that_our_own_proxy_saw(settings: Any, count: int, forwarded: str, address: str) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = count
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="192.168.1.1")
    assert client_address(request) == address

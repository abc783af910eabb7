"""Whose log-in attempts are counted together."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the person's machine.

    Each proxy in front appends the address that it saw, so the entry that counts is as many from the right as there
    are proxies; what stands further left came from the browser and can be made up.
    """
    seen = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    count: int = settings.AXES_IPWARE_PROXY_COUNT
    if count and len(seen) >= count:
        return seen[-count]
    return str(request.META.get("REMOTE_ADDR", ""))

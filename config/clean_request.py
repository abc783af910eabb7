"""Control characters in addresses and cookies: nobody types them, and PostgreSQL refuses to be asked for them."""

import re

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

# Tabs and line breaks come along with text pasted into a search box, which makes spaces of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CleanRequestMiddleware(MiddlewareMixin):
    """Answers an address with a control character in its path or query with 400, and leaves out such cookies.

    A cookie's quoted value may hold any character as an octal escape.  Stands before the session's middleware, which
    looks its cookie up; the address is checked where the view is called, so that the 400 page goes out with the
    language and the headers of every page.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if not _CONTROL.search(name + value)}

    def process_view(self, request: HttpRequest, *_call: object) -> None:
        if any(_CONTROL.search(part) for part in _parts(request)):
            raise SuspiciousOperation("a control character in the address")


def _parts(request: HttpRequest) -> list[str]:
    """The path, and the names and values of the query."""
    return [request.path, *(part for name, values in request.GET.lists() for part in (name, *values))]

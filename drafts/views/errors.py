"""What people see when something goes wrong: what happened, and what to do, in plain words."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from drafts.views.access import page_to_return_to


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was larger than the server takes."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    context = {"too_large": too_large, "back": _way_back(request)}
    return render(request, "400.html", context, status=413 if too_large else 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: logged in, but not allowed."""
    return render(request, "403.html", status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, for what is not there and for what is another person's alike."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was sent without a valid token: the page was old, or cookies are blocked."""
    return render(request, "403_csrf.html", {"back": page_to_return_to(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500.  Rendered without the request: nothing is asked of a database that may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _way_back(request: HttpRequest) -> str:
    """The page that the request came from; of an address that made no sense, what is left without its query."""
    if request.method not in ("GET", "HEAD"):
        return page_to_return_to(request)
    return request.path if request.path.isprintable() else resolve_url(settings.LOGIN_REDIRECT_URL)

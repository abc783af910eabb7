"""Who may open what: a page needs a person who is logged in, a draft needs its owner."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from drafts.models import Draft, User

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request of a person who is logged in."""

    user: User


PersonView = Callable[Concatenate[PersonRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def person_required(view: PersonView[P]) -> View[P]:
    """``view`` for people who are logged in; anybody else is sent to the log-in page and comes back afterwards.

    A part of a page that htmx asked for makes the whole page go to the log-in page.
    """

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return _to_login(request)
        return view(_of_person(request), *args, **kwargs)

    return checked


def person_required_json(view: PersonView[P]) -> View[P]:
    """``view`` for scripts of people who are logged in; anybody else gets 401 ``{"error": "login"}``."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return JsonResponse({"error": "login"}, status=401)
        return view(_of_person(request), *args, **kwargs)

    return checked


def own_draft(request: PersonRequest, pk: UUID) -> Draft:
    """The person's draft ``pk`` with its template and version at hand; 404 for another's and for one in the trash."""
    drafts = Draft.objects.of(request.user).kept().select_related("speech_template", "template_version")
    return get_object_or_404(drafts, pk=pk)


def own_trashed_draft(request: PersonRequest, pk: UUID) -> Draft:
    """The person's draft ``pk`` in the trash; 404 for any other."""
    return get_object_or_404(Draft.objects.of(request.user).trashed().select_related("speech_template"), pk=pk)


def page_to_return_to(request: HttpRequest) -> str:
    """The address to show after the log-in: of a form that was sent, or of a part, the page that it stood on."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(page)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _of_person(request: HttpRequest) -> PersonRequest:
    """``request``, whose user was found to be a person: the type says so from here on."""
    return request  # type: ignore[return-value]  # a narrower view of the same object; nothing is copied


def _to_login(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(page_to_return_to(request))
    if request.headers.get("HX-Request") != "true":
        return response
    return HttpResponse(headers={"HX-Redirect": response.url})

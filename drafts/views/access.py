"""Who may open what: a page needs a person who is logged in, a draft needs its owner."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from drafts.models import DamagedRevision, Draft, User

P = ParamSpec("P")

PERSON_HEADER = "X-Sidian-Person"
"""Whose page a script's request comes from: the id of the person who opened it."""

_log = logging.getLogger(__name__)


class PersonRequest(HttpRequest):
    """A request of a person who is logged in."""

    user: User


class NotAssembled(Exception):
    """What was asked for needs a text, and the form of ``draft`` is still being filled."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


PersonView = Callable[Concatenate[PersonRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def person_required(view: PersonView[P]) -> View[P]:
    """``view`` for people who are logged in; anybody else is sent to the log-in page and comes back afterwards.

    A part of a page that htmx asked for makes the whole page go to the log-in page.  A draft without a text leads to
    its form, and a damaged version is told (500).
    """

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return _to_login(request)
        try:
            return _kept_by_nobody(view(_of_person(request), *args, **kwargs))
        except NotAssembled as error:
            return redirect("draft-form", pk=error.draft.pk)
        except DamagedRevision as error:
            return _damaged_page(request, error)
        except Draft.DoesNotExist as error:
            raise Http404 from error  # deleted for good while the request was under way

    return checked


def staff_required(view: PersonView[P]) -> View[P]:
    """``view`` for administrators; for other people there is no such page (404)."""

    @person_required
    @wraps(view)
    def checked(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def person_required_json(view: PersonView[P]) -> View[P]:
    """``view`` for scripts of people who are logged in; anybody else gets 401 ``{"error": "login"}``.

    A page that names its reader in the header ``X-Sidian-Person`` gets 401 ``{"error": "person", "name"}`` where
    another person has logged in since: what it sends is for the first one's account.  A draft without a text is 400, a
    damaged version 500, both with ``{"reason"}``.
    """

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return JsonResponse({"error": "login"}, status=401)
        if request.headers.get(PERSON_HEADER, str(request.user.pk)) != str(request.user.pk):
            return JsonResponse({"error": "person", "name": request.user.get_full_name()}, status=401)
        try:
            return _kept_by_nobody(view(_of_person(request), *args, **kwargs))
        except Draft.DoesNotExist as error:
            raise Http404 from error  # deleted for good while the request was under way
        except NotAssembled:
            return JsonResponse({"reason": gettext("这份讲稿还没有生成，不能保存正文。")}, status=400)
        except DamagedRevision as error:
            _log.error("%s %s", request.path, error)
            return JsonResponse({"reason": _told(error)}, status=500)

    return checked


def _kept_by_nobody(response: HttpResponseBase) -> HttpResponseBase:
    """``response``, which no cache keeps: after the log-out, going back shows nothing of it (ASVS 14.3.2)."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def own_draft(request: PersonRequest, pk: UUID) -> Draft:
    """The person's draft ``pk`` with its template and version at hand; 404 for another's and for one in the trash."""
    drafts = Draft.objects.of(request.user).kept().select_related("speech_template", "template_version", "layout")
    return get_object_or_404(drafts, pk=pk)


def own_assembled_draft(request: PersonRequest, pk: UUID) -> Draft:
    """The person's draft ``pk``, which has a text; 404 as for ``own_draft``.  Raises NotAssembled.

    Without its template, which most of what is done with a text has no use for.
    """
    draft = get_object_or_404(Draft.objects.of(request.user).kept().select_related("layout"), pk=pk)
    if not draft.is_assembled:
        raise NotAssembled(draft)
    return draft


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


def _damaged_page(request: HttpRequest, error: DamagedRevision) -> HttpResponse:
    """The sentence, logged too: somebody has to look into the database, or bring back its backup."""
    _log.error("%s %s", request.path, error)
    route = request.resolver_match
    context = {"reason": _told(error), "pk": route.kwargs.get("pk") if route else None}
    return render(request, "damaged.html", context, status=500)


def _told(error: DamagedRevision) -> str:
    return gettext(error.message) % error.params


def _of_person(request: HttpRequest) -> PersonRequest:
    """``request``, whose user was found to be a person: the type says so from here on."""
    return request  # type: ignore[return-value]  # a narrower view of the same object; nothing is copied


def _to_login(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(page_to_return_to(request))
    if request.headers.get("HX-Request") != "true":
        return response
    return HttpResponse(headers={"HX-Redirect": response.url})

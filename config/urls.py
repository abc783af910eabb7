"""The project's addresses: the app's, the administration's, and what browsers and monitors need."""

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog, set_language

handler400 = "drafts.views.errors.bad_request"
handler403 = "drafts.views.errors.permission_denied"
handler404 = "drafts.views.errors.page_not_found"
handler500 = "drafts.views.errors.server_error"


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the app reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("jsi18n/", JavaScriptCatalog.as_view(packages=["drafts"]), name="javascript-catalog"),
    path("language/", set_language, name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("", include("drafts.urls")),
]

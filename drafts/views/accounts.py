"""Logging in and out, and changing the password.  Accounts are made by an administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext

from drafts.forms.accounts import LogInForm


class LogInView(LoginView):
    """The log-in page; who is logged in already goes on to ``next``."""

    form_class = LogInForm
    redirect_authenticated_user = True


class LogInAgainView(LoginView):
    """The log-in in place, for a script whose page stays open: the same form and the same throttle as the page's.

    200 ``{"person"}`` with the id of who is logged in now, 400 ``{"reason"}`` for a wrong or missing password; axes
    answers 429 while the name is locked.
    """

    http_method_names = ("post",)
    form_class = LogInForm

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in; the answer brings the new session and the new CSRF token as cookies."""
        person = form.get_user()
        login(self.request, person)
        return JsonResponse({"person": str(person.pk)})

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what was wrong, in the words of the log-in page."""
        if form.non_field_errors():
            reason = gettext("用户名或密码不对，请再试一次。注意大小写和输入法。")
        else:
            reason = gettext("请把用户名和密码都填上。")
        return JsonResponse({"reason": reason}, status=400)


class LogOutView(LogoutView):
    """Logs out, by POST, and shows the log-in page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, gettext("已退出登录。"))
        return response


class ChangePasswordView(PasswordChangeView):
    """Changes the person's password; other devices of theirs are logged out by it."""

    template_name = "registration/password_change.html"
    success_url = reverse_lazy("draft-list")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, gettext("密码已修改。其他设备上需要用新密码重新登录。"))
        return response

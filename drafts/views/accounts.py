"""Logging in and out, and changing the password.  Accounts are made by an administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext

from drafts.forms.accounts import LogInForm


class LogInView(LoginView):
    """The log-in page; who is logged in already goes on to ``next``."""

    form_class = LogInForm
    redirect_authenticated_user = True


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

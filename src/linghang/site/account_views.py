"""Signing in and out, and choosing a password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from linghang.site import tokens
from linghang.site.models import InitialPassword


class SignInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012 - Django's own way of naming them
        "invalid_login": "用户名或密码不对。请检查大小写；连续输错 8 次将锁定 15 分钟。",
        "inactive": "这个账号已停用。请联系本单位系统管理员。",
    }


class SignIn(views.LoginView):
    template_name = "registration/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    pass


class ChoosePassword(views.PasswordChangeView):
    """Replace one's own password. A handed-out password counts as replaced only when it really differs."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forced = InitialPassword.objects.filter(user=self.request.user).exists()
        return super().get_context_data(**kwargs) | {"forced": forced}

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        if self.request.user.check_password(form.cleaned_data["new_password1"]):
            form.add_error("new_password1", "新密码与原密码相同。请换一个。")
            return self.form_invalid(form)
        response = super().form_valid(form)
        InitialPassword.objects.filter(user=self.request.user).delete()
        tokens.revoke_all(self.request.user)
        messages.success(self.request, "密码已修改，别处的登录和原有的访问令牌都已失效。")
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that stood open too long, or from elsewhere."""
    said = "页面停留过久或登录已更换，这次提交没有生效。请返回上一页刷新后重新提交。"
    return render(request, "403.html", {"exception": said}, status=403)

"""Accounts and their roles, for administrators: who may come in, as what, and from when until when."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import refuse
from linghang.organization import access
from linghang.organization.as_of import person_of
from linghang.organization.forms import Day
from linghang.organization.models import Assignment, Institution, Person
from linghang.organization.names import matches
from linghang.site.accounts import create_account, issue_password


class RoleForm(forms.Form):
    """A role somewhere for a time. Institutions are those that the administrator administers."""

    institution = forms.ModelChoiceField(
        label="机构", queryset=Institution.objects.none(), to_field_name="code", empty_label="请选择"
    )
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Assignment.Role.choices])
    department = forms.CharField(
        label="科室代码", required=False, max_length=30, help_text="科主任必填；其他角色填了就只看这个科室"
    )
    branch = forms.CharField(
        label="党组织代码", required=False, max_length=40, help_text="党支部书记必填；填了就只管这个党支部"
    )
    valid_from = Day("有效期起", required=False)
    valid_to = Day("有效期止", required=False, help_text="含这一天；不填即长期")

    def __init__(self, data: Any, institutions: list[Institution]) -> None:
        super().__init__(data)
        places = Institution.objects.filter(pk__in=[each.pk for each in institutions])
        self.fields["institution"].queryset = places

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "早于有效期起。请核对两个日期。")
        place, code = said.get("institution"), said.get("department", "").strip()
        if said.get("role") == Assignment.Role.DEPARTMENT_HEAD and not code:
            self.add_error("department", "科主任须写明科室。")
        if place and code and not place.departments.filter(code=code).exists():
            self.add_error("department", "这个机构没有这个科室。请检查代码。")
        self._check_branch(said, place, code)
        return said

    def _check_branch(self, said: dict[str, Any], place: Institution | None, department: str) -> None:
        """A secretary's role is that of one branch of the institution."""
        branch = said.get("branch", "").strip()
        if said.get("role") == Assignment.Role.SECRETARY and not branch:
            self.add_error("branch", "党支部书记须写明党支部。")
        if place and branch and not place.party_organizations.filter(code=branch).exists():
            self.add_error("branch", "这个机构没有这个党组织。请检查代码。")
        if branch and department:
            self.add_error("branch", "科室代码和党组织代码只填一个。")


class AccountForm(RoleForm):
    username = forms.CharField(label="用户名", max_length=150, validators=[UnicodeUsernameValidator()])
    name = forms.CharField(label="姓名", max_length=40)
    person = forms.CharField(label="工号", required=False, help_text="这个账号是谁的；不是本院职工可不填")
    field_order = ("username", "name", "person")

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if get_user_model().objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("这个用户名已经有了。请换一个，或在原账号上增加角色。")
        return username

    def clean_person(self) -> Person | None:
        code = self.cleaned_data["person"].strip()
        if not code:
            return None
        found = Person.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError("没有这个工号。请先在组织机构中登记人员。")
        if found.user is not None:
            raise forms.ValidationError(f"{found.name}已有账号“{found.user.get_username()}”。请在那个账号上增加角色。")
        return found


def _administered(request: HttpRequest) -> list[Institution]:
    found = access.scope(request.user, "administer")
    if not found:
        raise PermissionDenied("账号管理只对系统管理员开放。如需账号，请联系本单位系统管理员。")
    return found


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts with a role at an institution that this person administers."""
    places = _administered(request)
    found = get_user_model().objects.filter(_in_reach(request, places)).distinct().order_by("username")
    query = request.GET.get("q", "").strip()[:40]
    held = (f"assignments__{name}" for name in ("institution", "department", "party_organization"))
    users = found.prefetch_related(*held).select_related("person")
    shown = [user for user in users if not query or matches(query, user.username, user.first_name)]
    context = {"users": shown, "query": query, "today": timezone.localdate()}
    return render(request, "site/accounts.html", context)


def _in_reach(request: HttpRequest, places: list[Institution]) -> Q:
    """Accounts without any role belong to nobody: the administrator of the whole house sees them."""
    reach = Q(assignments__institution__in=places)
    return reach | Q(assignments=None) if access.may_everywhere(request.user, "administer") else reach


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Create an account and show its initial password, once."""
    form = AccountForm(request.POST or None, _administered(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with transaction.atomic():
            made = create_account(
                said["username"], said["name"], said["role"], said["institution"].code, said["department"].strip(),
                branch_code=said["branch"].strip(),
                valid_from=said["valid_from"], valid_to=said["valid_to"],
            )  # fmt: skip
            user = get_user_model().objects.get(username=made.username)
            if said["person"] is not None:
                said["person"].user = user
                said["person"].save(update_fields=["user"])
        return render(request, "site/account_password.html", {"account": user, "password": made.password})
    return render(request, "site/account_form.html", {"form": form, "title": "新建账号"}, status=_status(form))


def _status(form: forms.Form) -> int:
    return 400 if form.is_bound else 200


def _account(request: HttpRequest, pk: int) -> Any:
    """The account, if this person may see it; Http404 otherwise."""
    found = get_user_model().objects.filter(_in_reach(request, _administered(request)), pk=pk).first()
    if found is None:
        raise Http404("没有这个账号，或不归您管理。")
    return found


def _owns(request: HttpRequest, user: Any) -> bool:
    """Whether every place in which the account may do something is this person's to administer: whoever changes the
    password of an account could use it."""
    today = timezone.localdate()
    held = user.assignments.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("institution")
    if not held:
        return access.may_everywhere(request.user, "administer")
    return all(access.may(request.user, "administer", institution=each.institution) for each in held)


def _require_owned(request: HttpRequest, user: Any) -> None:
    if not _owns(request, user):
        raise PermissionDenied("这个账号在别的机构也有角色，请由上级系统管理员办理。")


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _account(request, pk), RoleForm(None, _administered(request)))


def _page(request: HttpRequest, user: Any, form: forms.Form, status: int = 200) -> HttpResponse:
    places = {each.pk for each in _administered(request)}
    held = user.assignments.select_related("institution", "department", "party_organization")
    roles = held.order_by("institution__position", "role")
    today = timezone.localdate()
    context = {
        "account": user,
        "person": person_of(user),
        "roles": [(each, each.institution_id in places, each.valid_on(today)) for each in roles],
        "form": form,
        "owned": _owns(request, user),
        "myself": user.pk == request.user.pk,
        "today": today,
    }
    return render(request, "site/account.html", context, status=status)


@require_POST
def add_role(request: HttpRequest, pk: int) -> HttpResponse:
    user, form = _account(request, pk), RoleForm(request.POST, _administered(request))
    if not form.is_valid():
        return _page(request, user, form, 400)
    said, code = form.cleaned_data, form.cleaned_data["department"].strip()
    place = said["institution"]
    department = place.departments.filter(code=code).order_by("-valid_from").first() if code else None
    same = {"user": user, "institution": place, "role": said["role"]}
    same |= {"department__code": code} if code else {"department": None}
    branch = place.party_organizations.filter(code=said["branch"].strip()).first() if said["branch"].strip() else None
    same |= {"party_organization": branch}
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        held = Assignment.objects.filter(**same).exclude(valid_to__lt=said["valid_from"] or dt.date.min)
        if said["valid_to"]:
            held = held.exclude(valid_from__gt=said["valid_to"])
        if held.exists():
            form.add_error("role", "这段时间已有这个角色。请先结束原来的，或另选日期。")
            return _page(request, user, form, 400)
        Assignment.objects.create(
            user=user, institution=place, department=department, party_organization=branch, role=said["role"],
            valid_from=said["valid_from"], valid_to=said["valid_to"],
        )  # fmt: skip
    messages.success(request, "已增加角色。")
    return redirect("account", pk=pk)


@require_POST
def end_role(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """End a role with a day, today without one. The assignment stays, as a thing of the past."""
    user = _account(request, pk)
    role = get_object_or_404(Assignment.objects.select_related("institution"), pk=assignment, user=user)
    access.require(request.user, "administer", institution=role.institution)
    if user.pk == request.user.pk and role.role == Assignment.Role.ADMINISTRATOR:
        messages.error(request, "不能结束自己的系统管理员角色。请由另一位系统管理员办理。")
        return redirect("account", pk=pk)
    last = _last_day(request)
    with transaction.atomic():
        role = Assignment.objects.select_for_update().get(pk=role.pk)
        if str(role.valid_to or "") != request.POST.get("_seen", ""):
            messages.error(request, "没有保存：他人刚改动了这个角色。请核对下面的有效期。")
        elif role.valid_from and last < role.valid_from:
            messages.error(request, f"没有保存：这个角色 {role.valid_from} 才开始，结束日期不能更早。")
        else:
            role.valid_to = last
            role.save(update_fields=["valid_to"])
            messages.success(request, f"角色有效到 {last}。")
    return redirect("account", pk=pk)


def _last_day(request: HttpRequest) -> dt.date:
    text = request.POST.get("last", "")
    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise refuse("不是日期", "请写成 2022-01-31 的形式", field="结束日期", value=text) from error


@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initial password, shown once; the old one, open sessions and access tokens end."""
    user = _account(request, pk)
    _require_owned(request, user)
    with transaction.atomic():
        password = issue_password(user)
    return render(request, "site/account_password.html", {"account": user, "password": password})


@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or reopen an account."""
    user = _account(request, pk)
    _require_owned(request, user)
    if user.pk == request.user.pk:
        messages.error(request, "不能停用自己的账号。")
    else:
        user.is_active = request.POST.get("active") == "1"
        user.save(update_fields=["is_active"])
        messages.success(request, "账号已启用。" if user.is_active else "账号已停用。")
    return redirect("account", pk=pk)

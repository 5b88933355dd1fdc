"""The page on which an institution chooses its lights and how early it warns."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import ConflictError, Fault, InputError
from linghang.organization import access
from linghang.organization.models import Institution
from linghang.tasks import rules, store
from linghang.tasks.models import SupervisionRules
from linghang.tasks.tabs import tabs
from linghang.tasks.views_ledger import institutions_of

SCHEMES = (
    ("green_yellow_red", (("green", "按进度办理"), ("yellow", "临近时限"), ("red", "节点已过或逾期"))),
    ("blue_yellow_red", (("blue", "临近时限"), ("yellow", "滞后或质量不高"), ("red", "逾期"))),
    ("white_yellow_red", (("white", "已交办"), ("yellow", "到期未办结，督办"), ("red", "督办后仍未办，通报"))),
)
"""Each scheme with what its colours mean, in short; `lights.py` decides."""


_CONFLICT = Fault(reason="您填写期间他人已经改动了这里", remedy="现在的规则见本页，您填写的都还在；核对后再保存")


class RulesForm(forms.Form):
    """What is chosen, and from which day on."""

    scheme = forms.ChoiceField(label="亮灯方案", choices=SupervisionRules.Scheme.choices)
    warn_days = forms.IntegerField(label="提前提醒天数", min_value=0, max_value=rules.LONGEST_WARNING)
    working_days = forms.BooleanField(label="按工作日计", required=False)
    valid_from = forms.DateField(
        label="自何日起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2023-05-31"},
    )


@require_http_methods(["GET", "POST"])
def supervision_rules(request: HttpRequest) -> HttpResponse:
    """The rules of an institution, now and before; whoever supervises there sets them."""
    institutions = institutions_of(request.user)
    place = _place(request, institutions)
    may_set = access.may(request.user, "supervise_tasks", institution=place)
    if request.method == "GET":
        return _page(request, institutions, place, _form(place), may_set=may_set)
    access.require(request.user, "supervise_tasks", institution=place)
    form, faults = RulesForm(request.POST), tuple[Fault, ...]()
    if form.is_valid():
        try:
            rules.set_rules(place, **form.cleaned_data, seen_then=request.POST.get("_seen", ""))
        except ConflictError:
            return _page(request, institutions, place, form, (_CONFLICT,), may_set=True, status=409)
        except InputError as error:
            faults = error.faults
        else:
            messages.success(request, f"已保存：{place}自 {form.cleaned_data['valid_from']} 起按新的规则亮灯。")
            return redirect(f"{reverse('task-rules')}?institution={place.code}")
    return _page(request, institutions, place, form, faults, may_set=True, status=400)


def _place(request: HttpRequest, institutions: list[Institution]) -> Institution:
    named = (request.POST if request.method == "POST" else request.GET).get("institution", "")
    found = [each for each in institutions if each.code == named]
    if named and not found:
        raise PermissionDenied("这个机构的督办不在您的权限之内。如工作需要，请联系本单位系统管理员。")
    supervised = [each for each in institutions if access.may(request.user, "supervise_tasks", institution=each)]
    return (found or supervised or institutions)[0]


def _form(place: Institution) -> RulesForm:
    today = timezone.localdate()
    now = store.rules_of(place, today)
    return RulesForm(
        initial={
            "scheme": now.scheme,
            "warn_days": now.warn_days,
            "working_days": now.working_days,
            "valid_from": today,
        }
    )


def _page(
    request: HttpRequest,
    institutions: list[Institution],
    place: Institution,
    form: RulesForm,
    faults: tuple[Fault, ...] = (),
    *,
    may_set: bool,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    labels = dict(SupervisionRules.Scheme.choices)
    context: dict[str, Any] = {
        "tabs": tabs(request),
        "institutions": institutions,
        "place": place,
        "now": store.rules_of(place, today),
        "scheme": labels[store.rules_of(place, today).scheme],
        "own": any(each.valid_on(today) for each in place.supervision_rules.all()),
        "history": [(each, each.valid_on(today)) for each in place.supervision_rules.order_by("-valid_from")],
        "schemes": [(labels[code], colours) for code, colours in SCHEMES],
        "form": form,
        "faults": faults,
        "seen": rules.seen(place),
        "may_set": may_set,
    }
    return render(request, "tasks/rules.html", context, status=status)

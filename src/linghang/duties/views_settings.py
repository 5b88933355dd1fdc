"""What is decided locally: settings, requests to be excused, and their answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import ConflictError, InputError
from linghang.duties import deciding, keeping, reach
from linghang.duties.choosing import Choice, choice_of
from linghang.duties.forms import AnswerForm, ExemptionForm, SettingForm
from linghang.duties.reckoning import versions_of
from linghang.organization.as_of import departments_on, party_organizations_on, person_of
from linghang.organization.models import Institution
from linghang.registers.content import library


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The settings in force and past, the requests, and a form for whoever oversees Party life."""
    return _page(request, choice_of(request))


def _page(request: HttpRequest, choice: Choice, form: SettingForm | None = None, status: int = 200) -> HttpResponse:
    place, packs = choice.institution, library()
    titles = {code: versions[-1].title for code, versions in versions_of(packs).items()}
    oversees = reach.may_oversee(request.user, place)
    names = {form.organization.code: form.name for form in party_organizations_on(place, choice.today)}
    names |= {each.code: each.name for each in departments_on(place, choice.today)}
    settings_ = [each for found in keeping.settings(place).values() for each in found]
    asked = [each for each in keeping.exemptions(place) if choice.reach.whole or choice.reach.sees(each.branch)]
    return render(
        request,
        "duties/settings.html",
        {
            "choice": choice,
            "place": place,
            "settings": [
                (titles.get(each.duty, each.duty), names.get(each.owner, each.owner), each) for each in settings_
            ],
            "exemptions": [
                (
                    titles.get(each.duty, each.duty),
                    names.get(each.branch or each.owner, each.branch or each.owner),
                    each,
                )
                for each in asked
            ],
            "owners": sorted(names.items()) if oversees else (),
            "may_oversee": oversees,
            "form": (form or SettingForm(initial={"from_date": choice.first})) if oversees else None,
            "duties": [versions[-1] for versions in versions_of(packs).values()],
        },
        status=status,
    )


@require_POST
def save_setting(request: HttpRequest, place: str) -> HttpResponse:
    institution = get_object_or_404(Institution, code=place)
    if not reach.may_oversee(request.user, institution):
        raise PermissionDenied("您没有“党建工作考评和豁免”的权限。如工作需要，请联系本单位系统管理员。")
    form = SettingForm(request.POST)
    if form.is_valid():
        try:
            deciding.save_setting(institution, _filled(form.cleaned_data), actor=request.user)
        except InputError as error:
            for fault in error.faults:
                form.add_error(None, str(fault))
        else:
            messages.success(request, "已保存。所在的一期起按新设置计算。")
            return redirect(_settings_address(institution))
    request.GET = request.GET.copy()
    request.GET["institution"] = institution.code
    return _page(request, choice_of(request), form, status=400)


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "")}


@require_POST
def ask(request: HttpRequest, place: str) -> HttpResponse:
    """A branch asks to be excused."""
    institution, form = get_object_or_404(Institution, code=place), ExemptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有提交：请写明申请理由。")
        return redirect("duties-mine")
    given = form.cleaned_data
    if not _keeps(request, institution, given["duty"], given["owner"]):
        raise PermissionDenied("只有本党组织的书记和党务部门可以申请豁免。")
    deciding.ask_exemption(
        institution,
        given["duty"],
        given["owner"],
        given["first"],
        given["reason"],
        asked_by=_name(request),
        actor=request.user,
        on=timezone.localdate(),
    )
    messages.success(request, "已提交申请，等待党务部门答复。")
    return redirect("duties-mine")


def _keeps(request: HttpRequest, institution: Institution, duty: str, owner: str) -> bool:
    """For an organisation its own branch; whoever keeps the whole house for everybody."""
    own = owner if deciding.known_duty(duty).base == "organization" else ""
    return reach.may_keep(request.user, institution, own)


@require_POST
def answer(request: HttpRequest, place: str) -> HttpResponse:
    """The Party office excuses, or says why not."""
    institution, form = get_object_or_404(Institution, code=place), AnswerForm(request.POST)
    if not reach.may_oversee(request.user, institution):
        raise PermissionDenied("您没有“党建工作考评和豁免”的权限。如工作需要，请联系本单位系统管理员。")
    if not form.is_valid():
        messages.error(request, "没有保存：请选择同意或不同意。")
        return redirect(_settings_address(institution))
    given = form.cleaned_data
    try:
        deciding.answer_exemption(
            institution,
            given["row"],
            given["granted"] == "yes",
            given["answer"],
            opened=given["opened"],
            answered_by=_name(request),
            actor=request.user,
            on=timezone.localdate(),
        )
    except ConflictError:
        messages.error(request, "这份申请刚被他人答复，请核对。")
    except InputError as error:
        messages.error(request, f"没有保存：{error.faults[0].reason}。{error.faults[0].remedy}")
    else:
        messages.success(request, "已答复。")
    return redirect(_settings_address(institution))


def _settings_address(institution: Institution) -> str:
    return f"{reverse('duties-settings')}?institution={institution.code}"


def _name(request: HttpRequest) -> str:
    person = person_of(request.user)
    return person.code if person else str(request.user.get_username())

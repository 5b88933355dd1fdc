"""Pages of notices: the list, how a person wants them, and the group robots of an institution."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.keys import parse_key
from linghang.notices import pages
from linghang.notices.forms import ChannelForm, PreferenceForm
from linghang.notices.models import Channel, Notice, Preference
from linghang.notices.send import post_to
from linghang.organization.models import Institution

PAGE = 50


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What this person was told, newest first; the unread ones unless all are asked for."""
    everything = request.GET.get("show") == "all"
    own = Notice.objects.filter(user=request.user.pk)
    found = Paginator(own if everything else own.filter(read_at=None), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "lines": pages.lines(list(found)),
        "everything": everything,
        "newest": max((each.pk for each in found), default=0),
        "administers": bool(pages.administered(request.user)),
    }
    return render(request, "notices/notices.html", context)


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a notice: it is read now, and leads to its thing."""
    found = get_object_or_404(Notice, pk=pk, user=request.user.pk)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    inside = found.url.startswith("/") and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if inside else "notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what stood on the page: what came since stays unread."""
    newest = parse_key(request.POST.get("newest", ""))
    own = Notice.objects.filter(user=request.user.pk, read_at=None)
    if newest is not None:
        own.filter(pk__lte=newest).update(read_at=timezone.now())
    return redirect("notices")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How and when this person wants notices outside the site."""
    stored = Preference.objects.filter(user=request.user.pk).first() or Preference(user=request.user)
    form = PreferenceForm(request.POST or None, instance=stored, initial={"address": request.user.email})
    if request.method == "POST" and form.is_valid():
        form.save()
        if request.user.email != form.cleaned_data["address"]:
            request.user.email = form.cleaned_data["address"]
            request.user.save(update_fields=["email"])
        messages.success(request, "已保存。")
        return redirect("notice-preferences")
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "notices/preferences.html", {"form": form}, status=status)


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """The group robots of the institutions this person administers."""
    institutions = _administered(request)
    return render(request, "notices/channels.html", {"lines": pages.channel_lines(institutions)})


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change one."""
    institutions = _administered(request)
    stored = None if pk is None else get_object_or_404(Channel, pk=pk, institution__in=institutions)
    form = ChannelForm(request.POST or None, instance=stored, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "已保存。可以发一条测试消息试试。")
        return redirect("notice-channels")
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "notices/channel.html", {"form": form, "channel": stored}, status=status)


@require_POST
def test_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a line to the group, to see whether it arrives."""
    found = get_object_or_404(Channel, pk=pk, institution__in=_administered(request), active=True)
    said = f"{found.institution}的通知将发到本群。"
    post_to(found, key=f"test:{timezone.now().isoformat()}", title="领航测试消息", text=said)
    messages.success(request, "测试消息已交出，一两分钟内应到。结果见下表。")
    return redirect("notice-channels")


@require_POST
def remove_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a group with the record of what was sent to it."""
    found = get_object_or_404(Channel, pk=pk, institution__in=_administered(request))
    found.delete()
    messages.success(request, f"已删除“{found.title}”。")
    return redirect("notice-channels")


def _administered(request: HttpRequest) -> list[Institution]:
    institutions = pages.administered(request.user)
    if not institutions:
        raise PermissionDenied("群机器人由系统管理员设置。如工作需要，请联系本单位系统管理员。")
    return institutions

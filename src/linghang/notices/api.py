"""API: the notices to the person who asks. Nobody reads or marks another's."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from linghang.notices.models import Notice
from linghang.notices.wording import subject_title

router = Router(tags=["通知"])
Number = Annotated[int, Field(ge=1, le=2**62)]


class NoticeOut(Schema):
    """`url`: where the thing is shown. `read_at`: null while unread."""

    id: int
    subject: str
    title: str
    text: str
    url: str
    urgent: bool
    created_at: dt.datetime
    read_at: dt.datetime | None


class NoticesOut(Schema):
    count: int
    notices: list[NoticeOut]


class ReadIn(Schema):
    """`newest`: the highest `id` that was read; what came since stays unread."""

    newest: Number


class ReadOut(Schema):
    marked: int


@router.get("", response=NoticesOut, summary="我的通知，新的在前（show=all：连同已读的）")
def notices(
    request: HttpRequest,
    show: str = "",
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> NoticesOut:
    found = Notice.objects.filter(user=request.user.pk)
    if show != "all":
        found = found.filter(read_at=None)
    return NoticesOut(count=found.count(), notices=[_said(each) for each in found[offset : offset + limit]])


@router.post("/read", response=ReadOut, summary="到某一条为止都标为已读")
def read_all(request: HttpRequest, body: ReadIn) -> ReadOut:
    unread = Notice.objects.filter(user=request.user.pk, read_at=None, pk__lte=body.newest)
    return ReadOut(marked=unread.update(read_at=timezone.now()))


@router.post("/{int:pk}/read", response=NoticeOut, summary="一条标为已读")
def read(request: HttpRequest, pk: Number) -> NoticeOut:
    found = get_object_or_404(Notice, pk=pk, user=request.user.pk)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return _said(found)


def _said(found: Notice) -> NoticeOut:
    return NoticeOut(
        id=found.pk,
        subject=subject_title(found.subject),
        title=found.title,
        text=found.text,
        url=found.url,
        urgent=found.urgent,
        created_at=found.created_at,
        read_at=found.read_at,
    )

"""What the pages of notices show, and the number of unread ones in the header."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linghang.notices.models import Channel, Delivery, Notice
from linghang.notices.wording import subject_title
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Institution

SHOWN = 99


@dataclass(frozen=True)
class Line:
    """A notice as the list shows it."""

    notice: Notice
    subject: str


@dataclass(frozen=True)
class ChannelLine:
    """A group robot with what became of the last message to it."""

    channel: Channel
    last: Delivery | None
    waiting: int


def unread(request: HttpRequest) -> dict[str, Any]:
    """Template context: `unread`, how many notices the person has not read; asked for only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    return {"unread": SimpleLazyObject(lambda: _count(user))}


def _count(user: User) -> str:
    """Empty for none, `99+` for more than that."""
    count = Notice.objects.filter(user=user.pk, read_at=None)[: SHOWN + 1].count()
    return f"{SHOWN}+" if count > SHOWN else str(count or "")


def lines(notices: list[Notice]) -> list[Line]:
    return [Line(each, subject_title(each.subject)) for each in notices]


def administered(user: User) -> list[Institution]:
    """The institutions whose groups this person sets up."""
    return access.scope(user, "administer")


def channel_lines(institutions: list[Institution]) -> list[ChannelLine]:
    """The groups of these institutions; two queries for each, of which there are few."""
    channels = Channel.objects.filter(institution__in=institutions).select_related("institution")
    return [
        ChannelLine(
            each,
            each.delivery_set.order_by("-pk").first(),
            each.delivery_set.filter(state=Delivery.State.WAITING).count(),
        )
        for each in channels
    ]

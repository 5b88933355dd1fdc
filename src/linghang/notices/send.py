"""Telling people: a notice on the site, an e-mail (each or as a digest), a message to a group.

Nothing is sent from inside a request. `notify` and `post` write down what is to be sent, in the transaction of whoever
calls; `deliver`, called by the clock, sends what is due. A delivery in the air is leased: its `not_before` is put
ahead before it is sent, so that two processes never send it together, and one whose process died is sent again.
"""

import datetime as dt
import logging
import smtplib
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from linghang.notices import addresses, quiet, robots, webhook, wording
from linghang.notices.models import Channel, Delivery, Notice, Preference
from linghang.organization.models import Institution

LEASE = dt.timedelta(minutes=10)
STALE = dt.timedelta(days=14)
"""What could not even be tried for so long is no news any more."""
AT_ONCE = 200
DIGEST = "digest:"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivered:
    """What one call of `deliver` did: sent, failed for good, still waiting for their time or another try."""

    sent: int
    failed: int
    waiting: int


def notify(
    users: Iterable[Any],
    *,
    key: str,
    subject: str,
    title: str,
    text: str = "",
    url: str = "",
    urgent: bool = False,
) -> int:
    """Tell each person once; returns how many notices are new. The same `key` is not told to the same person twice.

    `subject`: a code of `wording.SUBJECTS`; `url`: the path of the page of the thing. `urgent` passes quiet hours and
    does not wait for a digest. Accounts out of use are not told.
    """
    told = {user.pk: user for user in users if user is not None and user.is_active}
    with transaction.atomic():
        known = set(Notice.objects.filter(user__in=told, key=key).values_list("user", flat=True))
        new = [user for pk, user in told.items() if pk not in known]
        made = [
            Notice(user=user, key=key, subject=subject, title=title[:200], text=text, url=url, urgent=urgent)
            for user in new
        ]
        preferences = {each.user_id: each for each in Preference.objects.filter(user__in=[user.pk for user in new])}
        for notice in made:  # before the notices themselves: a digest holds what is younger than it
            if notice.user.email:
                _queue(notice, preferences.get(notice.user_id) or Preference(user=notice.user))
        Notice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _queue(notice: Notice, preference: Preference) -> None:
    """Write down the e-mail about a notice, or see that a digest is coming in which it will stand."""
    now = timezone.now()
    if preference.email == Preference.Digest.NEVER:
        return
    if notice.urgent or preference.email == Preference.Digest.EACH:
        message = wording.one(_said(notice), settings.SITE_ADDRESS)
        when = quiet.not_before(now, preference.quiet_from, preference.quiet_to, urgent=notice.urgent)
        _write(user=notice.user, key=notice.key, title=message.subject, text=message.body, not_before=when)
        return
    coming = Delivery.objects.select_for_update().filter(user=notice.user, key__startswith=DIGEST, text="")
    if not coming.filter(state=Delivery.State.WAITING).exists():
        weekly = preference.email == Preference.Digest.WEEKLY
        when = quiet.not_before(quiet.next_digest(now, weekly=weekly), preference.quiet_from, preference.quiet_to)
        _write(user=notice.user, key=f"{DIGEST}{now.isoformat()}", title="汇总", text="", not_before=when)


def post(institution: Institution, *, key: str, title: str, text: str) -> int:
    """Send a message to the institution's groups in use; returns to how many. The same `key` is not sent twice."""
    channels = Channel.objects.filter(institution=institution, active=True).exclude(delivery__key=key)
    with transaction.atomic():
        for channel in channels:
            post_to(channel, key=key, title=title, text=text)
    return len(channels)


def post_to(channel: Channel, *, key: str, title: str, text: str) -> None:
    """The same for one group."""
    _write(channel=channel, key=key, title=title, text=text, not_before=timezone.now())


def _write(**fields: Any) -> None:
    fields["title"] = fields["title"][:200]
    Delivery.objects.bulk_create([Delivery(**fields)], ignore_conflicts=True)


def deliver(now: dt.datetime | None = None) -> Delivered:
    """Send what is due. E-mails wait while no mail server is set; the doctor says so."""
    now = now or timezone.now()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    given_up = waiting.filter(created_at__lt=now - STALE, attempts=0).update(
        state=Delivery.State.FAILED, error="等了十四天没有发出。请检查邮件设置和后台服务"
    )
    due = waiting.filter(not_before__lte=now).order_by("not_before", "pk")
    if not settings.MAIL_READY:
        due = due.filter(user=None)
    states = [_send(pk, now) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE])]
    counts = Counter(states)
    return Delivered(counts["sent"], given_up + counts["failed"], waiting.count())


def _send(pk: int, now: dt.datetime) -> str:
    delivery = _lease(pk, now)
    if delivery is None:
        return ""
    try:
        fault = _mail(delivery) if delivery.user_id else _robot(delivery)
    except Exception as error:
        _log.exception("delivery %s could not be sent", pk)
        fault = f"发送时出错（{type(error).__name__}）。请查看服务日志"
    if not fault:
        delivery.state, delivery.sent_at, delivery.error = Delivery.State.SENT, now, ""
    elif (wait := quiet.wait_after(delivery.attempts)) is None:
        delivery.state, delivery.error = Delivery.State.FAILED, fault[:300]
    else:
        delivery.not_before, delivery.error = _later(delivery, now + wait), fault[:300]
    delivery.save(update_fields=["state", "sent_at", "error", "not_before"])
    return delivery.state


def _lease(pk: int, now: dt.datetime) -> Delivery | None:
    """The delivery for this process alone, ready to go; None when another one has it or nothing is left to say."""
    with transaction.atomic():
        found = Delivery.objects.select_for_update(of=("self",)).select_related("user", "channel")
        delivery = found.filter(pk=pk, state=Delivery.State.WAITING, not_before__lte=now).first()
        if delivery is None:
            return None
        if delivery.key.startswith(DIGEST) and not delivery.text and not _compose(delivery, now):
            delivery.delete()
            return None
        delivery.attempts += 1
        delivery.not_before = now + LEASE
        delivery.save(update_fields=["attempts", "not_before", "title", "text"])
    return delivery


def _compose(delivery: Delivery, now: dt.datetime) -> bool:
    """Fill a digest with what its person has not read and was not mailed about; False when there is nothing."""
    mailed = Delivery.objects.filter(user=delivery.user_id).values("key")
    notices = Notice.objects.filter(user=delivery.user_id, read_at=None, created_at__gte=delivery.created_at)
    notices = notices.exclude(key__in=mailed)
    said = [_said(each) for each in notices.order_by("created_at", "pk")]
    if not said:
        return False
    message = wording.digest(said, now.astimezone(quiet.SHANGHAI).date(), settings.SITE_ADDRESS)
    delivery.title, delivery.text = message.subject, message.body
    return True


def _mail(delivery: Delivery) -> str:
    """Send an e-mail; why it did not go, or nothing."""
    person = delivery.user
    if person is None or not person.is_active or not person.email:
        return "收件人已停用或没有邮箱地址"
    if refused := addresses.refusal(person.email):
        return refused
    try:
        EmailMessage(delivery.title, delivery.text, settings.DEFAULT_FROM_EMAIL, [person.email]).send()
    except smtplib.SMTPResponseException as error:
        return f"邮件服务器拒收（{error.smtp_code}）。请核对发信账号和收件地址"
    except (smtplib.SMTPException, OSError) as error:
        return f"连不上邮件服务器（{type(error).__name__}）。请核对 LINGHANG_MAIL"
    return ""


def _robot(delivery: Delivery) -> str:
    channel = delivery.channel
    if channel is None or not channel.active:
        return "群机器人已停用"
    if refused := webhook.refusal(channel.address):
        return refused
    kind = cast(robots.Kind, channel.kind)
    address = channel.address
    if kind == "dingtalk":
        address = robots.signed(address, channel.secret, int(time.time() * 1000))
    try:
        status, body = webhook.send(address, robots.payload(kind, delivery.title, delivery.text))
    except OSError as error:
        return f"连不上群机器人（{type(error).__name__}）。请检查网络"
    return robots.fault_of(status, body)


def _later(delivery: Delivery, moment: dt.datetime) -> dt.datetime:
    """Another try of an ordinary e-mail keeps the quiet hours too."""
    preference = Preference.objects.filter(user=delivery.user_id).first() if delivery.user_id else None
    urgent = Notice.objects.filter(user=delivery.user_id, key=delivery.key, urgent=True).exists()
    return quiet.not_before(moment, preference.quiet_from, preference.quiet_to, urgent=urgent) if preference else moment


def _said(notice: Notice) -> wording.Said:
    return wording.Said(notice.subject, notice.title, notice.text, notice.url, notice.urgent)

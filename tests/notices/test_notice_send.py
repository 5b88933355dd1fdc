"""Telling people: once each, by e-mail as they want it, to groups, and again when it did not get through."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from linghang.notices import webhook
from linghang.notices.models import Channel, Delivery, Notice, Preference
from linghang.notices.quiet import SHANGHAI
from linghang.notices.send import Delivered, deliver, notify, post

DUE = {"key": "task:1:due", "subject": "task", "title": "三天后到期", "text": "时限 3月31日", "url": "/tasks/h/1/"}


def at(day, clock):
    """A moment in November 2026 by the clock in Shanghai."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), SHANGHAI)


def prefer(user, email, start=None, end=None):
    times = [dt.time.fromisoformat(each) if each else None for each in (start, end)]
    return Preference.objects.create(user=user, email=email, quiet_from=times[0], quiet_to=times[1])


def test_a_person_is_told_once(account):
    wang, li = account("wang"), account("li")
    assert notify([wang, li, wang], **DUE) == 2
    assert notify([wang], **DUE) == 0
    assert notify([wang], **DUE | {"key": "task:1:overdue"}) == 1
    assert Notice.objects.filter(user=wang).count() == 2


def test_accounts_out_of_use_and_nobody_are_not_told(account):
    gone = account("gone")
    gone.is_active = False
    gone.save()
    assert notify([gone, None], **DUE) == 0


def test_the_database_itself_refuses_a_second_one(account):
    wang = account("wang")
    notify([wang], **DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=wang, key=DUE["key"], subject="task", title="again")


def test_each_is_sent_alone(account, mail, mailoutbox):
    prefer(account("wang"), "each")
    notify([Preference.objects.get().user], **DUE)
    assert deliver() == Delivered(1, 0, 0)
    assert [(each.to, each.subject) for each in mailoutbox] == [(["wang@example.cn"], "【督办】三天后到期")]
    assert "https://linghang.example.cn/tasks/h/1/" in mailoutbox[0].body
    assert deliver() == Delivered(0, 0, 0)
    assert len(mailoutbox) == 1


def test_never_means_never_and_no_address_means_none(account):
    never, without = account("never"), account("without", email="")
    prefer(never, "never")
    notify([never, without], **DUE | {"urgent": True})
    assert Notice.objects.count() == 2
    assert Delivery.objects.count() == 0


def test_a_digest_holds_what_was_not_read_by_the_morning(account, mail, mailoutbox, clock):
    wang = account("wang")  # who has set nothing gets a digest a day
    clock(22, "09:00")
    notify([wang], **DUE)
    clock(22, "15:00")
    notify([wang], **DUE | {"key": "b", "title": "会议通知"})
    notify([wang], **DUE | {"key": "c", "title": "读过的"})
    Notice.objects.filter(key="c").update(read_at=at(22, "16:00"))
    assert deliver(at(23, "07:59")).sent == 0
    assert deliver(at(23, "08:00")).sent == 1
    assert mailoutbox[0].subject == "11月23日通知 2 条"
    assert "会议通知" in mailoutbox[0].body
    assert "读过的" not in mailoutbox[0].body
    clock(23, "09:00")
    notify([wang], **DUE | {"key": "d", "title": "新的一条"})
    assert deliver(at(24, "08:00")).sent == 1
    assert mailoutbox[1].subject == "11月24日通知 1 条"


def test_a_digest_with_nothing_left_to_say_is_not_sent(account, mail, mailoutbox, clock):
    wang = account("wang")
    clock(22, "09:00")
    notify([wang], **DUE)
    Notice.objects.update(read_at=at(22, "10:00"))
    assert deliver(at(23, "08:00")) == Delivered(0, 0, 0)
    assert mailoutbox == []


def test_a_weekly_digest_waits_for_monday(account, mail, mailoutbox, clock):
    wang = account("wang")
    prefer(wang, "weekly")
    clock(24, "09:00")  # a Tuesday
    notify([wang], **DUE)
    assert deliver(at(29, "23:00")).sent == 0
    assert deliver(at(30, "08:00")).sent == 1


def test_quiet_hours_hold_back_what_is_not_urgent(account, mail, mailoutbox, clock):
    wang = account("wang")
    prefer(wang, "each", "22:00", "07:00")
    clock(22, "23:00")
    notify([wang], **DUE)
    notify([wang], **DUE | {"key": "red", "title": "越过红线", "urgent": True})
    deliver(at(22, "23:01"))
    assert [each.subject for each in mailoutbox] == ["【紧急】【督办】越过红线"]
    deliver(at(23, "06:59"))
    assert len(mailoutbox) == 1
    deliver(at(23, "07:00"))
    assert len(mailoutbox) == 2


def test_what_is_urgent_does_not_wait_for_the_digest_nor_stand_in_it(account, mail, mailoutbox, clock):
    wang = account("wang")
    clock(22, "09:00")
    notify([wang], **DUE)
    notify([wang], **DUE | {"key": "red", "title": "越过红线", "urgent": True})
    assert deliver(at(22, "09:01")).sent == 1
    assert deliver(at(23, "08:00")).sent == 1
    assert "越过红线" not in mailoutbox[1].body


def test_without_a_mail_server_mail_waits_and_is_given_up_after_a_fortnight(account, settings, clock):
    settings.MAIL_READY = False
    prefer(account("wang"), "each")
    notify([Preference.objects.get().user], **DUE)
    created = Delivery.objects.get().created_at
    assert deliver(created + dt.timedelta(days=13)) == Delivered(0, 0, 1)
    assert deliver(created + dt.timedelta(days=15)) == Delivered(0, 1, 0)
    assert Delivery.objects.get().error == "等了十四天没有发出。请检查邮件设置和后台服务"


@pytest.fixture
def wecom(hospital):
    return Channel.objects.create(
        institution=hospital,
        kind="wecom",
        title="院办群",
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
    )


@pytest.fixture
def answers(monkeypatch):
    """What the robots were sent; they answer what stands in `answers.next`, or raise it."""

    class Answers(list):
        next = (200, b'{"errcode": 0}')

    sent = Answers()

    def send(address, document):
        sent.append((address, document))
        if isinstance(sent.next, Exception):
            raise sent.next
        return sent.next

    monkeypatch.setattr(webhook, "send", send)
    return sent


def test_a_bulletin_goes_to_every_active_group_of_the_institution_once(hospital, elsewhere, wecom, answers):
    Channel.objects.create(institution=hospital, kind="wecom", title="停用", address=wecom.address, active=False)
    Channel.objects.create(institution=elsewhere, kind="wecom", title="外院", address=wecom.address)
    assert post(hospital, key="bulletin:1", title="督查通报", text="第1期") == 1
    assert post(hospital, key="bulletin:1", title="督查通报", text="第1期") == 0
    assert deliver().sent == 1
    assert answers == [(wecom.address, {"msgtype": "markdown", "markdown": {"content": "**督查通报**\n第1期"}})]


def test_dingtalk_is_signed(hospital, answers):
    Channel.objects.create(
        institution=hospital,
        kind="dingtalk",
        title="钉钉群",
        address="https://oapi.dingtalk.com/robot/send?access_token=abc",
        secret="SECabc",
    )
    post(hospital, key="k", title="t", text="x")
    deliver()
    assert "&timestamp=" in answers[0][0]
    assert "&sign=" in answers[0][0]


def test_a_failed_message_is_tried_again_after_growing_waits_and_keeps_the_reason(hospital, wecom, answers):
    answers.next = (200, json.dumps({"errcode": 45009}).encode())
    post(hospital, key="k", title="t", text="x")
    now, waits = Delivery.objects.get().not_before, []
    for _ in range(7):
        assert deliver(now).sent == 0
        kept = Delivery.objects.get()
        waits.append((kept.not_before - now).total_seconds() / 60)
        assert deliver(kept.not_before - dt.timedelta(seconds=1)) == Delivered(0, 0, 1)
        now = kept.not_before
    assert waits == [5, 10, 20, 40, 80, 160, 320]
    assert deliver(now) == Delivered(0, 1, 0)
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts) == ("failed", 8)
    assert kept.error.startswith("发送太频繁")


def test_no_answer_is_a_reason_too(hospital, wecom, answers):
    answers.next = TimeoutError()
    post(hospital, key="k", title="t", text="x")
    deliver()
    assert Delivery.objects.get().error == "连不上群机器人（TimeoutError）。请检查网络"


def test_one_that_goes_wrong_does_not_hold_up_the_others(hospital, wecom, answers, account, mail, mailoutbox):
    answers.next = RuntimeError("odd")
    prefer(account("wang"), "each")
    post(hospital, key="k", title="t", text="x")
    notify([Preference.objects.get().user], **DUE)
    assert deliver() == Delivered(1, 0, 1)


def test_a_delivery_in_the_air_is_left_alone_until_its_lease_ends(hospital, wecom, answers):
    """Another process took it and died: it is sent again, but not before."""
    post(hospital, key="k", title="t", text="x")
    now = Delivery.objects.get().not_before
    seen = []
    answers.next = (200, b'{"errcode": 0}')

    def meanwhile(address, document):
        seen.append(deliver(now))
        raise SystemExit  # the process ends

    answers_send, webhook.send = webhook.send, meanwhile
    try:
        with pytest.raises(SystemExit):
            deliver(now)
    finally:
        webhook.send = answers_send
    assert seen == [Delivered(0, 0, 1)]
    assert deliver(now + dt.timedelta(minutes=9)).sent == 0
    assert deliver(now + dt.timedelta(minutes=10)).sent == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://qyapi.weixin.qq.com/x", "https"),
        ("https://127.0.0.1/x", "不能发往 127.0.0.1"),
        ("https://qyapi.weixin.qq.com.evil.example/x", "不能发往"),
        ("https://qyapi.weixin.qq.com:8443/x", "不能发往"),
        ("https://a:b@qyapi.weixin.qq.com/x", "用户名"),
        ("https://[::1/x", "地址写错了"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", ""),
    ],
)
def test_only_known_hosts_over_https(address, said):
    refused = webhook.refusal(address)
    assert said in refused if said else refused == ""

"""Where the house allows only its own mail domains, notices go nowhere else."""

import pytest
from auditlog.models import LogEntry

from linghang.notices import send
from linghang.notices.models import Delivery

FORM = {"email": "each", "quiet_from": "", "quiet_to": ""}


@pytest.fixture
def own(settings):
    settings.MAIL_DOMAINS = ["example.cn"]


@pytest.fixture
def office(client, account):
    client.force_login(account("office", "office"))
    return client


def test_a_foreign_address_is_refused_and_nothing_changes(office, own):
    answer = office.post("/notices/preferences/", FORM | {"address": "someone@Example.COM"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "通知只发往本单位的邮箱（example.cn），不能发往 example.com" in page
    assert "office@example.cn" in office.get("/notices/preferences/").content.decode()


@pytest.mark.parametrize("address", ["zhang@example.cn", "zhang@EXAMPLE.CN", ""])
def test_an_own_address_or_none_is_taken_and_the_change_is_in_the_audit_log(office, own, address):
    assert office.post("/notices/preferences/", FORM | {"address": address}).status_code == 302
    entry = LogEntry.objects.filter(content_type__model="user", changes__has_key="email").latest("pk")
    assert entry.changes["email"] == ["office@example.cn", address]
    assert entry.actor.username == "office"


def test_part_of_a_domain_is_another_domain(office, own):
    for address in ("zhang@evil-example.cn", "zhang@mail.example.cn"):
        assert office.post("/notices/preferences/", FORM | {"address": address}).status_code == 400


def test_without_the_setting_every_domain_will_do(office, settings):
    settings.MAIL_DOMAINS = []
    assert office.post("/notices/preferences/", FORM | {"address": "zhang@example.com"}).status_code == 302


def test_an_address_from_before_the_setting_gets_nothing_any_more(account, own, mail, clock, mailoutbox):
    clock(23, "10:00")
    user = account("zhang", email="zhang@example.com")
    send.notify([user], key="k", subject="tasks", title="请签收", urgent=True)
    send.deliver(clock(23, "10:30"))
    assert mailoutbox == []
    assert "不能发往 example.com" in Delivery.objects.get().error

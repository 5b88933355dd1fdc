"""The pages of notices: one's own list, how one wants them, and the groups of an institution."""

import pytest
from django.urls import reverse

from linghang.notices.models import Channel, Delivery, Notice, Preference
from linghang.notices.send import notify

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=SECRETKEY"


@pytest.fixture
def told(account, client):
    wang = account("wang")
    notify([wang], key="a", subject="task", title="三天后到期", url="/notices/preferences/")
    client.force_login(wang)
    return Notice.objects.get()


def test_unread_ones_are_listed_and_counted_in_the_header(told, client):
    page = client.get("/notices/").content.decode()
    assert "三天后到期" in page
    assert '<b class="bell-count">1</b>' in page


def test_opening_one_leads_to_its_thing_and_marks_it_read(told, client):
    answer = client.get(reverse("notice", args=[told.pk]))
    assert answer.headers["Location"] == "/notices/preferences/"
    told.refresh_from_db()
    assert told.read_at is not None
    page = client.get("/notices/").content.decode()
    assert "没有未读通知" in page
    assert "bell-count" not in page
    assert "三天后到期" in client.get("/notices/?show=all").content.decode()


@pytest.mark.parametrize("url", ["//evil.example/x", "https://evil.example", "javascript:alert(1)", ""])
def test_a_notice_leads_nowhere_outside(told, client, url):
    Notice.objects.update(url=url)
    assert client.get(reverse("notice", args=[told.pk])).headers["Location"] == "/notices/"


def test_anothers_notice_does_not_exist(told, client, account):
    client.force_login(account("li"))
    assert client.get(reverse("notice", args=[told.pk])).status_code == 404
    assert "三天后到期" not in client.get("/notices/?show=all").content.decode()


def test_all_are_marked_read_up_to_the_newest_seen(told, client):
    notify([told.user], key="b", subject="task", title="刚来的")
    client.post("/notices/read/", {"newest": told.pk})
    assert list(Notice.objects.filter(read_at=None).values_list("key", flat=True)) == ["b"]
    assert client.post("/notices/read/", {"newest": "x"}).status_code == 302
    assert client.get("/notices/read/").status_code == 405


def test_a_person_says_how_to_be_told(told, client):
    page = {"address": "w@example.cn", "email": "each", "quiet_from": "22:00", "quiet_to": "07:00"}
    assert client.post("/notices/preferences/", page).status_code == 302
    kept = Preference.objects.get(user=told.user)
    assert (kept.email, f"{kept.quiet_from:%H:%M}", f"{kept.quiet_to:%H:%M}") == ("each", "22:00", "07:00")
    told.user.refresh_from_db()
    assert told.user.email == "w@example.cn"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quiet_to": ""}, "要么都填，要么都不填"),
        ({"quiet_to": "22:00"}, "不能相同"),
        ({"email": "hourly"}, "选择"),
        ({"address": "nobody"}, "有效"),
    ],
)
def test_a_wish_that_makes_no_sense_is_answered(told, client, changes, said):
    page = {"address": "", "email": "each", "quiet_from": "22:00", "quiet_to": "07:00"} | changes
    answer = client.post("/notices/preferences/", page)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Preference.objects.exists()


@pytest.fixture
def administrator(account, client):
    user = account("admin", "administrator")
    client.force_login(user)
    return user


def channel(hospital, **changes):
    return {"institution": hospital.pk, "kind": "wecom", "title": "院办群", "address": WECOM, "active": "on"} | changes


def test_an_administrator_adds_a_group_and_its_address_is_never_shown(administrator, client, hospital):
    assert client.post("/notices/channels/new/", channel(hospital)).status_code == 302
    kept = Channel.objects.get()
    assert kept.address == WECOM
    for page in ("/notices/channels/", f"/notices/channels/{kept.pk}/"):
        shown = client.get(page).content.decode()
        assert "院办群" in shown
        assert "SECRETKEY" not in shown


def test_an_empty_address_keeps_the_stored_one(administrator, client, hospital):
    kept = Channel.objects.create(institution=hospital, kind="wecom", title="旧名", address=WECOM, secret="s")
    client.post(f"/notices/channels/{kept.pk}/", channel(hospital, address="", secret="", title="新名"))
    kept.refresh_from_db()
    assert (kept.title, kept.address, kept.secret) == ("新名", WECOM, "s")


def test_an_address_elsewhere_is_refused(administrator, client, hospital):
    answer = client.post("/notices/channels/new/", channel(hospital, address="https://10.0.0.1/hook"))
    assert answer.status_code == 400
    assert "不能发往 10.0.0.1" in answer.content.decode()


def test_a_test_message_goes_to_that_group_alone(administrator, client, hospital):
    one = Channel.objects.create(institution=hospital, kind="wecom", title="一", address=WECOM)
    Channel.objects.create(institution=hospital, kind="wecom", title="二", address=WECOM)
    client.post(f"/notices/channels/{one.pk}/test/")
    assert [each.channel for each in Delivery.objects.all()] == [one]


def test_removing_a_group(administrator, client, hospital):
    one = Channel.objects.create(institution=hospital, kind="wecom", title="一", address=WECOM)
    client.post(f"/notices/channels/{one.pk}/remove/")
    assert not Channel.objects.exists()


def test_groups_of_another_institution_are_out_of_reach(administrator, client, elsewhere):
    theirs = Channel.objects.create(institution=elsewhere, kind="wecom", title="外院群", address=WECOM)
    assert "外院群" not in client.get("/notices/channels/").content.decode()
    assert client.get(f"/notices/channels/{theirs.pk}/").status_code == 404
    assert client.post(f"/notices/channels/{theirs.pk}/remove/").status_code == 404
    assert client.post("/notices/channels/new/", channel(elsewhere)).status_code == 400


@pytest.mark.parametrize("role", ["office", "leader", "viewer", "commission"])
def test_nobody_but_administrators_sets_up_groups(account, client, role):
    client.force_login(account(role, role))
    assert client.get("/notices/channels/").status_code == 403
    assert client.get("/notices/channels/new/").status_code == 403


def test_nothing_without_signing_in(client, db):
    for page in ("/notices/", "/notices/preferences/", "/notices/channels/"):
        assert client.get(page).headers["Location"].startswith("/accounts/login/")

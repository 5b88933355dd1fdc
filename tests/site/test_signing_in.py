"""Signing in and out, and the password that must be replaced."""

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings

from linghang.site.accounts import create_account
from linghang.site.models import InitialPassword


@pytest.fixture
def account(hospital):
    return create_account("office", "院办", "office", "h1")


def sign_in(client, account, password=None):
    return client.post("/accounts/login/", {"username": account.username, "password": password or account.password})


def test_every_page_asks_for_sign_in_first(client, db):
    for address in ("/", "/audit/", "/accounts/password/"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/?next=")


def test_a_wrong_password_is_said_in_chinese(client, account):
    assert "用户名或密码不对" in sign_in(client, account, "wrong").content.decode()


def test_the_eighth_wrong_password_locks_and_says_so(client, account):
    for _ in range(8):
        answer = sign_in(client, account, "wrong")
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert sign_in(client, account).status_code == 429


def test_an_initial_password_leads_to_its_replacement_and_nowhere_else(client, account):
    sign_in(client, account)
    assert client.get("/").headers["Location"] == "/accounts/password/"
    assert "初始密码" in client.get("/accounts/password/").content.decode()


def test_replacing_it_opens_the_house(client, account):
    sign_in(client, account)
    client.post(
        "/accounts/password/",
        {"old_password": account.password, "new_password1": "Qing-Shan-2031", "new_password2": "Qing-Shan-2031"},
    )
    assert not InitialPassword.objects.exists()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("new", "said"), [(None, "新密码与原密码相同"), ("short", "密码太短，至少要 10 位"), ("password123", "密码太常见")]
)
def test_the_same_or_a_weak_password_is_refused(client, account, new, said):
    sign_in(client, account)
    new = new or account.password
    answer = client.post(
        "/accounts/password/", {"old_password": account.password, "new_password1": new, "new_password2": new}
    )
    assert said in answer.content.decode()
    assert InitialPassword.objects.exists()


def test_a_reissued_password_must_be_replaced_although_the_session_lives_on(client, account):
    again = create_account("office", "院办", "office", "h1")
    sign_in(client, again)
    assert client.get("/").headers["Location"] == "/accounts/password/"


def test_signing_out(client, account):
    client.force_login(get_user_model().objects.get(username="office"))
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


@override_settings(DEBUG=False)
def test_every_answer_forbids_foreign_and_inline_scripts(client, db):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy

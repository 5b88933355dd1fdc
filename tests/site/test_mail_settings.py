"""LINGHANG_MAIL as it is written, and what Django is told."""

import pytest

from linghang.core.errors import InputError
from linghang.site.mail import mail_settings


@pytest.mark.parametrize(
    ("url", "host", "port", "ssl", "tls"),
    [
        ("smtps://a%40h.cn:p%2Fw@smtp.h.cn", "smtp.h.cn", 465, True, False),
        ("smtp+starttls://a%40h.cn:p%2Fw@smtp.h.cn:2525", "smtp.h.cn", 2525, False, True),
        ("smtp://a%40h.cn:p%2Fw@10.0.0.5", "10.0.0.5", 25, False, False),
    ],
)
def test_a_server_is_read(url, host, port, ssl, tls):
    found = mail_settings(url, "")
    assert found["MAIL_READY"]
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("a@h.cn", "p/w")
    assert found["DEFAULT_FROM_EMAIL"] == "a@h.cn"


def test_without_one_nothing_is_sent():
    assert mail_settings("", "x@h.cn") == {
        "MAIL_READY": False,
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


@pytest.mark.parametrize("url", ["smtp.h.cn", "http://smtp.h.cn", "smtp://:25", "smtp://h.cn:port", "smtp://h.cn"])
def test_a_slip_is_said(url):
    with pytest.raises(InputError, match="LINGHANG_MAIL"):
        mail_settings(url, "")

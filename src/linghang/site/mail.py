"""LINGHANG_MAIL → Django mail settings."""

from typing import Any
from urllib.parse import unquote, urlsplit

from linghang.core.errors import refuse

SECONDS = 20
_REMEDY = "写成 smtps://账号:密码@主机:465 或 smtp+starttls://账号:密码@主机:587；院内不加密的写 smtp://主机:25"
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail_settings(url: str, sender: str) -> dict[str, Any]:
    """Settings for a mail server, `MAIL_READY` among them. Without `url` no mail leaves the house: it waits."""
    if not url:
        return {"MAIL_READY": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refuse("邮件服务器地址写错了", _REMEDY, field="LINGHANG_MAIL") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise refuse("邮件服务器地址写错了", _REMEDY, field="LINGHANG_MAIL")
    account = unquote(parts.username or "")
    if "@" not in (sender or account):
        raise refuse(
            "不知道以哪个邮箱发信", "请设 LINGHANG_MAIL_FROM，如 领航 <linghang@example.cn>", field="LINGHANG_MAIL_FROM"
        )
    return {
        "MAIL_READY": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": account,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": sender or account,
    }

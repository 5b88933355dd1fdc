"""Sending a document to a robot: https only, known hosts only, no redirects, an end to waiting."""

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10
LONGEST_ANSWER = 65_536


def refusal(address: str) -> str:
    """Why nothing may be sent to that address; empty when it may. A server that can be sent anywhere can be turned
    against the house's own network, so hosts are named in the settings."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "地址写错了。请从群里重新复制机器人地址"
    if parts.scheme != "https":
        return "只能用 https 开头的地址。请从群里重新复制机器人地址"
    if parts.username or parts.password:
        return "地址里不能写用户名和密码。请从群里重新复制机器人地址"
    if host not in settings.ROBOT_HOSTS or port not in (None, 443):
        known = "、".join(settings.ROBOT_HOSTS)
        return f"不能发往 {host or '空地址'}。可用：{known}；内部网关请在 LINGHANG_ROBOT_HOSTS 里登记"
    return ""


def send(address: str, document: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body of the answer. OSError when there is none."""
    parts = urlsplit(address)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.request(
            "POST",
            f"{parts.path or '/'}?{parts.query}",
            json.dumps(document, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8"},
        )
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()

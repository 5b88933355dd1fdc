"""What group robots of 企业微信 and 钉钉 want to be sent, and what their answers mean. Pure.

Both take a JSON document by POST and answer `{"errcode": 0, …}` with status 200 even when they refuse. 钉钉 may ask for
a signature: HMAC-SHA256 of `timestamp`, a line break and the secret, keyed with the secret, Base64, in the address.
(企业微信开发者中心“群机器人配置说明”; 钉钉开放平台“自定义机器人安全设置”.)
"""

import base64
import hashlib
import hmac
import json
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

Kind = Literal["wecom", "dingtalk"]
KINDS: tuple[Kind, ...] = ("wecom", "dingtalk")
WECOM_BYTES, DINGTALK_BYTES = 4096, 20_000
"""The longest markdown text each takes, in bytes of UTF-8."""
_CUT = "\n……（内容较长，请登录查看）"
_WRONG_KEY = {93000, 300001}
_TOO_OFTEN = {45009, 130101, 410100}


def payload(kind: Kind, title: str, text: str) -> dict[str, Any]:
    """The document to send: a markdown message with the title in bold. Markdown in what people wrote is disarmed."""
    heading, body = _plain(title), _plain(text)
    if kind == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": _cut(f"**{heading}**\n{body}".rstrip(), WECOM_BYTES)}}
    lines = body.replace("\n", "\n\n")
    content = _cut(f"#### {heading}\n\n{lines}".rstrip(), DINGTALK_BYTES)
    return {"msgtype": "markdown", "markdown": {"title": heading, "text": content}}


def signed(address: str, secret: str, milliseconds: int) -> str:
    """The address of a 钉钉 robot with `timestamp` and `sign`; unchanged without a secret."""
    if not secret:
        return address
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    parts = urlsplit(address)
    asked = [*parse_qsl(parts.query), ("timestamp", str(milliseconds)), ("sign", base64.b64encode(digest).decode())]
    return urlunsplit(parts._replace(query=urlencode(asked)))


def fault_of(status: int, body: bytes) -> str:
    """Why the robot did not take the message, in the user's words; empty when it did."""
    if 300 <= status < 400:
        return "对方要求转到别的地址，没有跟随。请核对机器人地址"
    if status != 200:
        return f"对方回答 {status}。请核对机器人地址"
    try:
        answer = json.loads(body)
        code = int(answer["errcode"])
    except (ValueError, KeyError, TypeError):
        return "对方的回答看不懂。请核对地址是否为群机器人的地址"
    if code == 0:
        return ""
    said = str(answer.get("errmsg", ""))[:120]
    if code in _WRONG_KEY:
        return f"机器人不存在或地址里的密钥不对（{code}）。请在群里重新复制地址"
    if code in _TOO_OFTEN:
        return f"发送太频繁，被对方限制（{code}）。稍后会自动再发"
    return f"对方拒收（{code} {said}）。请核对签名密钥和关键词设置"


def _plain(text: str) -> str:
    """What people wrote can neither mention everybody nor smuggle in a link or a picture."""
    for mark, harmless in (("<", "＜"), (">", "＞"), ("[", "［"), ("]", "］"), ("@", "＠"), ("`", "｀"), ("*", "＊")):
        text = text.replace(mark, harmless)
    return text.strip()


def _cut(text: str, most: int) -> str:
    """At most so many bytes, at the end of a character."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - len(_CUT.encode())].decode(errors="ignore") + _CUT

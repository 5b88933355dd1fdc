"""What the robots are sent, and how their answers are read."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.notices import robots

ADDRESS = "https://oapi.dingtalk.com/robot/send?access_token=abc"


def test_wecom_gets_markdown():
    assert robots.payload("wecom", "督查通报", "第1期") == {
        "msgtype": "markdown",
        "markdown": {"content": "**督查通报**\n第1期"},
    }


def test_dingtalk_gets_a_title_and_paragraphs():
    assert robots.payload("dingtalk", "督查通报", "第1期\n逾期 2 项") == {
        "msgtype": "markdown",
        "markdown": {"title": "督查通报", "text": "#### 督查通报\n\n第1期\n\n逾期 2 项"},
    }


def test_what_people_wrote_mentions_nobody_and_links_nowhere():
    said = robots.payload("wecom", "a", "<@all> [点我](https://evil.example) **x**")["markdown"]["content"]
    assert said == "**a**\n＜＠all＞ ［点我］(https://evil.example) ＊＊x＊＊"


@given(st.text(max_size=3000), st.sampled_from(robots.KINDS))
def test_no_message_is_longer_than_its_robot_takes(text, kind):
    document = robots.payload(kind, "标题", text * 8)["markdown"]
    longest = {"wecom": robots.WECOM_BYTES, "dingtalk": robots.DINGTALK_BYTES}[kind]
    assert len((document.get("content") or document.get("text")).encode()) <= longest


def test_a_long_message_says_that_it_was_cut():
    said = robots.payload("wecom", "标题", "长" * 3000)["markdown"]["content"]
    assert said.endswith("……（内容较长，请登录查看）")


def test_the_signature_is_that_of_openssl():
    """printf '1609459200000\\nSECabc123' | openssl dgst -sha256 -hmac SECabc123 -binary | base64"""
    asked = parse_qs(urlsplit(robots.signed(ADDRESS, "SECabc123", 1609459200000)).query)
    assert asked == {
        "access_token": ["abc"],
        "timestamp": ["1609459200000"],
        "sign": ["vAIzuntpGlDn4wV6H5lyJ3Ag8ptarTCpsKq0AJ54Ztc="],
    }


def test_without_a_secret_nothing_is_signed():
    assert robots.signed(ADDRESS, "", 1) == ADDRESS


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (200, {"errcode": 0, "errmsg": "ok"}, ""),
        (200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "机器人不存在或地址里的密钥不对（93000）"),
        (200, {"errcode": 45009, "errmsg": "freq"}, "发送太频繁，被对方限制（45009）"),
        (200, {"errcode": 310000, "errmsg": "sign not match"}, "对方拒收（310000 sign not match）"),
        (200, ["x"], "对方的回答看不懂"),
        (302, {}, "对方要求转到别的地址，没有跟随"),
        (500, {}, "对方回答 500"),
    ],
)
def test_answers_are_read(status, answer, said):
    fault = robots.fault_of(status, json.dumps(answer).encode())
    assert fault == "" if said == "" else fault.startswith(said)

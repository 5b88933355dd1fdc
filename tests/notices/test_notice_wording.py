"""How a notice reads outside the site."""

import datetime as dt

from linghang.notices.wording import Said, digest, one

DUE = Said("task", "“缩短平均住院日”3天后到期", "时限 2023年3月31日", "/tasks/h/2023-0001/")


def test_one_notice():
    message = one(DUE, "https://linghang.example.cn")
    assert message.subject == "【督办】“缩短平均住院日”3天后到期"
    assert message.body == "时限 2023年3月31日\n\nhttps://linghang.example.cn/tasks/h/2023-0001/\n\n——领航"


def test_without_an_address_there_is_no_link():
    assert one(DUE).body == "时限 2023年3月31日\n\n——领航"


def test_an_urgent_one_says_so():
    assert one(Said("red_line", "药占比越过红线", urgent=True)).subject == "【紧急】【红线】药占比越过红线"


def test_a_title_stays_in_one_line():
    assert one(Said("task", "甲\r\nBcc: x@example.cn")).subject == "【督办】甲 Bcc: x@example.cn"


def test_a_digest_puts_the_urgent_first_and_then_goes_by_subject():
    meeting, odd = Said("meeting", "会议通知"), Said("nothing", "别的")
    message = digest([odd, meeting, DUE, Said("red_line", "越线", urgent=True)], dt.date(2026, 11, 23))
    assert message.subject == "11月23日通知 4 条"
    assert message.body.split("\n\n") == [
        "1. 【紧急】【红线】越线",
        "2. 【督办】“缩短平均住院日”3天后到期\n时限 2023年3月31日",
        "3. 【会议】会议通知",
        "4. 【其他】别的",
        "——领航",
    ]


def test_a_long_digest_counts_what_it_leaves_out():
    body = digest([DUE] * 53, dt.date(2026, 11, 23)).body
    assert "另有 3 条，请登录查看。" in body
    assert "50. " in body
    assert "51. " not in body
